"""Keeps what the engine has read on the disk for as long as the person wants it, and no longer than its conversation.

It can be read again at any time, so a conversation that is deleted loses it at once: ``undo`` costs time, nothing else.
Files are removed here and not only by the engine, which may not run; they are removed in the store's thread.
"""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.backends.base import Backend
from app.chat.conversation import ConversationId
from app.chat.failure import Failure
from app.session.landing import Landing
from app.session.library import Library
from app.session.preferences import Preferences
from app.store import reading_folder
from app.store.history import History


class KeptReading(QObject):
    """Follows a library and the preference ``keeps_reading`` for as long as they live.

    ``measured``: bytes, after ``measure``.
    """

    measured = Signal(object)  # a C int would end at 2 GB

    def __init__(
        self,
        *,
        folder: Path | None,
        history: History,
        library: Library,
        backend: Backend,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        """``folder``: None for nowhere."""
        super().__init__(parent)
        self._folder = folder
        self._history = history
        self._backend = backend
        self._preferences = preferences
        self._landing = Landing(self)
        library.deleted.connect(self._on_deleted)
        preferences.changed.connect(self._on_preference_changed)

    def start(self) -> None:
        """Before the engine. What belongs to no conversation any more goes: a crash may have left it, or the purge."""
        if (folder := self._folder) is None:
            return
        if self._preferences.keeps_reading:
            reading_folder.make(folder)
            self._watch(self._history.tidy_reading(folder))
        else:
            self._watch(self._history.run(lambda: reading_folder.remove_all(folder)))

    def measure(self) -> None:
        """What is kept now; ``measured`` follows."""
        if (folder := self._folder) is None:
            self.measured.emit(0)
            return
        found: list[int] = []
        future = self._history.run(lambda: found.append(reading_folder.size_bytes(folder)))
        self._landing.when_done(future, lambda _: self.measured.emit(found[0]), _not_now)

    def remove_all(self) -> None:
        """All that is kept, of whichever conversation; from here on it is kept as before. ``measured`` follows."""
        if (folder := self._folder) is None:
            return
        keeps = self._preferences.keeps_reading

        def work() -> None:
            reading_folder.remove_all(folder)
            if keeps:
                reading_folder.make(folder)

        self._watch(self._history.run(work))
        self.measure()

    def shutdown(self) -> None:
        """After the engine and before the history. Of conversations without a question, too, nothing stays."""
        if (folder := self._folder) is not None:
            self._folder = None
            self._history.tidy_reading(folder)
        self._landing.close()

    def _on_deleted(self, conversation: ConversationId) -> None:
        self._backend.forget(conversation)
        if (folder := self._folder) is not None:
            self._watch(self._history.run(lambda: reading_folder.remove(folder, conversation)))

    def _on_preference_changed(self, name: str) -> None:
        if name != "keeps_reading" or (folder := self._folder) is None:
            return
        work = reading_folder.make if self._preferences.keeps_reading else reading_folder.remove_all
        self._watch(self._history.run(lambda: work(folder)))

    def _watch(self, future: Future[None]) -> None:
        self._landing.when_done(future, lambda _: None, _not_now)


def _not_now(_failure: Failure) -> None:
    """The store has told the person already, or will; the next start tidies up."""
