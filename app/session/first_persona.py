"""A persona that is chosen before the first question is there again whenever a conversation is about to begin, also
after a restart, until that question is asked."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.session.chat_session import ChatSession
from app.session.drafts import Drafts
from app.store.beside_drafts import NO_PERSONA


class FirstPersona(QObject):
    """Watches a session for as long as both live."""

    def __init__(self, *, session: ChatSession, drafts: Drafts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._drafts = session, drafts
        session.persona_changed.connect(self._on_persona_changed)
        session.conversation_changed.connect(self._give)
        session.turn_added.connect(self._on_turn_added)
        drafts.loaded.connect(self._give)

    def _give(self) -> None:
        if not self._session.conversation.turns:
            self._session.instruct(*self._drafts.persona)

    def _on_persona_changed(self) -> None:
        conversation = self._session.conversation
        if not conversation.turns:
            self._drafts.put_persona((conversation.persona, conversation.instructions))

    def _on_turn_added(self, _turn: str) -> None:
        if len(self._session.conversation.turns) == 1:
            self._drafts.put_persona(NO_PERSONA)
