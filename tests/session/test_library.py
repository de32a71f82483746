from __future__ import annotations

import sqlite3

import pytest
from pytestqt.qtbot import QtBot

from app.chat.conversation import Conversation, ConversationId, Effort, Turn, TurnId
from app.session.library import MOST_TITLE_CHARACTERS, Library
from app.store import jobs
from app.store.history import History


@pytest.fixture
def library(history: History, qtbot: QtBot) -> Library:
    for number, title in enumerate(("oldest", "middle", "newest")):
        turn = Turn(TurnId(title), None, title, Effort.LOW, float(number))
        conversation = Conversation(ConversationId(title), title, 0.0, "2026-11-24").with_turn(turn)
        history.append_turns(conversation, [turn]).result(5)
    library = Library(history=history)
    with qtbot.waitSignal(library.changed):
        library.refresh()
    return library


def titles(library: Library) -> list[str]:
    return [summary.title for summary in library.conversations]


def test_it_lists_conversations_newest_first(library: Library) -> None:
    assert titles(library) == ["newest", "middle", "oldest"]
    assert not library.can_undo


def test_nothing_is_announced_when_nothing_changed(library: Library, qtbot: QtBot, history: History) -> None:
    with qtbot.assertNotEmitted(library.changed):
        library.refresh()
        history.summaries().result(5)
        qtbot.wait(0)
    assert titles(library) == ["newest", "middle", "oldest"]


def test_a_new_title_is_announced_and_kept(library: Library, qtbot: QtBot, history: History) -> None:
    renamed: list[tuple[str, str]] = []
    library.renamed.connect(lambda *names: renamed.append(names))
    with qtbot.waitSignal(library.changed):
        library.rename(ConversationId("middle"), "  a better\n title ")
    assert renamed == [("middle", "a better title")]
    assert titles(library) == ["newest", "a better title", "oldest"]
    loaded = history.load(ConversationId("middle")).result(5)
    assert loaded is not None
    assert loaded.conversation.title == "a better title"


def test_a_page_pasted_as_a_title_is_shortened(library: Library, qtbot: QtBot) -> None:
    with qtbot.waitSignal(library.changed):
        library.rename(ConversationId("middle"), "word " * 200_000)
    assert len(titles(library)[1]) == MOST_TITLE_CHARACTERS


def test_a_blank_title_changes_nothing(library: Library, history: History) -> None:
    library.rename(ConversationId("middle"), " \n")
    assert [summary.title for summary in history.summaries().result(5)] == ["newest", "middle", "oldest"]


def test_deleting_can_be_undone_the_last_one_first(library: Library, qtbot: QtBot) -> None:
    for title in ("oldest", "newest"):
        with qtbot.waitSignal(library.deleted) as deleted:
            library.delete(ConversationId(title))
        assert deleted.args == [title]
    assert titles(library) == ["middle"]
    assert (library.can_undo, library.undo_title) == (True, "newest")
    library.undo_delete()
    qtbot.waitUntil(lambda: titles(library) == ["newest", "middle"], timeout=5000)
    assert library.undo_title == "oldest"
    library.undo_delete()
    qtbot.waitUntil(lambda: titles(library) == ["newest", "middle", "oldest"], timeout=5000)
    assert (library.can_undo, library.undo_title) == (False, "")
    library.undo_delete()
    assert titles(library) == ["newest", "middle", "oldest"]


def test_what_the_disk_does_not_bring_back_can_be_asked_for_once_more(
    library: Library, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with qtbot.waitSignal(library.deleted):
        library.delete(ConversationId("middle"))

    def fails(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as refusing:
        refusing.setattr(jobs, "change_head", fails)
        with qtbot.waitSignal(library.failed):
            library.undo_delete()
    assert library.undo_title == "middle"
    library.undo_delete()
    qtbot.waitUntil(lambda: titles(library) == ["newest", "middle", "oldest"], timeout=5000)
    assert not library.can_undo


def test_deleting_what_is_not_there_does_nothing(library: Library, history: History) -> None:
    library.delete(ConversationId("nobody"))
    assert len(history.summaries().result(5)) == 3
    assert not library.can_undo
