"""Bits rot: whatever changes in the file, either everything still loads equal or the person is told."""

from __future__ import annotations

import os
import random
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from app.chat.conversation import Conversation, ConversationId, Effort, ReasoningStep, Reply, ReplyStatus, Turn, TurnId
from app.chat.exchange import Delta
from app.chat.prompt import Channel
from app.chat.token_record import TokenRecord, pack
from app.chat.trace import Trace
from app.store.history import History, open_history

FLIPS = int(os.environ.get("SOLILOQUY_TEST_FLIPS", "100"))

TRACE = Trace(
    tuple(range(100)),
    tuple(range(0, 1000, 10)),
    (3,) * 100,
    (4,) * 100,
    records=(pack(TokenRecord(-1.0, 2.0, 3)),) * 100,
)
WORDS = "It was a bright cold day in April, and the clocks were striking thirteen. "


def conversation(name: str, turns: int) -> Conversation:
    value = Conversation(ConversationId(name), f"Title of {name}", 5.0, "2026-11-24", "Be brief.")
    for number in range(turns):
        value = value.with_turn(
            Turn(
                TurnId(f"{name} {number}"),
                value.newest_leaf,
                WORDS * (1 + number % 3),
                Effort.MEDIUM,
                10.0 + number,
                Reply(
                    ReplyStatus.ANSWERED,
                    (ReasoningStep(WORDS * 2, 30, 1.5),),
                    answer=WORDS * (number % 20),
                    trace=TRACE,
                ),
            )
        )
    return value


def write(folder: Path) -> list[Conversation]:
    history = open_history(folder)
    values = [conversation("first", 20), conversation("second", 10)]
    for value in values:
        history.append_turns(value, value.turns).result(5)
    assert history.close()
    return values


def is_noticed_or_whole(folder: Path, expected: list[Conversation]) -> bool:
    history = open_history(folder)
    try:
        return bool(history.notices) or all(_loads(history, value) for value in expected)
    finally:
        assert history.close()


def _loads(history: History, expected: Conversation) -> bool:
    """Equal, or with a word about the damage."""
    future = history.load(expected.id)
    if future.exception(5) is not None:
        return True
    loaded = future.result()
    listed = {summary.id for summary in history.summaries().result(5)}
    if loaded is None or expected.id not in listed:
        return False
    return loaded.damage is not None or loaded.conversation == expected


def test_a_flipped_bit_anywhere_is_noticed_or_harmless(tmp_path: Path) -> None:
    expected = write(tmp_path / "good")
    good = {path.name: path.read_bytes() for path in (tmp_path / "good").iterdir()}
    chance = random.Random()
    unnoticed = []
    for number in range(FLIPS):
        folder = tmp_path / str(number)
        folder.mkdir()
        damaged = bytearray(good["history.sqlite3"])
        place, bit = chance.randrange(len(damaged)), chance.randrange(8)
        damaged[place] ^= 1 << bit
        (folder / "history.sqlite3").write_bytes(damaged)
        (folder / "history.id").write_bytes(good["history.id"])
        if not is_noticed_or_whole(folder, expected):
            unnoticed.append((place, bit))
    assert unnoticed == []


