"""What goes on in conversations that are not open: a reply waits or grows there, or has ended and was not seen.

Known for as long as the program runs, whatever window shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtCore import QObject, Signal, Slot

from app.chat.conversation import ConversationId, Reply, ReplyStatus
from app.session.chat_session import ChatSession


class Mark(StrEnum):
    WAITING = "waiting"  # nothing was read or written for it yet: the model has other work
    ANSWERING = "answering"
    ANSWERED = "answered"  # and not seen
    FAILED = "failed"  # and not seen


class Elsewhere(QObject):
    """``marks``: of each conversation that has one. It goes when the conversation is opened."""

    changed = Signal()

    def __init__(self, *, session: ChatSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._unseen: dict[ConversationId, Mark] = {}
        self._marks: dict[ConversationId, Mark] = {}
        session.conversation_changed.connect(self._refresh)
        session.grew_elsewhere.connect(self._refresh)
        session.reply_ended.connect(self._on_reply_ended)

    @property
    def marks(self) -> Mapping[ConversationId, Mark]:
        return self._marks

    @Slot(str)
    def forget(self, conversation: ConversationId) -> None:
        """It is deleted: nobody can open it to see what is new."""
        if self._unseen.pop(conversation, None) is not None:
            self._refresh()

    def _on_reply_ended(self, conversation: str, _turn: str, status: ReplyStatus) -> None:
        if status is not ReplyStatus.STOPPED:  # elsewhere that is done only to what is deleted
            mark = Mark.FAILED if status is ReplyStatus.FAILED else Mark.ANSWERED
            self._unseen[ConversationId(conversation)] = mark
        self._refresh()

    def _refresh(self) -> None:
        self._unseen.pop(self._session.conversation.id, None)
        growing = {held: _mark(reply) for held, reply in self._session.replies_elsewhere().items()}
        marks = {**self._unseen, **growing}
        if marks != self._marks:
            self._marks = marks
            self.changed.emit()


def _mark(reply: Reply) -> Mark:
    has_begun = reply.status is not ReplyStatus.WAITING or reply.reading is not None
    return Mark.ANSWERING if has_begun else Mark.WAITING
