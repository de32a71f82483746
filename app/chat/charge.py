"""The ledger's entry of one request: what it may take when it goes out, and what it took when it is over."""

from __future__ import annotations

from dataclasses import replace

from app.chat.cloud_model import CloudModel
from app.chat.conversation import Reply
from app.chat.egress import Egress
from app.chat.exchange import Finished, GenerationRequest, ReplyEvent
from app.chat.failure import FailureKind
from app.chat.ledger import LedgerEntry
from app.chat.outgoing import estimated_tokens
from app.chat.service import Service

# After these nothing was worked on, so nothing is charged: it never arrived, or it was turned away.
_FREE = frozenset(
    {
        FailureKind.CLOUD_ADDRESS,
        FailureKind.CLOUD_KEY,
        FailureKind.CLOUD_CREDIT,
        FailureKind.CLOUD_FORBIDDEN,
        FailureKind.CLOUD_MODEL_GONE,
        FailureKind.CLOUD_BUSY,
        FailureKind.CLOUD_REFUSED,
        FailureKind.CLOUD_UNREACHABLE,
        FailureKind.CLOUD_TLS,
        FailureKind.CLOUD_LOGIN_PAGE,
        FailureKind.CLOUD_REDIRECT,
        FailureKind.PROMPT_TOO_LONG,
    }
)


def first_entry(request: GenerationRequest, egress: Egress, service: Service, asked_at: float) -> LedgerEntry:
    """With what it may take, so that a request whose end is never seen is not too small."""
    price, model = egress.price, service.model
    limits = [limit for limit in (request.sampling.max_tokens, model.output_tokens) if limit is not None]
    cost = None if price is None else price.at_least if price.at_most is None else price.at_most
    out = min(limits, default=0)
    return LedgerEntry(
        request.id, asked_at, service.endpoint.id, model.id, request.conversation, egress.tokens, out, True, cost
    )


def last_entry(entry: LedgerEntry, model: CloudModel, reply: Reply, event: ReplyEvent) -> LedgerEntry:
    """As the service counted; an estimate where it did not, and nothing where it turned the request away.

    ``event``: the one that ended the reply.
    """
    usage = event.usage if isinstance(event, Finished) else None
    if usage is not None:
        written = usage.reasoning_tokens + usage.answer_tokens
        return _counted(entry, model, usage.prompt_tokens, written, is_estimate=usage.is_estimate)
    is_free = reply.failure is not None and reply.failure.kind in _FREE
    if is_free and not reply.has_text:
        return free(entry)
    written = sum(estimated_tokens(text) for text in (reply.reasoning, *reply.preambles, reply.answer))
    return _counted(entry, model, entry.tokens_in, written, is_estimate=True)


def free(entry: LedgerEntry) -> LedgerEntry:
    """Nothing was worked on."""
    return replace(entry, tokens_in=0, tokens_out=0, is_estimate=True, cost=None if entry.cost is None else 0)


def _counted(entry: LedgerEntry, model: CloudModel, read: int, written: int, *, is_estimate: bool) -> LedgerEntry:
    cost = model.cost(read, written)
    return replace(entry, tokens_in=read, tokens_out=written, is_estimate=is_estimate, cost=cost)
