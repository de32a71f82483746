"""What is written and not asked is on disk within a second, with its files, and nothing of it is ever lost."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.chat.attachment import AttachmentKind, attachment_of
from app.chat.conversation import Conversation, ConversationId, Effort, Turn, TurnId
from app.chat.draft import Draft
from app.chat.failure import Failure
from app.session.chat_session import ChatSession
from app.session.drafts import SAVE_AFTER_MS, Drafts
from app.session.first_persona import FirstPersona
from app.store import jobs
from app.store.database import Database
from app.store.drafts import NEW, Slot
from app.store.failures import DAMAGED, StorageError
from app.store.history import History, open_history

LIMIT_MS = 10_000
CSV = attachment_of("sums.csv", AttachmentKind.CSV, "a,b\n1,2", size_bytes=8)
CONVERSATION = Conversation(ConversationId("c"), "c", 1.0, "2026-11-24").with_turn(
    Turn(TurnId("t"), None, "My question", Effort.LOW, 1.0)
)


@pytest.fixture
def drafts(history: History, qtbot: QtBot) -> Iterator[Drafts]:
    drafts = Drafts(history=history)
    yield drafts
    drafts.shutdown()


def stored(history: History) -> dict[tuple[str, Slot], Draft]:
    return history.drafts().result(5)


def refused(_database: Database, _job: object) -> Future[None]:
    """As a full disk does it."""
    future: Future[None] = Future()
    future.set_exception(StorageError(DAMAGED))
    return future


def refuse_question(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full when the one of ``CONVERSATION`` is asked."""

    def fails(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as refusing:
        refusing.setattr(jobs, "append_turns", fails)
        assert history.append_turns(CONVERSATION, CONVERSATION.turns).exception(5)


def load(drafts: Drafts, qtbot: QtBot) -> None:
    with qtbot.waitSignal(drafts.loaded, timeout=LIMIT_MS):
        drafts.load()


def test_typing_is_saved_within_a_second_also_while_it_goes_on(drafts: Drafts, history: History, qtbot: QtBot) -> None:
    assert SAVE_AFTER_MS <= 1_000
    typed = ""

    def goes_on() -> bool:
        nonlocal typed
        typed += "x"
        drafts.write("c", typed)  # faster than it is saved
        return ("c", Slot.BOX) in stored(history)

    qtbot.waitUntil(goes_on, timeout=LIMIT_MS)


def test_another_window_finds_text_files_and_effort(drafts: Drafts, history: History, qtbot: QtBot) -> None:
    drafts.put_box("c", Draft("an idea", (CSV,), Effort.HIGH))
    drafts.write(NEW, "of none")
    drafts.put_next("c", Draft("and then?"))
    drafts.shutdown()
    later = Drafts(history=history)
    load(later, qtbot)
    assert later.box("c") == Draft("an idea", (CSV,), Effort.HIGH)
    assert later.box(NEW).text == "of none"
    assert later.next("c").text == "and then?"
    assert later.places_with_next == ("c",)
    later.shutdown()


def test_files_are_written_once_however_much_is_typed(
    drafts: Drafts, history: History, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[object] = []
    keep = history.keep_drafts
    monkeypatch.setattr(history, "keep_drafts", lambda kept: (written.extend(each[3] for each in kept), keep(kept))[1])
    drafts.attach("c", CSV)
    for text in ("a", "ab", "abc"):
        drafts.write("c", text)
        drafts.flush()
    drafts.detach("c", 0)
    drafts.flush()
    assert written == [(CSV,), None, None, ()]
    assert stored(history)["c", Slot.BOX] == Draft("abc")


def test_an_empty_draft_leaves_nothing(drafts: Drafts, history: History) -> None:
    drafts.put_box("c", Draft("x", (CSV,)))
    drafts.flush()
    drafts.put_box("c", Draft())
    drafts.flush()
    assert stored(history) == {}


def test_what_is_typed_before_the_old_draft_is_read_comes_behind_it(
    drafts: Drafts, history: History, qtbot: QtBot
) -> None:
    history.keep_draft("c", Slot.BOX, Draft("old"), ()).result(5)
    drafts.write("c", "new")
    load(drafts, qtbot)
    assert drafts.box("c").text == "old\n\nnew"


def test_what_is_saved_before_the_old_draft_is_read_does_not_take_its_place(
    drafts: Drafts, history: History, qtbot: QtBot
) -> None:
    history.keep_draft("c", Slot.BOX, Draft("old", (CSV,)), (CSV,)).result(5)
    history.keep_draft("d", Slot.BOX, Draft("another")).result(5)
    drafts.load()
    for place in ("c", "d"):
        drafts.write(place, "new")
    drafts.write("d", "")
    drafts.flush()  # a slow disk: half a second has passed before what it has is here
    with qtbot.waitSignal(drafts.loaded, timeout=LIMIT_MS):
        pass
    drafts.flush()
    assert stored(history) == {
        ("c", Slot.BOX): Draft("old\n\nnew", (CSV,)),
        ("d", Slot.BOX): Draft("another"),
    }


def test_what_goes_from_the_box_to_what_waits_is_never_in_neither(
    drafts: Drafts, history: History, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts.put_box("c", Draft("asked next", (CSV,)))
    drafts.flush()
    jobs = 0
    submit = Database.submit

    def count(self: Database, job):
        nonlocal jobs
        jobs += 1
        return submit(self, job)

    drafts.put_next("c", Draft("asked next", (CSV,)))
    drafts.put_box("c", Draft())
    monkeypatch.setattr(Database, "submit", count)
    drafts.flush()
    assert jobs == 1, "what is lost between two writes would be lost for good"
    assert stored(history) == {("c", Slot.NEXT): Draft("asked next", (CSV,))}


def test_files_that_were_asked_while_the_disk_refused_do_not_come_back_with_the_next_words(
    drafts: Drafts, history: History, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts.put_box("c", Draft("asked", (CSV,)))
    drafts.flush()
    assert stored(history)["c", Slot.BOX].attachments == (CSV,)
    with monkeypatch.context() as refusing:
        refusing.setattr(Database, "submit", refused)
        drafts.put_box("c", Draft())
        with qtbot.waitSignal(drafts.failed, timeout=LIMIT_MS):
            drafts.flush()
    drafts.write("c", "other words")
    drafts.flush()
    assert stored(history) == {("c", Slot.BOX): Draft("other words")}


def test_what_waits_and_goes_back_stands_before_what_is_in_the_box(drafts: Drafts, qtbot: QtBot) -> None:
    drafts.put_next("c", Draft("first", (CSV,), Effort.HIGH))
    drafts.write("c", "second")
    with qtbot.waitSignal(drafts.changed):
        drafts.take_back("c")
    assert drafts.box("c") == Draft("first\n\nsecond", (CSV,), Effort.HIGH)
    assert not drafts.next("c")


def test_typing_announces_nothing_and_a_file_does(drafts: Drafts, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(drafts.changed):
        drafts.write("c", "x")
    with qtbot.waitSignal(drafts.changed):
        drafts.attach("c", CSV)
    with qtbot.assertNotEmitted(drafts.changed):
        drafts.detach("c", 7)


def test_a_disk_that_refuses_is_told_once_and_tried_again_with_the_files(
    drafts: Drafts, history: History, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[Failure] = []
    drafts.failed.connect(failures.append)
    submit = Database.submit
    refuses = True

    def maybe(self: Database, job):
        def refused(connection):
            if refuses:
                raise StorageError(DAMAGED)
            return job(connection)

        return submit(self, refused)

    monkeypatch.setattr(Database, "submit", maybe)
    drafts.attach("c", CSV)
    drafts.flush()
    qtbot.waitUntil(lambda: len(failures) == 1, timeout=LIMIT_MS)
    drafts.write("c", "more")
    drafts.flush()
    qtbot.waitUntil(lambda: bool(drafts._unsaved), timeout=LIMIT_MS)
    refuses = False
    drafts.flush()
    assert stored(history)["c", Slot.BOX] == Draft("more", (CSV,))
    assert len(failures) == 1


def test_a_draft_survives_a_lone_surrogate(drafts: Drafts, history: History) -> None:
    drafts.write("c", "half of a \ud83d pair")
    drafts.flush()
    assert stored(history)["c", Slot.BOX].text == "half of a \ufffd pair"


def test_what_was_asked_and_is_not_on_the_disk_stays_there_as_a_draft(
    drafts: Drafts, history: History, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts.write("c", "My question")
    drafts.flush()
    refuse_question(history, monkeypatch)
    drafts.write("c", "")
    drafts.flush()
    assert stored(history)["c", Slot.BOX].text == "My question"
    qtbot.waitUntil(lambda: bool(drafts._unsaved), timeout=LIMIT_MS)
    history.append_turns(CONVERSATION, CONVERSATION.turns).result(5)
    drafts.flush()
    assert stored(history) == {}


def test_what_is_typed_while_a_question_is_tried_again_is_saved_as_soon_as_ever(
    drafts: Drafts, history: History, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.session.drafts.SAVE_AFTER_MS", 10)
    monkeypatch.setattr("app.session.drafts.RETRY_MS", 100 * LIMIT_MS)
    drafts.write("c", "My question")
    drafts.flush()
    refuse_question(history, monkeypatch)
    drafts.write("c", "")
    qtbot.waitUntil(lambda: drafts._timer.interval() > LIMIT_MS, timeout=LIMIT_MS)
    drafts.write("d", "other words")
    qtbot.waitUntil(lambda: ("d", Slot.BOX) in stored(history), timeout=LIMIT_MS)


def test_what_the_disk_refused_and_what_was_written_since_are_both_there_after_a_kill(
    drafts: Drafts, history: History, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(drafts, qtbot)
    drafts.put_box("c", Draft("My question"))
    drafts.flush()
    refuse_question(history, monkeypatch)
    drafts.write("c", "")
    drafts.write("c", "What is new")  # sooner than it is saved
    drafts.flush()
    history.run(lambda: None).result(5)
    shutil.copytree(tmp_path / "data", tmp_path / "killed")
    again = open_history(tmp_path / "killed")
    later = Drafts(history=again)
    load(later, qtbot)
    assert later.box("c" if again.summaries().result(5) else NEW).text == "My question\n\nWhat is new"
    later.shutdown()
    assert stored(again) == {(NEW, Slot.BOX): Draft("My question\n\nWhat is new")}
    assert again.close()


def test_a_persona_chosen_before_the_first_question_is_there_after_a_restart_until_it_is_asked(
    session: ChatSession, backend: Any, drafts: Drafts, history: History, qtbot: QtBot
) -> None:
    FirstPersona(session=session, drafts=drafts, parent=session)
    load(drafts, qtbot)
    session.instruct("Pirate", "Talk like a pirate.")
    drafts.flush()
    later = Drafts(history=history)
    other = ChatSession(backend=backend, history=history)
    FirstPersona(session=other, drafts=later, parent=other)
    load(later, qtbot)
    assert (other.conversation.persona, other.conversation.instructions) == ("Pirate", "Talk like a pirate.")
    with qtbot.waitSignal(other.saved, timeout=LIMIT_MS):
        other.submit("Hello", Effort.LOW)
    other.stop()
    other.start_conversation()
    assert other.conversation.persona == "", "the next one begins without it"
    later.shutdown()
    assert stored(history) == {}
    other.shutdown()


def test_a_persona_is_there_again_when_one_comes_back_to_the_conversation_that_has_not_begun(
    session: ChatSession, drafts: Drafts, history: History, qtbot: QtBot
) -> None:
    turn = Turn(TurnId("t"), None, "Before", Effort.LOW, 1.0)
    before = Conversation(ConversationId("c"), "c", 1.0, "2026-11-24").with_turn(turn)
    history.append_turns(before, [turn]).result(5)
    FirstPersona(session=session, drafts=drafts, parent=session)
    load(drafts, qtbot)
    session.instruct("Pirate", "Talk like a pirate.")
    with qtbot.waitSignal(session.conversation_changed, timeout=LIMIT_MS):
        session.open_conversation(before.id)
    assert session.conversation.persona == ""
    session.start_conversation()
    assert session.conversation.persona == "Pirate"
    session.instruct("", "")
    drafts.shutdown()
    assert stored(history) == {}
