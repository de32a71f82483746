from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.backends.base import Backend
from app.chat.conversation import Conversation, ConversationId, Effort, Turn, TurnId
from app.chat.folder_name import folder_name
from app.session.kept_reading import KeptReading
from app.session.library import Library
from app.session.preferences import Preferences
from app.store.history import History
from app.store.settings import SettingsFile


class RememberingBackend(Backend):
    """Remembers what it is told to forget."""

    def __init__(self) -> None:
        super().__init__()
        self.forgotten: list[str] = []

    def forget(self, conversation: str) -> None:
        self.forgotten.append(conversation)


class Rig:
    def __init__(self, folder: Path | None, history: History, home: Path) -> None:
        self.folder, self.history = folder or home / "nowhere", history
        self.library = Library(history=history)
        self.backend = RememberingBackend()
        self.preferences = Preferences(file=SettingsFile(home))
        self.kept = KeptReading(
            folder=folder,
            history=history,
            library=self.library,
            backend=self.backend,
            preferences=self.preferences,
        )

    def add(self, name: str) -> Path:
        """A conversation in the list, and something that was read of it."""
        turn = Turn(TurnId(name), None, name, Effort.LOW, 0.0)
        conversation = Conversation(ConversationId(name), name, 0.0, "2026-11-24").with_turn(turn)
        self.history.append_turns(conversation, [turn]).result(5)
        return self.keep(name)

    def keep(self, name: str) -> Path:
        place = self.folder / "model" / folder_name(name)
        place.mkdir(parents=True)
        (place / "segment").write_text("rows")
        return place

    def settle(self) -> None:
        """Until all that the store was asked for is done."""
        self.history.run(lambda: None).result(5)


@pytest.fixture
def rig(tmp_path: Path, history: History, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path / "cache" / "reading", history, tmp_path / "home")
    yield rig
    rig.kept.shutdown()


def test_a_conversation_that_is_deleted_loses_it_at_once_also_without_an_engine(rig: Rig, qtbot: QtBot) -> None:
    gone, stays = rig.add("deleted"), rig.add("kept")
    with qtbot.waitSignal(rig.library.changed):
        rig.library.refresh()
    with qtbot.waitSignal(rig.library.deleted):
        rig.library.delete(ConversationId("deleted"))
    rig.settle()
    assert not gone.exists()
    assert stays.exists()
    assert rig.backend.forgotten == ["deleted"]


def test_at_the_start_and_at_the_end_goes_what_belongs_to_no_conversation(rig: Rig) -> None:
    stays, crashed = rig.add("kept"), rig.keep("deleted before a crash")
    rig.kept.start()
    rig.settle()
    assert (stays.exists(), crashed.exists()) == (True, False)
    never_asked = rig.keep("never asked")
    rig.kept.shutdown()
    rig.settle()
    assert (stays.exists(), never_asked.exists()) == (True, False)


def test_switched_off_nothing_is_there_and_on_it_may_be_again(rig: Rig) -> None:
    rig.kept.start()
    rig.settle()
    assert rig.folder.is_dir()
    rig.add("kept")
    rig.preferences.keeps_reading = False
    rig.settle()
    assert list(rig.folder.parent.iterdir()) == []
    rig.preferences.keeps_reading = True
    rig.settle()
    assert rig.folder.is_dir()


def test_a_start_with_it_switched_off_removes_what_is_there(rig: Rig) -> None:
    rig.add("kept")
    rig.preferences.keeps_reading = False
    rig.kept.start()
    rig.settle()
    assert not rig.folder.exists()


def test_without_a_folder_the_engine_is_still_told_to_forget(history: History, tmp_path: Path, qtbot: QtBot) -> None:
    rig = Rig(None, history, tmp_path)
    rig.kept.start()
    rig.preferences.keeps_reading = False
    rig.library.deleted.emit("deleted")
    rig.kept.shutdown()
    assert rig.backend.forgotten == ["deleted"]
