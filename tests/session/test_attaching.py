"""Files are read one after the other, in processes of their own, and each ends in the draft or in a sentence."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.chat.attachment import MOST_CHARACTERS, AttachmentKind
from app.chat.conversation import Conversation, ConversationId, Effort, Turn, TurnId
from app.chat.draft import Draft
from app.chat.failure import Failure
from app.session.attaching import MOST_ATTACHMENTS, Attaching
from app.session.drafts import Drafts
from app.session.extraction import Extraction
from app.store.beside_drafts import readings_of, text_of_readings
from app.store.drafts import NEW, Slot
from app.store.history import History, open_history

LIMIT_MS = 30_000


@pytest.fixture
def drafts(history: History, qtbot: QtBot) -> Iterator[Drafts]:
    drafts = Drafts(history=history)
    yield drafts
    drafts.shutdown()


@pytest.fixture
def attaching(drafts: Drafts) -> Iterator[Attaching]:
    attaching = Attaching(drafts=drafts)
    yield attaching
    attaching.shutdown()


@pytest.fixture
def failures(attaching: Attaching) -> list[Failure]:
    failures: list[Failure] = []
    attaching.failed.connect(lambda _place, failure: failures.append(failure))
    return failures


def hanging(path: Path) -> Extraction:
    return Extraction(path, command=(sys.executable, "-c", "import sys; sys.stdin.read(); input()"), limit_ms=60_000)


def test_files_of_several_kinds_end_in_the_draft_in_their_order(
    attaching: Attaching, drafts: Drafts, failures: list[Failure], tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "sums.csv").write_text("a,b\n1,2\n")
    (tmp_path / "note.md").write_text("# Note")
    attaching.attach("c", [tmp_path / "sums.csv", tmp_path / "missing.txt", tmp_path / "note.md"])
    assert attaching.pending("c") == ("sums.csv", "missing.txt", "note.md")
    assert attaching.pending("other") == ()
    qtbot.waitUntil(lambda: not attaching.pending("c"), timeout=LIMIT_MS)
    assert [(held.name, held.kind) for held in drafts.box("c").attachments] == [
        ("sums.csv", AttachmentKind.CSV),
        ("note.md", AttachmentKind.MARKDOWN),
    ]
    assert ["“missing.txt” cannot be opened" in failure.message for failure in failures] == [True]


def test_a_file_that_takes_too_long_is_given_up_in_a_sentence(drafts: Drafts, tmp_path: Path, qtbot: QtBot) -> None:
    command = (sys.executable, "-c", "while True: pass")
    attaching = Attaching(drafts=drafts, extract=lambda path: Extraction(path, command=command, limit_ms=50))
    told: list[Failure] = []
    attaching.failed.connect(lambda _place, failure: told.append(failure))
    attaching.attach("c", [tmp_path / "slow.pdf"])
    qtbot.waitUntil(lambda: bool(told), timeout=LIMIT_MS)
    assert told[0].message == "“slow.pdf” takes too much time or memory to be read."
    assert attaching.pending("c") == ()


@pytest.mark.parametrize("command", [(sys.executable, "-c", "print('nonsense')"), ("/nowhere/at/all",)])
def test_a_process_that_answers_nonsense_or_nothing_is_a_fault_of_ours(
    command: tuple[str, ...], drafts: Drafts, tmp_path: Path, qtbot: QtBot
) -> None:
    attaching = Attaching(drafts=drafts, extract=lambda path: Extraction(path, command=command))
    with qtbot.waitSignal(attaching.failed, timeout=LIMIT_MS) as failed:
        attaching.attach("c", [tmp_path / "a.txt"])
    assert "because of a fault in this app" in failed.args[1].message


def test_what_is_being_read_can_be_cancelled_and_the_next_one_goes_on(
    drafts: Drafts, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "b.txt").write_text("b")
    attaching = Attaching(
        drafts=drafts, extract=lambda path: hanging(path) if path.name == "a.txt" else Extraction(path)
    )
    attaching.attach("c", [tmp_path / "a.txt", tmp_path / "b.txt"])
    attaching.cancel("c", 9)
    attaching.cancel("c", 0)
    assert attaching.pending("c") == ("b.txt",)
    qtbot.waitUntil(lambda: bool(drafts.box("c").attachments), timeout=LIMIT_MS)
    assert drafts.box("c").attachments[0].name == "b.txt"
    attaching.shutdown()


def test_no_more_files_than_a_question_can_have(attaching: Attaching, failures: list[Failure], tmp_path: Path) -> None:
    attaching.attach("c", [tmp_path / f"{number}.txt" for number in range(MOST_ATTACHMENTS + 5)])
    assert len(attaching.pending("c")) == MOST_ATTACHMENTS
    assert [failure.message for failure in failures] == ["A question can have at most 20 files."]


def test_a_text_is_attached_at_once_cut_and_clean(attaching: Attaching, drafts: Drafts) -> None:
    attaching.attach_text("c", "Pasted text", "\ud800" + "x" * 10_000_000)
    [attached] = drafts.box("c").attachments
    assert attached.text == "\ufffd" + "x" * (MOST_CHARACTERS - 1)
    assert "400,000 of its 10,000,001" in attached.notices[0].english


def test_files_together_are_no_more_than_can_be_sent_quickly(
    attaching: Attaching, drafts: Drafts, failures: list[Failure]
) -> None:
    for _ in range(3):
        attaching.attach_text("c", "Pasted text", "x" * MOST_CHARACTERS)
    assert len(drafts.box("c").attachments) == 2
    assert ["1,200,000 characters" in failure.message for failure in failures] == [True]


def test_files_that_were_being_read_when_the_window_ended_are_read_at_the_next_start(
    drafts: Drafts, history: History, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "slow.txt").write_text("a long story")
    (tmp_path / "next.txt").write_text("another")
    turn = Turn(TurnId("t"), None, "Before", Effort.LOW, 1.0)
    kept = Conversation(ConversationId("c"), "c", 1.0, "2026-11-24").with_turn(turn)
    history.append_turns(kept, [turn]).result(5)
    attaching = Attaching(drafts=drafts, extract=hanging)
    with qtbot.waitSignal(drafts.loaded, timeout=LIMIT_MS):
        drafts.load()
    drafts.write("c", "Sum this up")
    attaching.attach("c", [tmp_path / "slow.txt", tmp_path / "gone.txt"])
    attaching.attach("never kept", [tmp_path / "next.txt"])
    drafts.flush()
    history.run(lambda: None).result(5)
    killed = tmp_path / "killed"
    shutil.copytree(tmp_path / "data", killed)  # what is on the disk by now is all that the next window finds
    attaching.shutdown()

    again = open_history(killed)
    later = Drafts(history=again)
    reading = Attaching(drafts=later)
    told: list[tuple[str, str]] = []
    reading.failed.connect(lambda place, failure: told.append((place, failure.message)))
    with qtbot.waitSignal(later.loaded, timeout=LIMIT_MS):
        later.load()
    assert reading.pending("c") == ("slow.txt", "gone.txt")
    qtbot.waitUntil(lambda: not (reading.pending("c") or reading.pending(NEW)), timeout=LIMIT_MS)
    assert [held.text for held in later.box("c").attachments] == ["a long story"]
    assert [held.text for held in later.box(NEW).attachments] == ["another"]
    assert later.box("c").text == "Sum this up"
    assert [(place, "“gone.txt” cannot be opened" in words) for place, words in told] == [("c", True)]
    reading.shutdown()
    later.shutdown()
    assert {slot for _, slot in again.drafts().result(5)} == {Slot.BOX}, "nothing is left to be read"
    assert again.close()


def test_a_file_goes_from_what_is_read_to_the_draft_in_one_write(
    drafts: Drafts, history: History, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "a.txt").write_text("a")
    attaching = Attaching(drafts=drafts)
    with qtbot.waitSignal(drafts.loaded, timeout=LIMIT_MS):
        drafts.load()
    attaching.attach("c", [tmp_path / "a.txt"])
    drafts.flush()
    qtbot.waitUntil(lambda: not attaching.pending("c"), timeout=LIMIT_MS)
    attaching.attach("c", [tmp_path / "b.txt"])
    attaching.cancel("c", 0)
    assert set(history.drafts().result(5)) == {("", Slot.READING)}, "nothing has been saved since"
    drafts.flush()
    assert set(history.drafts().result(5)) == {("c", Slot.BOX)}
    attaching.shutdown()


def test_a_file_given_before_the_drafts_are_read_is_known_to_the_disk(
    history: History, tmp_path: Path, qtbot: QtBot
) -> None:
    drafts = Drafts(history=history)
    attaching = Attaching(drafts=drafts, extract=hanging)
    attaching.attach("", [tmp_path / "a.txt"])
    with qtbot.waitSignal(drafts.loaded, timeout=LIMIT_MS):
        drafts.load()
    attaching.shutdown()
    drafts.shutdown()
    assert readings_of(history.drafts().result(5)[NEW, Slot.READING].text) == (("", tmp_path / "a.txt"),)


def test_what_earlier_windows_left_stays_for_the_next_one_if_this_one_ends_before_it_is_read(
    history: History, tmp_path: Path, qtbot: QtBot
) -> None:
    left = Draft(text_of_readings([("", tmp_path / "a.txt")]))
    history.keep_draft(NEW, Slot.READING, left).result(5)
    drafts = Drafts(history=history)
    attaching = Attaching(drafts=drafts, extract=hanging)
    attaching.shutdown()
    with qtbot.waitSignal(drafts.loaded, timeout=LIMIT_MS):
        drafts.load()
    drafts.shutdown()
    assert history.drafts().result(5)[NEW, Slot.READING] == left
