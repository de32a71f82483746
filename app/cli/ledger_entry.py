"""The ledger's entry of a question that a terminal asks a service: on the disk before it is sent, else it is not.

The window enters it in the ledger (``app.store.terminal_requests``). Only there is a limit of the month kept: what was
spent so far stands in the database, which a terminal does not open.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.chat.charge import first_entry, last_entry
from app.chat.conversation import Reply
from app.chat.egress import egress_of
from app.chat.endpoint import OPENAI
from app.chat.exchange import GenerationRequest, ReplyEvent, RequestId
from app.chat.failure import Failure, failure_of
from app.chat.fold import fold
from app.chat.ledger import LedgerEntry
from app.chat.outgoing import estimated_tokens
from app.chat.sentence import Sentence, sentence
from app.chat.service import Service
from app.models.cloud_models import CloudTable
from app.store import terminal_requests
from app.store.failures import StorageError


def as_entered(service: Service, table: CloudTable) -> Service:
    """Under the name that the ledger has for it: OpenAI's with the prices that are known, any other by its host."""
    if service.endpoint.base_url != OPENAI.base_url:
        return replace(service, endpoint=replace(service.endpoint, id=service.endpoint.host))
    return Service(OPENAI, table.find(OPENAI.id, service.model.id) or service.model)


class TerminalEntry:
    """Of one request. ``service``: as the ledger has it."""

    def __init__(
        self, *, folder: Path, service: Service, request: GenerationRequest, now: Callable[[], float] = time.time
    ) -> None:
        """``folder``: of the data. ``now``: seconds since 1970."""
        self._folder, self._service, self._request, self._now = folder, service, request, now
        self._entry: LedgerEntry | None = None
        self._reply = Reply()
        self._last: ReplyEvent | None = None

    def keep(self) -> Failure | None:
        """In the moment before it is sent; why it must not be, if so. Raises NotForServicesError."""
        request, service = self._request, self._service
        limit = request.sampling.max_tokens
        egress = egress_of(request.prompt, service.endpoint, service.model, estimated_tokens, limit)
        entry = first_entry(request, egress, service, self._now())
        failure = self._kept(entry, sentence("So this cannot be entered in the cloud ledger, and nothing was sent."))
        self._entry = entry if failure is None else None
        return failure

    def on_replied(self, request: RequestId, event: ReplyEvent) -> None:
        if request == self._request.id and not self._reply.status.is_over:
            self._reply, self._last = fold(self._reply, event), event

    def settle(self) -> Failure | None:
        """When the reply is over: with what it took. Does nothing if nothing was sent, or its end was not seen."""
        if self._entry is None or self._last is None or not self._reply.status.is_over:
            return None
        last = last_entry(self._entry, self._service.model, self._reply, self._last)
        return self._kept(last, sentence("The cloud ledger keeps an estimate of this request."))

    def _kept(self, entry: LedgerEntry, otherwise: Sentence) -> Failure | None:
        try:
            terminal_requests.keep(self._folder, entry)
        except StorageError as error:
            failure = error.failure
            said = failure.said or (Sentence(failure.message),)
            return failure_of(failure.kind, *said, otherwise, detail=failure.detail)
        return None
