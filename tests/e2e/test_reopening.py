"""A conversation goes on where it was, also in a new window, and leaves nothing when it is deleted."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving import LIMIT_MS, OpenWindow, send, wait_until_over
from pytestqt.qtbot import QtBot

from app.chat.conversation import Effort, ReplyStatus, Turn, Usage
from app.chat.exchange import Recording, Sampling
from app.chat.folder_name import folder_name
from app.chat.token_record import unpack
from app.composition import Soliloquy
from app.harmony.vocabulary import Vocabulary
from app.paths import demo_model_folder

QUESTIONS = ("What is 47 + 85?", "Sort these numbers: 42, 17, 88", "Hello!")
AFTER_A_QUESTION = 3  # tokens: its end, and the start and role of the reply; what opens it was read ahead
GREEDY = Sampling(temperature=0.0)


@pytest.fixture
def reading(own_home: Path) -> Path:
    return own_home / "cache" / "reading"


def ends(reading: Path, conversation: str) -> list[int]:
    """Where the pieces end that are kept of it, in tokens."""
    found = reading.glob(f"*/{folder_name(conversation)}/*-*.safetensors")
    return sorted(int(path.name.split("-")[1]) for path in found)


def ask_two(qtbot: QtBot, soliloquy: Soliloquy, reading: Path) -> str:
    """The conversation's id, after all of it lies on the disk."""
    conversation = soliloquy.session.conversation.id

    def wait_until_kept(pieces: int) -> None:
        qtbot.waitUntil(lambda: len(ends(reading, conversation)) == pieces, timeout=LIMIT_MS)

    wait_until_kept(1)
    for number, question in enumerate(QUESTIONS[:2], 1):
        send(soliloquy, question)
        wait_until_over(qtbot, soliloquy, number)
        wait_until_kept(number + 1)
    soliloquy.preferences.works_ahead = False  # the disk alone shall serve the next question
    return conversation


def reopen(qtbot: QtBot, soliloquy: Soliloquy) -> None:
    qtbot.waitUntil(lambda: len(soliloquy.library.conversations) == 1, timeout=LIMIT_MS)
    soliloquy.session.open_conversation(soliloquy.library.conversations[0].id)
    qtbot.waitUntil(lambda: len(soliloquy.session.path) >= 2, timeout=LIMIT_MS)


def usage(turn: Turn) -> Usage:
    assert turn.reply.status is ReplyStatus.ANSWERED
    assert turn.reply.usage is not None
    return turn.reply.usage


def test_opened_again_only_the_new_question_is_read(open_window: OpenWindow, qtbot: QtBot, reading: Path) -> None:
    first = open_window(sampling=GREEDY)
    conversation = ask_two(qtbot, first, reading)
    first.close()
    kept = ends(reading, conversation)

    second = open_window(sampling=GREEDY)
    reopen(qtbot, second)
    send(second, QUESTIONS[2])
    whole = wait_until_over(qtbot, second, 3)
    asked = len(Vocabulary.load(demo_model_folder()).encode(QUESTIONS[2]))
    assert usage(whole).reused_tokens == kept[-1]
    assert usage(whole).prompt_tokens - usage(whole).reused_tokens == asked + AFTER_A_QUESTION
    second.close()

    [last] = reading.glob(f"*/*/{kept[-2]}-*.safetensors")
    data = bytearray(last.read_bytes())
    data[-1] ^= 1
    last.write_bytes(data)
    third = open_window(sampling=GREEDY)
    reopen(qtbot, third)
    third.session.ask_again(whole.id, Effort.MEDIUM)
    damaged = wait_until_over(qtbot, third, 3)
    assert damaged.id != whole.id
    assert usage(damaged).reused_tokens == kept[-2]
    assert (damaged.reply.reasoning, damaged.reply.answer) == (whole.reply.reasoning, whole.reply.answer)
    assert not last.exists()

    third.library.delete(third.session.conversation.id)
    qtbot.waitUntil(lambda: ends(reading, conversation) == [], timeout=LIMIT_MS)
    third.close()
    assert list(reading.glob("*/*")) == []


def test_deleted_while_the_engine_reads_it_nothing_stays(open_window: OpenWindow, qtbot: QtBot, reading: Path) -> None:
    soliloquy = open_window(sampling=GREEDY)
    conversation = ask_two(qtbot, soliloquy, reading)
    soliloquy.preferences.works_ahead = True
    send(soliloquy, QUESTIONS[2])
    soliloquy.library.refresh()
    qtbot.waitUntil(lambda: len(soliloquy.library.conversations) == 1, timeout=LIMIT_MS)
    soliloquy.library.delete(soliloquy.library.conversations[0].id)
    qtbot.waitUntil(lambda: soliloquy.session.path == (), timeout=LIMIT_MS)
    soliloquy.close()
    assert ends(reading, conversation) == []
    assert list(reading.glob("*/*")) == []


def test_switched_off_nothing_of_it_is_on_the_disk(open_window: OpenWindow, qtbot: QtBot, reading: Path) -> None:
    soliloquy = open_window(sampling=GREEDY)
    ask_two(qtbot, soliloquy, reading)
    soliloquy.preferences.keeps_reading = False
    soliloquy.preferences.works_ahead = True
    qtbot.waitUntil(lambda: not reading.exists(), timeout=LIMIT_MS)
    send(soliloquy, QUESTIONS[2])
    wait_until_over(qtbot, soliloquy, 3)
    soliloquy.close()
    again = open_window(sampling=GREEDY)
    reopen(qtbot, again)
    send(again, QUESTIONS[2])
    wait_until_over(qtbot, again, 4)
    again.close()
    assert list(reading.parent.iterdir()) == []


def test_of_a_conversation_that_is_not_kept_nothing_read_is(
    open_window: OpenWindow, qtbot: QtBot, reading: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    reading.mkdir(parents=True)
    soliloquy = open_window(home=tmp_path / "file", reading=reading)
    assert not soliloquy.history.is_kept

    def has_read_ahead() -> bool:
        use = soliloquy.backend.memory_use
        return use is not None and use.marks > 0

    qtbot.waitUntil(has_read_ahead, timeout=LIMIT_MS)
    send(soliloquy, QUESTIONS[0])
    wait_until_over(qtbot, soliloquy, 1)
    soliloquy.close()
    assert list(reading.iterdir()) == []


@pytest.mark.parametrize("level", [None, *Recording])
def test_each_token_of_a_stored_reply_has_its_record(
    level: Recording | None, open_window: OpenWindow, qtbot: QtBot
) -> None:
    soliloquy = open_window()
    if level is not None:
        soliloquy.preferences.recording = level
    send(soliloquy, QUESTIONS[0])
    wait_until_over(qtbot, soliloquy, 1)
    soliloquy.close()
    again = open_window()
    reopen_one = again.history.load(again.history.summaries().result(5)[0].id).result(5)
    assert reopen_one is not None
    trace = reopen_one.conversation.turns[0].reply.trace
    if level is Recording.OFF:
        assert trace.records == ()
        return
    records = [unpack(packed) for packed in trace.records]
    assert len(records) == len(trace) > 20
    drawn = [record for record in records if record is not None]
    assert len(drawn) == len(records)
    assert all(record.log_probability <= 0.0 and record.rank >= 0 for record in drawn)
    assert all(bool(record.alternatives) is (level is Recording.EVERYTHING) for record in drawn)
