"""A question for a service that waits for the person's word, as the card shows it."""

from __future__ import annotations

from dataclasses import dataclass

from app.chat.attachment import Attachment
from app.chat.conversation import ConversationId, Effort, TurnId
from app.chat.egress import Egress
from app.chat.failure import Failure
from app.chat.outgoing import OutgoingMessage
from app.chat.service import Service
from app.session.cloud_spending import Budget


@dataclass(frozen=True, slots=True)
class Pending:
    """``again``: the turn whose sibling it would be, None for a new one.

    ``known``: messages that this service has already seen of the conversation. ``refusal``: why it cannot be sent now,
    whatever the person says; ``budget``: of this month.
    """

    conversation: ConversationId
    parent: TurnId | None
    again: TurnId | None
    text: str
    effort: Effort
    service: Service
    attachments: tuple[Attachment, ...]
    egress: Egress
    known: frozenset[OutgoingMessage]
    budget: Budget
    refusal: Failure | None = None

    def may_go_as(self, now: Pending | None) -> bool:
        """Whether what the person saw is what would be sent ``now``, and may be."""
        return now is not None and (now.service, now.egress, now.refusal) == (self.service, self.egress, None)
