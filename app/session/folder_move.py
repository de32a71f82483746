"""Moves the models folder, step by step, so that a break at any moment costs nothing but time.

1. The settings remember where to. 2. A process renames or copies. 3. The settings name the new folder. 4. A process
deletes the old copies. What was broken off goes on with ``resume`` at the next start.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.chat.failure import FailureKind, failure_of
from app.chat.sentence import sentence
from app.models.moving import Moved, MoveFailed, MoveProgress
from app.session.model_card import Progress
from app.session.moving import Move
from app.session.preferences import Preferences

SUBFOLDER = "Soliloquy models"  # in a folder that holds something else: our files stay together

log = logging.getLogger("soliloquy.models")


class FolderMove(QObject):
    """At most one at a time. ``preferences.models_folder`` names the old folder until all is at the new one."""

    progressed = Signal()
    moved = Signal()  # the settings name the new folder now
    failed = Signal(object)  # Failure

    def __init__(
        self,
        *,
        preferences: Preferences,
        default_folder: Path,
        command: Sequence[str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """``default_folder``: in use while the settings name no other. ``command``: starts the process; for tests."""
        super().__init__(parent)
        self._preferences = preferences
        self._default_folder = default_folder
        self._command = command
        self._move: Move | None = None
        self._tidy: Move | None = None
        self._progress: Progress | None = None

    @property
    def folder(self) -> Path:
        return Path(self._preferences.models_folder or self._default_folder)

    @property
    def progress(self) -> Progress | None:
        """None while nothing is moved."""
        return self._progress

    def start(self, target: Path) -> None:
        """``target`` becomes the models folder, or a folder in it does if it holds something else."""
        if self._move is not None:
            return
        if _holds_something_else(target, self.folder):
            target /= SUBFOLDER
        if target == self.folder:
            return
        self._preferences.models_folder_next = str(target)
        self._preferences.flush()
        self._begin(target)

    def resume(self) -> None:
        """Goes on with what was broken off, if anything was."""
        if self._preferences.models_folder_next and self._move is None:
            self._begin(Path(self._preferences.models_folder_next))
        elif self._preferences.models_folder_before:
            self._delete_copies()

    def stop(self) -> None:
        """Gives the move up: everything stays where it was, copies that were made stay too, for another try."""
        if self._move is not None:
            self._preferences.models_folder_next = ""
        self.shutdown()
        self.progressed.emit()

    def shutdown(self) -> None:
        """Ends the processes; the next start goes on."""
        for move in (self._move, self._tidy):
            if move is not None:
                move.stop()
                move.deleteLater()
        self._move = self._tidy = None
        self._progress = None

    def _begin(self, target: Path) -> None:
        self._progress = Progress(0, 0)
        self._move = Move(source=self.folder, target=target, command=self._command, parent=self)
        self._move.progressed.connect(self._on_progressed)
        self._move.ended.connect(self._on_ended)
        self.progressed.emit()
        self._move.start()

    def _on_progressed(self, progress: MoveProgress) -> None:
        self._progress = Progress(progress.done_bytes // 2, progress.total_bytes // 2)
        self.progressed.emit()

    def _on_ended(self, end: Moved | MoveFailed) -> None:
        if self._move is not None:
            self._move.deleteLater()
        self._move = self._progress = None
        self._preferences.models_folder_next = ""
        if isinstance(end, MoveFailed):
            self._preferences.flush()
            log.warning("the models folder was not moved: %s", end.detail)
            self.failed.emit(failure_of(FailureKind.STORAGE, end.sentence, detail=end.detail))
            return
        if end.is_copy:
            self._preferences.models_folder_before = str(self.folder)
        self._preferences.models_folder = "" if Path(end.folder) == self._default_folder else end.folder
        self._preferences.flush()
        log.info("the models folder was moved")
        self.moved.emit()
        self._delete_copies()

    def _delete_copies(self) -> None:
        before = self._preferences.models_folder_before
        if not before or self._tidy is not None or not self.folder.is_dir():
            return  # without the copies nothing can be compared; the next start tries again
        self._tidy = Move(source=Path(before), target=self.folder, role="--tidy", command=self._command, parent=self)
        self._tidy.ended.connect(self._on_tidied)
        self._tidy.start()

    def _on_tidied(self, end: Moved | MoveFailed) -> None:
        if self._tidy is not None:
            self._tidy.deleteLater()
        self._tidy = None
        self._preferences.models_folder_before = ""
        if isinstance(end, MoveFailed):
            said = sentence(
                "Your models were moved. Not all of their old copies could be deleted; you can delete them yourself."
            )
            self.failed.emit(failure_of(FailureKind.STORAGE, said, detail=end.detail))


def _holds_something_else(folder: Path, models: Path) -> bool:
    """Than models, as a move that broke off leaves them."""
    try:
        known = {path.name for path in models.iterdir()}
        return any(path.name not in known for path in folder.iterdir())
    except OSError:
        return False
