"""Undo, as on every Mac: of what was typed last, else of what was deleted last, which is shown again as it was."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from app.chat.conversation import ConversationId
from app.session.chat_session import ChatSession
from app.session.library import Library
from app.ui.menus import Menus


class Undoing(QObject):
    def __init__(self, *, session: ChatSession, library: Library, menus: Menus) -> None:
        super().__init__(menus)
        self._session, self._library = session, library
        self._last_open = ""  # the last one that was open and had begun
        self._was_open: set[str] = set()  # of those that were deleted
        menus.undo.triggered.connect(self._undo)
        menus.redo.triggered.connect(self._redo)
        session.conversation_changed.connect(self._on_conversation_changed)
        session.turn_added.connect(self._on_conversation_changed)
        library.deleted.connect(self._on_deleted)
        library.restored.connect(self._on_restored)
        self._on_conversation_changed()

    def _undo(self) -> None:
        text = QApplication.focusWidget()
        if (isinstance(text, QLineEdit) and text.isUndoAvailable()) or (
            isinstance(text, QTextEdit | QPlainTextEdit) and text.document().isUndoAvailable()
        ):
            text.undo()
        else:
            self._library.undo_delete()

    def _redo(self) -> None:
        text = QApplication.focusWidget()
        if isinstance(text, QLineEdit | QTextEdit | QPlainTextEdit):
            text.redo()

    def _on_conversation_changed(self) -> None:
        if self._session.conversation.turns:
            self._last_open = self._session.conversation.id

    def _on_deleted(self, conversation_id: str) -> None:
        """The session shows an empty one by now if this was open."""
        if conversation_id == self._last_open and not self._session.conversation.turns:
            self._was_open.add(conversation_id)

    def _on_restored(self, conversation_id: str) -> None:
        """Unless the person is elsewhere by now."""
        if conversation_id in self._was_open:
            self._was_open.discard(conversation_id)
            if not self._session.conversation.turns:
                self._session.open_conversation(ConversationId(conversation_id))
