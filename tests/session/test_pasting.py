"""What is pasted and is no file becomes one for as long as it takes to read it, and outlives the window."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.session.attaching import MOST_ATTACHMENTS, Attaching, Extract
from app.session.drafts import Drafts
from app.session.extraction import Extraction
from app.session.pasting import Pasting
from app.store import drafts
from app.store.beside_drafts import readings_of
from app.store.drafts import Slot
from app.store.history import History, open_history

LIMIT_MS = 30_000


class Desk:
    """``told``: what could not be attached."""

    def __init__(self, history: History, folder: Path, qtbot: QtBot, extract: Extract = Extraction) -> None:
        self.folder, self._history = folder, history
        self.drafts = Drafts(history=history)
        self.attaching = Attaching(drafts=self.drafts, extract=extract)
        self.pasting = Pasting(attaching=self.attaching, drafts=self.drafts, history=history, folder=folder)
        self.told: list[str] = []
        self.attaching.failed.connect(lambda _place, failure: self.told.append(failure.message))
        with qtbot.waitSignal(self.drafts.loaded, timeout=LIMIT_MS):
            self.drafts.load()

    def files(self) -> list[str]:
        self._history.run(lambda: None).result(5)
        return sorted(path.name for path in self.folder.rglob("*.txt"))

    def close(self) -> None:
        self.attaching.shutdown()
        self.pasting.shutdown()
        self.drafts.shutdown()


@pytest.fixture
def desk(history: History, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(history, tmp_path / "data" / "pasted", qtbot)
    yield desk
    desk.close()


def written(path: Path) -> None:
    path.write_text("what was pasted")


def fails(_: Path) -> None:
    raise OSError(28, "No space left on device")


def hanging(path: Path) -> Extraction:
    return Extraction(path, command=(sys.executable, "-c", "input()"), limit_ms=60_000)


def test_it_is_waited_for_while_it_is_written_and_gone_when_it_was_read(desk: Desk, qtbot: QtBot) -> None:
    desk.pasting.paste("c", "Pasted.txt", written)
    assert desk.attaching.pending("c") == ("Pasted.txt",)
    qtbot.waitUntil(lambda: bool(desk.drafts.box("c").attachments), timeout=LIMIT_MS)
    assert [(held.name, held.text) for held in desk.drafts.box("c").attachments] == [("Pasted.txt", "what was pasted")]
    assert desk.files() == []


def test_the_file_goes_when_what_it_became_is_on_the_disk_and_not_sooner(
    desk: Desk, history: History, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.pasting.paste("", "First.txt", written)
    qtbot.waitUntil(lambda: bool(desk.drafts.box("").attachments), timeout=LIMIT_MS)
    assert desk.files() == []
    assert [held.name for held in history.drafts().result(5)["", Slot.BOX].attachments] == ["First.txt"]

    save = drafts.save

    def refuses_the_box(connection: sqlite3.Connection, place: str, slot: Slot, *more: Any) -> None:
        if slot is Slot.BOX:
            raise sqlite3.OperationalError("database or disk is full")
        save(connection, place, slot, *more)

    with monkeypatch.context() as refusing:
        refusing.setattr(drafts, "save", refuses_the_box)
        desk.pasting.paste("", "Second.txt", written)
        qtbot.waitUntil(lambda: len(desk.drafts.box("").attachments) == 2, timeout=LIMIT_MS)
        assert desk.files() == ["Second.txt"]
    shutil.copytree(tmp_path / "data", tmp_path / "killed")
    again = open_history(tmp_path / "killed")
    kept = again.drafts().result(5)
    assert [held.name for held in kept["", Slot.BOX].attachments] == ["First.txt"]
    assert [path.name for _, path in readings_of(kept["", Slot.READING].text)] == ["Second.txt"]
    assert again.close()


def test_what_cannot_be_written_is_told(desk: Desk, qtbot: QtBot) -> None:
    desk.pasting.paste("c", "Pasted.txt", fails)
    qtbot.waitUntil(lambda: bool(desk.told), timeout=LIMIT_MS)
    assert desk.told == ["“Pasted.txt” was not attached: it could not be written (No space left on device)."]
    assert desk.attaching.pending("c") == ()


def test_what_is_cancelled_goes_and_one_too_many_is_never_written(desk: Desk) -> None:
    for _ in range(MOST_ATTACHMENTS + 1):
        desk.pasting.paste("c", "Pasted.txt", written)
    assert desk.told == ["A question can have at most 20 files."]
    for _ in range(MOST_ATTACHMENTS):
        desk.attaching.cancel("c", 0)
    assert desk.files() == []


def test_a_window_that_ended_has_left_it_and_the_next_one_reads_it_and_clears_up(
    history: History, tmp_path: Path, qtbot: QtBot
) -> None:
    first = Desk(history, tmp_path / "data" / "pasted", qtbot, extract=hanging)
    first.pasting.paste("", "Pasted.txt", written)
    first.drafts.flush()
    assert first.files() == ["Pasted.txt"]
    (tmp_path / "data" / "pasted" / "old").mkdir()
    (tmp_path / "data" / "pasted" / "old" / "left.txt").write_text("nobody waits for this")
    first.close()
    history.close()

    home = tmp_path / "data"
    again = open_history(home)
    second = Desk(again, home / "pasted", qtbot)
    assert second.files() == ["Pasted.txt"]
    qtbot.waitUntil(lambda: bool(second.drafts.box("").attachments), timeout=LIMIT_MS)
    assert second.drafts.box("").attachments[0].text == "what was pasted"
    assert second.files() == []
    second.close()
    again.close()
