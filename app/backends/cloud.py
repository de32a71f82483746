"""Answers from a service that speaks chat completions, in the cloud or on a machine of one's own.

A backend like the others: one ``Finished`` or ``Failed`` for each request. Each request goes out once, whatever
happens, and nothing is asked before ``generate``. Consent is not decided here: whoever calls ``generate`` has it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

from app.backends import cloud_failures
from app.backends.base import Backend
from app.backends.chat_completions import PATH, error_code, request_body
from app.backends.cloud_failures import Asked, Fault, Head, Phase
from app.backends.cloud_http import HttpExchange, Limits
from app.backends.cloud_reply import CloudReply
from app.backends.requests import Requests
from app.chat.cloud_model import CloudModel
from app.chat.conversation import SourceKind, Usage
from app.chat.endpoint import Endpoint
from app.chat.exchange import (
    BackendState,
    Failed,
    Finished,
    FinishReason,
    GenerationRequest,
    ModelInfo,
    Readiness,
    ReplyEvent,
    RequestId,
)
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.outgoing import (
    NotForServicesError,
    OutgoingMessage,
    OutgoingRole,
    estimated_prompt_tokens,
    outgoing_messages,
)
from app.chat.secret import Secret
from app.chat.sentence import sentence
from app.chat.service import Service

FLUSH_INTERVAL_MS = 33  # two frames: faster cannot be seen
MAX_REFUSAL_BYTES = 64 * 1024  # of a refusal's body only a code is wanted
AFTER_THE_END_S = 5.0  # for a service that has ended to count its tokens, or to explain a refusal

log = logging.getLogger("soliloquy.cloud")

ReadKey = Callable[[], Secret | Failure | None]


class CloudBackend(Backend):
    """``read_key`` is called for each request, in the moment in which it is sent, and its result is not kept."""

    def __init__(
        self,
        *,
        endpoint: Endpoint,
        model: CloudModel,
        read_key: ReadKey,
        limits: Limits = Limits(),
        uses_system_proxy: bool = False,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        """For tests: ``clock`` measures how long things take, ``now`` is the time of day in seconds since 1970."""
        super().__init__(parent)
        self._endpoint = endpoint
        self._model = model
        self._asked = Asked(endpoint.name, model.label)
        self._source = Service(endpoint, model).answers_as
        self._read_key = read_key
        self._limits = limits
        self._uses_system_proxy = uses_system_proxy
        self._clock = clock
        self._now = now
        self._requests = Requests()
        self._exchange: HttpExchange | None = None
        self._reply: CloudReply | None = None
        self._head: Head | None = None  # of a refusal, while its body comes
        self._refusal = b""
        self._is_shut_down = False
        self._readiness = Readiness(BackendState.OFF)
        self._flush = QTimer(self, singleShot=True, interval=FLUSH_INTERVAL_MS)
        self._flush.timeout.connect(self._on_flush)

    @property
    def readiness(self) -> Readiness:
        return self._readiness

    def start(self) -> None:
        """Asks nobody: whether the service is there is known when it answers."""
        if not self._is_shut_down and self._readiness.state is BackendState.OFF:
            self._become(BackendState.READY)

    def generate(self, request: GenerationRequest) -> None:
        failure = self._refused(request)
        if failure is not None:
            self._reply_later(request.id, Failed(failure))
            return
        self.start()
        self._requests.add(request)
        self._ask_next()

    def stop(self, request: RequestId) -> None:
        if self._requests.remove(request):
            self._reply_later(request, self._stopped())
        elif self._requests.is_running(request):
            self._end_running(stopped=True)
            self._ask_next()

    def shutdown(self) -> None:
        if self._is_shut_down:
            return
        self._is_shut_down = True
        waiting = self._requests.remove_all()
        self._end_running(stopped=True)
        self._unsaid.extend((request.id, self._stopped()) for request in waiting)
        self._say_all()
        self._become(BackendState.OFF)

    def _refused(self, request: GenerationRequest) -> Failure | None:
        """What can be said without asking anybody."""
        if self._is_shut_down:
            return Failure(FailureKind.NOT_READY, "The app is closing; nothing was asked.")
        try:
            messages = outgoing_messages(request.prompt, sees_pictures=self._model.sees_pictures)
        except NotForServicesError as error:
            said = sentence(
                "{service} cannot go on with a reply that was begun here, or use this app's tools.",
                service=self._asked.service,
            )
            return failure_of(FailureKind.CLOUD_REFUSED, said, detail=str(error))
        if not messages or messages[-1].role is not OutgoingRole.USER or not messages[-1].text.strip():
            return Failure(FailureKind.PROMPT_EMPTY, "There is nothing to send yet: please type a question first.")
        return None

    def _ask_next(self) -> None:
        if self._is_shut_down or self._requests.running is not None:
            return
        request = self._requests.begin_next()
        self._become(BackendState.READY if request is None else BackendState.BUSY)
        if request is None:
            return
        messages = outgoing_messages(request.prompt, sees_pictures=self._model.sees_pictures)
        self._reply = CloudReply(
            prompt_tokens=estimated_prompt_tokens(messages) + _picture_tokens(messages, self._model),
            source=self._source,
            asked=self._asked,
            clock=self._clock,
        )
        held = self._read_key()
        failure = held if isinstance(held, Failure) else self._fault_of(held)
        if failure is not None:
            QTimer.singleShot(0, self, lambda: self._fail(request.id, failure))
        elif not isinstance(held, Failure):
            self._send(request, messages, lambda: held)

    def _fault_of(self, key: Secret | None) -> Failure | None:
        if not key:
            return cloud_failures.no_key(self._asked) if self._endpoint.needs_key else None
        return None if key.fits_a_header else cloud_failures.impossible_key(self._asked)

    def _send(
        self, request: GenerationRequest, messages: tuple[OutgoingMessage, ...], key: Callable[[], Secret | None]
    ) -> None:
        body = request_body(
            messages,
            endpoint=self._endpoint,
            model=self._model,
            effort=request.prompt.effort,
            max_tokens=request.sampling.max_tokens,
        )
        exchange = HttpExchange(limits=self._limits, uses_system_proxy=self._uses_system_proxy, parent=self)
        exchange.answered.connect(self._on_answered)
        exchange.arrived.connect(self._on_arrived)
        exchange.ended.connect(self._on_ended)
        self._exchange = exchange
        exchange.post(f"{self._endpoint.base_url}{PATH}", body, accept="text/event-stream", key=key)
        log.info("asked %s for %s", self._endpoint.id, self._model.id)

    def _on_answered(self, head: Head) -> None:
        failure = cloud_failures.of_head(head, self._asked)
        if failure is not None:
            self._end_running(failure)
            self._ask_next()
        elif head.status >= 400:
            self._head = head
            self._shorten_silence()

    def _on_arrived(self, data: bytes) -> None:
        if self._reply is None:
            return
        if self._head is not None:
            self._refusal += data
            if len(self._refusal) >= MAX_REFUSAL_BYTES:
                self._on_ended(None)
            return
        self._reply.feed(data)
        if self._reply.is_over:
            self._on_ended(None)
            return
        if self._reply.is_finished:
            self._shorten_silence()
        if not self._flush.isActive():
            self._flush.start()

    def _on_ended(self, fault: Fault | None) -> None:
        failure = None
        if self._head is not None:
            code = error_code(self._refusal)
            failure = cloud_failures.of_refusal(self._head, code, self._asked, self._now())
        elif self._exchange is not None and self._exchange.phase is not Phase.STREAMING:
            failure = cloud_failures.of_connection(fault or Fault.CLOSED, self._exchange.phase, self._asked)
        self._end_running(failure, fault=fault)
        self._ask_next()

    def _fail(self, request: RequestId, failure: Failure) -> None:
        if self._requests.is_running(request):
            self._end_running(failure)
            self._ask_next()

    def _end_running(
        self, failure: Failure | None = None, *, fault: Fault | None = None, stopped: bool = False
    ) -> None:
        """The request that runs is over, in the way that its reply tells if there is no ``failure``."""
        request, reply = self._requests.end(), self._reply
        self._drop_exchange()
        if request is None or reply is None:
            return
        if failure is not None:
            events: tuple[ReplyEvent, ...] = (*reply.flush(), Failed(failure))
        else:
            events = reply.stop() if stopped else reply.end(fault)
        last = events[-1]
        if isinstance(last, Failed):
            log.warning("%s: %s (%s)", self._endpoint.id, last.failure.kind.value, last.failure.detail)
        for event in events:
            self._reply_later(request.id, event)

    def _drop_exchange(self) -> None:
        self._flush.stop()
        if self._exchange is not None:
            self._exchange.abort()
            self._exchange.deleteLater()
        self._exchange = self._reply = self._head = None
        self._refusal = b""

    def _shorten_silence(self) -> None:
        if self._exchange is not None:
            self._exchange.limit_s = AFTER_THE_END_S

    def _on_flush(self) -> None:
        if self._requests.running is not None and self._reply is not None:
            for event in self._reply.flush():
                self.replied.emit(self._requests.running.id, event)

    def _become(self, state: BackendState) -> None:
        has_model = state in (BackendState.READY, BackendState.BUSY)
        readiness = Readiness(state, self._model_info() if has_model else None)
        if readiness != self._readiness:
            self._readiness = readiness
            self.readiness_changed.emit(readiness)

    def _model_info(self) -> ModelInfo:
        model = self._model
        return ModelInfo(model.id, model.label, "", model.context_tokens or 0, 0, False, SourceKind.CLOUD)

    def _stopped(self) -> Finished:
        return Finished(FinishReason.STOPPED, Usage(is_estimate=True), self._source)


def _picture_tokens(messages: Iterable[OutgoingMessage], model: CloudModel) -> int:
    """As far as they are known of this model."""
    pictures = (picture for message in messages for picture in message.pictures)
    return sum(model.tokens_of_picture(picture.width, picture.height) or 0 for picture in pictures)