def test_a_file_that_was_cut_short_is_noticed(tmp_path: Path) -> None:
    expected = write(tmp_path / "good")
    good = (tmp_path / "good" / "history.sqlite3").read_bytes()
    for number, pages in enumerate(range(0, len(good) // 4096, 5)):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "history.sqlite3").write_bytes(good[: pages * 4096 + number % 2 * 1000])
        (folder / "history.id").write_bytes((tmp_path / "good" / "history.id").read_bytes())
        history = open_history(folder)
        assert len(history.notices) == 1, pages
        assert [path.read_bytes() for path in folder.glob("history.damaged-*.sqlite3")]
        assert history.close()
    assert is_noticed_or_whole(tmp_path / "good", expected)


def change(folder: Path, statement: str, *values: object) -> None:
    """Changes the file behind the checksums' back."""
    import sqlite3

    connection = sqlite3.connect(folder / "history.sqlite3")
    connection.execute(statement, values)
    connection.commit()
    connection.close()


def test_a_changed_letter_is_shown_with_a_word_about_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    expected = write(folder)[0]
    change(folder, "UPDATE turn SET prompt = 'It was a dark and stormy night' WHERE id = 'first 3'")
    history = open_history(folder)
    loaded = history.load(expected.id).result(5)
    assert loaded is not None
    assert loaded.damage is not None
    assert "damaged" in loaded.damage.message
    assert [turn.id for turn in loaded.conversation.turns] == [turn.id for turn in expected.turns]
    assert loaded.conversation.turns[3].prompt == "It was a dark and stormy night"
    assert loaded.conversation.turns[4] == expected.turns[4]
    assert history.close()


def test_what_cannot_be_read_at_all_does_not_hide_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    expected = write(folder)[0]
    change(folder, "UPDATE turn SET reply = '{' WHERE id = 'first 0'")
    change(folder, "UPDATE turn SET effort = 'enormous' WHERE id = 'first 1'")
    change(folder, "UPDATE turn SET parent = 'nobody' WHERE id = 'first 2'")
    change(folder, "UPDATE turn SET token_ids = x'00' WHERE id = 'first 3'")
    change(folder, "UPDATE turn SET reply = CAST(x'ff' || reply AS TEXT) WHERE id = 'first 4'")
    history = open_history(folder)
    loaded = history.load(expected.id).result(5)
    assert loaded is not None
    assert loaded.damage is not None
    turns = loaded.conversation.turns
    assert turns[0].reply.status is ReplyStatus.FAILED
    assert turns[1].effort is Effort.MEDIUM
    assert turns[2].parent == turns[1].id
    assert turns[3].reply.answer == expected.turns[3].reply.answer
    assert turns[4].prompt == expected.turns[4].prompt
    assert turns[5:] == expected.turns[5:]
    assert [turn.id for turn in loaded.conversation.path(loaded.conversation.newest_leaf)]
    assert history.close()


@pytest.mark.parametrize(
    "blob", [b"\0", b"{}", zlib.compress(b"{"), zlib.compress(b'{"kinds":[1]}'), zlib.compress(b'{"colours":[]}')]
)
def test_a_damaged_record_of_a_reply_costs_the_record_only(tmp_path: Path, blob: bytes) -> None:
    folder = tmp_path / "data"
    expected = write(folder)[0]
    change(folder, "UPDATE turn SET trace_details = ? WHERE id = 'first 3'", blob)
    history = open_history(folder)
    loaded = history.load(expected.id).result(5)
    assert loaded is not None
    assert loaded.damage is not None
    reply, whole = loaded.conversation.turns[3].reply, expected.turns[3].reply
    assert reply == replace(whole, trace=Trace(whole.trace.ids, whole.trace.millis))
    assert loaded.conversation.turns[4:] == expected.turns[4:]
    assert history.close()


def test_a_damaged_title_is_noticed_also_after_renaming(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    expected = write(folder)[0]
    change(folder, "UPDATE conversation SET instructions = 'Be rude.' WHERE id = 'first'")
    history = open_history(folder)
    history.rename(expected.id, "Another title").result(5)
    loaded = history.load(expected.id).result(5)
    assert loaded is not None
    assert loaded.damage is not None
    assert loaded.conversation.title == "Another title"
    assert history.close()


def test_a_damaged_journal_gives_back_what_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    value = Conversation(ConversationId("c"), "t", 5.0, "2026-11-24").with_turn(
        Turn(TurnId("t"), None, "Why?", Effort.LOW, 6.0)
    )
    history = open_history(folder)
    history.append_turns(value, value.turns)
    for text in ("one ", "two ", "three"):
        history.append_events(TurnId("t"), [Delta(Channel.FINAL, text, 1)])
    assert history.close()
    change(folder, "UPDATE chunk SET events = 'not JSON' WHERE number = 2")
    for _ in range(2):  # a damaged journal is not folded away: the next start says it again
        history = open_history(folder)
        loaded = history.load(value.id).result(5)
        assert loaded is not None
        assert loaded.damage is not None
        assert loaded.conversation.turns[0].reply.answer == "one three"
        assert loaded.conversation.turns[0].reply.status is ReplyStatus.INTERRUPTED
        assert history.close()


def test_what_is_readable_of_a_damaged_file_is_taken_over(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    expected = write(folder)
    file = folder / "history.sqlite3"
    damaged = bytearray(file.read_bytes())
    page = damaged.index(b"first 10") // 4096  # somewhere in the middle of the turns
    damaged[page * 4096 : (page + 1) * 4096] = os.urandom(4096)
    file.write_bytes(damaged)
    history = open_history(folder)
    assert len(history.notices) == 1
    assert "could be taken over" in history.notices[0].message
    assert [path.read_bytes() for path in folder.glob("history.damaged-*.sqlite3")] == [damaged]
    assert not list(folder.glob("salvage-*"))
    kept = 0
    for value in expected:
        loaded = history.load(value.id).result(5)
        assert loaded is not None
        whole = {turn.id: turn for turn in value.turns}
        kept += sum(turn.prompt == whole[turn.id].prompt for turn in loaded.conversation.turns if turn.id in whole)
        assert loaded.damage is not None or loaded.conversation == value
    assert kept >= 15, "of 30"
    assert history.close()


def test_turns_whose_conversation_is_lost_get_another_one(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    expected = write(folder)[0]
    change(folder, "DELETE FROM conversation WHERE id = 'first'")
    change(folder, "PRAGMA user_version = 0")  # damaged enough to be put aside
    history = open_history(folder)
    assert len(history.notices) == 1
    loaded = history.load(expected.id).result(5)
    assert loaded is not None
    assert loaded.damage is not None
    assert loaded.conversation.title == "Recovered conversation"
    assert loaded.conversation.turns == expected.turns
    assert history.close()


def test_the_front_of_a_file_that_was_cut_short_is_taken_over(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    expected = write(folder)
    file = folder / "history.sqlite3"
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 3 // 4])
    history = open_history(folder)
    assert len(history.notices) == 1
    loaded = history.load(expected[0].id).result(5)
    assert loaded is not None
    assert len(loaded.conversation.turns) >= 5
    assert history.close()
