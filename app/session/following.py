"""Asks what waits for a reply as soon as that has ended well; else it goes back into the box, for the person to see."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.chat.conversation import ConversationId, ReplyStatus, TurnId
from app.chat.draft import Draft
from app.session.chat_session import ChatSession
from app.session.drafts import Drafts


class Following(QObject):
    """Watches a session for as long as both live."""

    def __init__(self, *, session: ChatSession, drafts: Drafts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Whether the next question of a conversation is for this machine: nothing is sent out by itself.
        self.stays_here: Callable[[ConversationId], bool] = lambda _: True
        self._session = session
        self._drafts = drafts
        session.reply_ended.connect(self._on_reply_ended)
        drafts.loaded.connect(self._on_drafts_loaded)

    def _on_reply_ended(self, conversation: str, turn: str, status: ReplyStatus) -> None:
        waiting = self._drafts.next(conversation)
        if not waiting:
            return
        conversation_id = ConversationId(conversation)
        may_follow = status is ReplyStatus.ANSWERED and self.stays_here(conversation_id)
        if may_follow and self._session.submit_after(conversation_id, TurnId(turn), waiting):
            self._drafts.put_next(conversation, Draft())
        else:
            self._drafts.take_back(conversation)

    def _on_drafts_loaded(self) -> None:
        """Whatever they waited for ended with the window."""
        for place in self._drafts.places_with_next:
            self._drafts.take_back(place)
