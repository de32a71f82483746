"""The list of all conversations, and what can be done to one without opening it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.chat.conversation import ConversationId, ConversationSummary
from app.chat.failure import Failure
from app.session.landing import Landing
from app.store.history import History

MOST_TITLE_CHARACTERS = 200  # more than any list shows; a pasted page is no title


class Library(QObject):
    """``conversations`` is newest first and follows ``refresh``; call that whenever a session says ``saved``."""

    changed = Signal()  # the list, or what can be undone
    renamed = Signal(str, str)  # ConversationId, its new title
    deleted = Signal(str)  # ConversationId
    restored = Signal(str)  # ConversationId, after ``undo_delete``
    failed = Signal(object)  # Failure

    def __init__(self, *, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._landing = Landing(self)
        self._conversations: tuple[ConversationSummary, ...] = ()
        self._deleted: list[ConversationSummary] = []

    @property
    def conversations(self) -> tuple[ConversationSummary, ...]:
        return self._conversations

    @property
    def can_undo(self) -> bool:
        return bool(self._deleted)

    @property
    def undo_title(self) -> str:
        """The title of what ``undo_delete`` brings back; empty if there is nothing."""
        return self._deleted[-1].title if self._deleted else ""

    def refresh(self) -> None:
        """Reads the list again; ``changed`` follows if it differs."""
        self._landing.when_done(self._history.summaries(), self._on_listed, self.failed.emit)

    def rename(self, conversation_id: ConversationId, title: str) -> None:
        """A blank title changes nothing."""
        title = " ".join(title[: 2 * MOST_TITLE_CHARACTERS].split())[:MOST_TITLE_CHARACTERS]
        if not title:
            return

        def on_renamed(_: None) -> None:
            self.renamed.emit(conversation_id, title)
            self.refresh()

        self._landing.when_done(self._history.rename(conversation_id, title), on_renamed, self.failed.emit)

    def delete(self, conversation_id: ConversationId) -> None:
        """``undo_delete`` takes it back, the last one first."""
        summary = next((held for held in self._conversations if held.id == conversation_id), None)
        if summary is None:
            return

        def on_deleted(_: None) -> None:
            self._deleted.append(summary)
            self._conversations = tuple(held for held in self._conversations if held.id != conversation_id)
            self.deleted.emit(conversation_id)
            self.changed.emit()

        self._landing.when_done(self._history.delete(conversation_id), on_deleted, self.failed.emit)

    def undo_delete(self) -> None:
        if not self._deleted:
            return
        summary = self._deleted.pop()

        def on_restored(_: None) -> None:
            self.restored.emit(summary.id)
            self.changed.emit()
            self.refresh()

        def on_refused(failure: Failure) -> None:
            self._deleted.append(summary)
            self.changed.emit()
            self.failed.emit(failure)

        self._landing.when_done(self._history.restore(summary.id), on_restored, on_refused)

    def _on_listed(self, conversations: tuple[ConversationSummary, ...]) -> None:
        if conversations != self._conversations:
            self._conversations = conversations
            self.changed.emit()
