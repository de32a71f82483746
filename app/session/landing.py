"""Brings results of the store from its thread to the window's."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.chat.failure import Failure
from app.store.failures import StorageError

T = TypeVar("T")


class Landing(QObject):
    """A future's callback runs on the thread that resolves it; a queued signal takes it from there to ours."""

    _resolved = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_closed = False
        self._resolved.connect(self._on_resolved, Qt.ConnectionType.QueuedConnection)

    def when_done(self, future: Future[T], done: Callable[[T], None], failed: Callable[[Failure], None]) -> None:
        """Calls one of the two in the event loop, never before this returns.

        What is no StorageError is a fault of ours and is raised there, into the crash log.
        """

        def land() -> None:
            error = future.exception()
            if error is None:
                done(future.result())
            elif isinstance(error, StorageError):
                failed(error.failure)
            else:
                raise error

        future.add_done_callback(lambda _: self._resolved.emit(land))

    def close(self) -> None:
        """Nothing lands any more: its owner is done."""
        self._is_closed = True

    @Slot(object)
    def _on_resolved(self, land: Callable[[], None]) -> None:
        if not self._is_closed:
            land()
