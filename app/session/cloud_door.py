"""The only way out: what passes was permitted, has its key, and stands in the ledger on disk before it is sent.

A backend for the session, in front of the one that talks to the service. Whatever is missing is a failure of the reply
in words; nothing is asked twice, and nothing at all is asked that no card allowed.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from PySide6.QtCore import QObject

from app.backends.base import Backend
from app.chat.charge import first_entry, free, last_entry
from app.chat.conversation import Reply, Turn, TurnId, Usage
from app.chat.egress import CountTokens, Egress, egress_of
from app.chat.exchange import (
    BackendState,
    Failed,
    Finished,
    FinishReason,
    GenerationRequest,
    Readiness,
    ReplyEvent,
    RequestId,
)
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.fold import fold
from app.chat.ledger import LedgerEntry
from app.chat.outgoing import NotForServicesError, estimated_tokens, outgoing_messages
from app.chat.prompt import Prompt, messages_for
from app.chat.secret import Secret
from app.chat.sentence import sentence
from app.chat.service import Service
from app.session.cloud_consents import CloudConsents
from app.session.cloud_keys import CloudKeys
from app.session.cloud_spending import CloudSpending
from app.session.landing import Landing

NOT_PERMITTED = failure_of(
    FailureKind.INTERNAL, sentence("This was not sent: what would have gone out is not what you agreed to. Ask again.")
)
TOOLS_STAY = failure_of(
    FailureKind.CLOUD_REFUSED, sentence("A reply that was begun here, or that uses tools, cannot go on at a service.")
)

log = logging.getLogger("soliloquy.cloud")

MakeBackend = Callable[[Service, Secret | None], Backend | Failure]


@dataclass(slots=True)
class _Sending:
    """``backend`` None: not sent yet."""

    request: GenerationRequest
    egress: Egress
    entry: LedgerEntry
    backend: Backend | None = None
    reply: Reply = Reply()


class CloudDoor(Backend):
    """To one service. ``make_backend`` is called for each request, with the key of that one."""

    def __init__(
        self,
        *,
        service: Service,
        make_backend: MakeBackend,
        is_open: Callable[[], bool],
        consents: CloudConsents,
        keys: CloudKeys,
        spending: CloudSpending,
        count: CountTokens = estimated_tokens,
        now: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        """``is_open``: whether the service may be asked at all, still."""
        super().__init__(parent)
        self._service = service
        self._make_backend = make_backend
        self._is_open = is_open
        self._consents, self._keys, self._spending = consents, keys, spending
        self._count, self._now = count, now
        self._landing = Landing(self)
        self._sending: dict[RequestId, _Sending] = {}
        self._entering: dict[RequestId, LedgerEntry] = {}  # on their way to the disk, and not sent before

    @property
    def readiness(self) -> Readiness:
        return Readiness(BackendState.BUSY if self._sending else BackendState.READY)

    def start(self) -> None:
        """Asks nobody."""

    def generate(self, request: GenerationRequest) -> None:
        try:
            egress = self._egress(request)
        except NotForServicesError:
            self._reply_later(request.id, Failed(TOOLS_STAY))
            return
        refusal = self._refusal(request, egress)
        if refusal is not None:
            self._consents.withdraw(request.conversation, egress)
            self._reply_later(request.id, Failed(refusal))
            return
        self._consents.use(request.conversation, egress)
        sending = _Sending(request, egress, first_entry(request, egress, self._service, self._now()))
        self._sending[request.id] = sending
        endpoint = self._service.endpoint
        if endpoint.needs_key:
            key = self._keys.read(endpoint.id, endpoint.name)
            self._go_on(sending, key, lambda held: self._enter(sending, held))
        else:
            self._enter(sending, None)

    def stop(self, request: RequestId) -> None:
        sending = self._sending.get(request)
        if sending is None:
            return
        if sending.backend is not None:
            sending.backend.stop(request)
        else:
            self._reply_later(request, self._stopped())
            self._unsent(sending)

    def stop_all(self) -> None:
        for request in list(self._sending):
            self.stop(request)

    def shutdown(self) -> None:
        """What runs ends as stopped, and the ledger has what it took."""
        self._landing.close()
        self._say_all()
        for sending in list(self._sending.values()):
            if sending.backend is not None:
                sending.backend.shutdown()
            else:
                self._unsent(sending)
                self.replied.emit(sending.request.id, self._stopped())
        for entry in self._entering.values():
            self._spending.enter(free(entry))
        self._entering.clear()

    def _egress(self, request: GenerationRequest) -> Egress:
        """From the very prompt that is sent. Raises NotForServicesError."""
        service = self._service
        return egress_of(request.prompt, service.endpoint, service.model, self._count, request.sampling.max_tokens)

    def _refusal(self, request: GenerationRequest, egress: Egress) -> Failure | None:
        if not self._consents.permits(request.conversation, egress):
            log.error("a request to %s was not permitted", self._service.endpoint.id)
            return NOT_PERMITTED
        return self._bar(egress)

    def _bar(self, egress: Egress) -> Failure | None:
        """What may have come up since it was agreed to: the service was taken away, or others have spent the rest."""
        if not self._is_open():
            log.warning("%s cannot be asked any more", self._service.endpoint.id)
            return NOT_PERMITTED
        return self._spending.refusal(egress.price)

    def _go_on(self, sending: _Sending, future: Future[Secret], done: Callable[[Secret], None]) -> None:
        self._landing.when_done(future, done, lambda failure: self._fail(sending, failure))

    def _enter(self, sending: _Sending, key: Secret | None) -> None:
        if sending.request.id not in self._sending:
            return  # stopped meanwhile
        bar = self._bar(sending.egress)  # once more: a keyring may have waited for the person
        if bar is not None:
            self._fail(sending, bar)
            return
        self._entering[sending.request.id] = sending.entry
        self._landing.when_done(
            self._spending.enter(sending.entry),
            lambda _: self._send(sending, key),
            lambda failure: self._on_not_entered(sending, failure),
        )

    def _on_not_entered(self, sending: _Sending, failure: Failure) -> None:
        del self._entering[sending.request.id]
        self._spending.take_back(sending.entry)
        self._fail(sending, failure)

    def _send(self, sending: _Sending, key: Secret | None) -> None:
        del self._entering[sending.request.id]
        if sending.request.id not in self._sending:
            self._spending.enter(free(sending.entry))  # stopped meanwhile
            return
        backend = self._make_backend(self._service, key)
        if isinstance(backend, Failure):
            self._spending.enter(free(sending.entry))
            self._fail(sending, backend)
            return
        backend.setParent(self)
        backend.replied.connect(self._on_replied)
        sending.backend = backend
        backend.generate(sending.request)

    def _on_replied(self, request: RequestId, event: ReplyEvent) -> None:
        sending = self._sending.get(request)
        if sending is None:
            return
        sending.reply = fold(sending.reply, event)
        if sending.reply.status.is_over:
            self._end(sending, event)
        self.replied.emit(request, event)

    def _end(self, sending: _Sending, event: ReplyEvent) -> None:
        request = sending.request
        del self._sending[request.id]
        if sending.backend is not None:
            sending.backend.shutdown()
            sending.backend.deleteLater()
        self._spending.enter(last_entry(sending.entry, self._service.model, sending.reply, event))
        turn = Turn(TurnId(""), None, "", request.prompt.effort, 0.0, sending.reply)
        _, *said = outgoing_messages(Prompt(request.prompt.effort, tuple(messages_for((turn,)))))
        for message in said:
            self._consents.learn(request.conversation, sending.egress, message.text)

    def _fail(self, sending: _Sending, failure: Failure) -> None:
        """Before it was sent."""
        if sending.request.id in self._sending:
            self._unsent(sending)
            self._reply_later(sending.request.id, Failed(failure))

    def _unsent(self, sending: _Sending) -> None:
        del self._sending[sending.request.id]

    def _stopped(self) -> Finished:
        return Finished(FinishReason.STOPPED, Usage(is_estimate=True), self._service.answers_as)
