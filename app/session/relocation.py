"""The move of the models folder, and what is still meanwhile: downloads, and an engine whose model is in there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.backends.local import LocalBackend
from app.chat.exchange import BackendState
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import sentence
from app.session.downloads import Downloads
from app.session.folder_move import FolderMove
from app.session.model_card import Progress
from app.session.preferences import Preferences


class Relocation(QObject):
    """At most one at a time. Which downloads ran stays in the settings; whoever hears ``over`` lets them go on."""

    progressed = Signal()
    moved = Signal()  # ``folder`` is the new one
    failed = Signal(object)  # a Failure: why it does not begin, or where it broke off
    over = Signal()  # moved or not; the engine starts again if it was put to sleep

    def __init__(
        self,
        *,
        move: FolderMove,
        backend: LocalBackend,
        downloads: Downloads,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._move = move
        self._backend = backend
        self._downloads = downloads
        self._preferences = preferences
        self._move.progressed.connect(self.progressed)
        self._move.moved.connect(self._on_moved)
        self._move.failed.connect(self._on_failed)
        self._is_asleep = False  # the engine, because of this

    @property
    def folder(self) -> Path:
        return self._move.folder

    @property
    def progress(self) -> Progress | None:
        """None while nothing is moved."""
        return self._move.progress

    def begin(self, target: Path, *, model: Path | None) -> None:
        """``model``: the folder of the one that answers. A target that holds something else gets a folder of ours."""
        if self._backend.readiness.state in (BackendState.BUSY, BackendState.STARTING, BackendState.LOADING):
            said = sentence("The models can be moved when no reply is being written. Please wait.")
            self.failed.emit(failure_of(FailureKind.STORAGE, said))
            return
        if model is not None and model.is_relative_to(self.folder):
            self._is_asleep = self._backend.sleep()
        running = self._preferences.running_downloads
        for download_id in running:
            self._downloads.pause(download_id)
        self._downloads.shutdown()  # nothing writes there any more
        self._preferences.running_downloads = running
        self._move.start(target.expanduser().absolute())
        if self.progress is None:  # it is there already
            self._go_on()

    def resume(self) -> None:
        """Goes on with what was broken off, if anything was."""
        self._move.resume()

    def stop(self) -> None:
        """Leaves everything where it was; a later ``begin`` goes on."""
        self._move.stop()
        self._go_on()

    def shutdown(self) -> None:
        """Ends the processes; the next start goes on."""
        self._move.shutdown()

    def _on_moved(self) -> None:
        self.moved.emit()
        self._go_on()

    def _on_failed(self, failure: Failure) -> None:
        self.failed.emit(failure)
        self._go_on()

    def _go_on(self) -> None:
        if self._is_asleep:
            self._is_asleep = False
            self._backend.start()
        self.over.emit()
