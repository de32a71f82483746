"""Whom to offer after a reply failed. Only ever an offer: nothing switches by itself."""

from __future__ import annotations

from collections.abc import Callable

from app.chat.conversation import ReplyStatus, SourceKind, Turn
from app.chat.failure import FailureKind
from app.chat.service import Service
from app.session.cloud_services import CloudServices

# What the model of this machine could not do, and a service perhaps can.
OFFERED_AFTER = frozenset(
    {
        FailureKind.ENGINE_LOST,
        FailureKind.ENGINE_START,
        FailureKind.MODEL_MISSING,
        FailureKind.MODEL_UNSAFE,
        FailureKind.MODEL_BROKEN,
        FailureKind.NOT_READY,
        FailureKind.OUT_OF_MEMORY,
        FailureKind.PROMPT_TOO_LONG,
    }
)


def offer_for(turn: Turn, services: CloudServices, preferred: Callable[[], Service | None]) -> Service | None:
    """``preferred`` in place of this machine, or the successor of a service's model that is gone.

    Asked of each turn of a conversation at once: who can be asked is looked up only after a failure.
    """
    reply = turn.reply
    if reply.status is not ReplyStatus.FAILED or reply.failure is None:
        return None
    if reply.source is None or reply.source.kind is SourceKind.LOCAL:
        return preferred() if reply.failure.kind in OFFERED_AFTER else None
    asked = services.that_answered(reply.source)
    if asked is None or reply.failure.kind is not FailureKind.CLOUD_MODEL_GONE:
        return None
    return services.successor_of(asked)
