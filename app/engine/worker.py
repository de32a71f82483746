"""The thread that owns the model: takes one task after the other and reports how it went."""

from __future__ import annotations

import gc
import logging
import os
import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from app.chat.conversation import PromptReading
from app.chat.exchange import Failed, FinishReason, ModelInfo, PromptRecorded, ReplyEvent, RequestId
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import sentence
from app.engine.assignment import assign, closed_end, message_starts, open_turn, read_ahead
from app.engine.counter import Counter
from app.engine.inbox import Inbox, Job, Preparation
from app.engine.memory_news import INTERVAL_S, MemoryNews
from app.engine.model import (
    Assignment,
    LoadAbandoned,
    LoadError,
    LoadModel,
    Model,
    PromptRecords,
    Written,
    out_of_memory,
)
from app.engine.reader import EXIT_FAULT
from app.engine.reply import ReplyAssembly
from app.engine.stdio import Outbox
from app.wire.messages import Forget, Leave, Load, Loaded, LoadFailed, Loading, Reported

if TYPE_CHECKING:  # the process says hello before it has tokenizers
    from app.harmony.vocabulary import Vocabulary

log = logging.getLogger("soliloquy.engine")


class Worker:
    """Runs tasks until asked to leave."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        outbox: Outbox,
        counter: Counter,
        load_model: LoadModel,
        forget_kept: Callable[[str], None] = lambda _: None,
        memory_interval_s: float = INTERVAL_S,
    ) -> None:
        """``forget_kept``: removes what models that are not loaded now have kept of a conversation."""
        self._inbox = inbox
        self._outbox = outbox
        self._counter = counter
        self._load_model = load_model
        self._forget_kept = forget_kept
        self._model: Model | None = None
        self._memory = MemoryNews(memory_interval_s)
        self._info: ModelInfo | None = None
        self._not_loaded = Failure(FailureKind.NOT_READY, "No model is loaded yet. Choose one, then ask again.")

    def run(self) -> int:
        """The exit status."""
        while True:
            if self._memory.is_due and self._model is not None:
                self._outbox.send(self._memory.report(self._model))
            match self._inbox.take(None if self._model is None else self._memory.due_in_s):
                case None:
                    pass
                case Leave():
                    return 0
                case Load() as command:
                    self._load(command)
                case Job() as job:
                    self._answer(job)
                    self._memory.change()
                case Forget() as command:
                    self._forget(command)
                case Preparation() as preparation:
                    self._prepare(preparation)
                    self._memory.change()
                case unknown:
                    assert_never(unknown)

    def _load(self, command: Load) -> None:
        self._model = self._info = None
        self._counter.use(None)
        gc.collect()  # two models at once would not fit
        self._outbox.send(Loading(command.folder, 0.0))
        try:
            model = self._load_model(command, _Fractions(command, self._outbox), self._inbox.load_is_outdated)
        except LoadAbandoned:
            return
        except LoadError as error:
            self._fail_load(command, error.failure)
        except Exception as error:  # noqa: BLE001  # the border of the process: nothing may end it without a word
            said = sentence("{name} cannot be loaded because of a fault in this app.", name=command.label)
            self._fail_load(command, failure_of(FailureKind.INTERNAL, said, detail=_described(error)))
        else:
            self._model = model
            self._info = ModelInfo(
                id=command.source.model,
                label=command.label,
                folder=command.folder,
                context_tokens=model.context_tokens,
                weight_bytes=model.weight_bytes,
                is_demo=command.is_demo,
            )
            self._counter.use(model.vocabulary)
            self._outbox.send(Loaded(self._info))
            self._memory.change()
            log.info("loaded a model of %d bytes", model.weight_bytes)

    def _fail_load(self, command: Load, failure: Failure) -> None:
        log.warning("loading failed: %s", failure.kind)
        self._not_loaded = failure
        self._outbox.send(LoadFailed(command.folder, failure))

    def _answer(self, job: Job) -> None:
        request = job.request
        if self._model is None or self._info is None:
            self._send(request.id, (Failed(self._not_loaded),))
            return
        began = time.monotonic()
        try:
            assignment = assign(request, self._model)
        except Exception as error:  # noqa: BLE001  # whatever is odd about one question must not cost the model
            said = sentence(
                "This question could not be prepared for the model. Your words are kept; please change them."
            )
            assignment = failure_of(FailureKind.INTERNAL, said, detail=_described(error))
        if isinstance(assignment, Failure):
            self._send(request.id, (Failed(assignment),))
            return
        self._generate(assignment, job, self._model, self._info, began)

    def _generate(self, assignment: Assignment, job: Job, model: Model, info: ModelInfo, began: float) -> None:
        request = job.request.id
        reply = ReplyAssembly(
            model.vocabulary,
            prompt_tokens=len(assignment.prompt),
            prefix=open_turn(assignment, model.vocabulary),
            source=info.source,
            clock=lambda: time.monotonic() - began,
        )
        try:
            for step in model.generate(assignment, job):
                match step:
                    case PromptReading():
                        self._send(request, reply.read(step))
                    case PromptRecords():
                        self._send(request, (_told(step, assignment.prompt, model.vocabulary),))
                    case Written():
                        self._send(request, reply.add(step))
                    case _:
                        assert_never(step)
                if reply.is_complete:
                    break
        except Exception as error:  # noqa: BLE001  # after any error of MLX its arrays cannot be trusted
            self._send(request, (*reply.broken_off(), Failed(_fault(info.label, error))))
            log.error("the model failed: %s", _described(error))
            os._exit(EXIT_FAULT)
        self._send(request, reply.finish(_reason(reply, job)))

    def _prepare(self, preparation: Preparation) -> None:
        """Nobody waits for it and nobody is told: what cannot be prepared is read when it is asked."""
        try:
            ids = read_ahead(preparation.prompt, self._model) if self._model is not None else None
        except Exception as error:  # noqa: BLE001  # as for a question
            log.warning("nothing was prepared: %s", _described(error))
            ids = None
        if self._model is None or ids is None:
            self._inbox.drop(preparation)
            return
        try:
            vocabulary = self._model.vocabulary
            starts, lasting = message_starts(ids, vocabulary), closed_end(preparation.prompt, ids, vocabulary)
            for _ in self._model.prepare(ids, starts, preparation, preparation.conversation, lasting):
                pass
        except Exception as error:  # noqa: BLE001  # after any error of MLX its arrays cannot be trusted
            log.error("the model failed while it read ahead: %s", _described(error))
            os._exit(EXIT_FAULT)
        if not preparation.is_stopped():
            self._inbox.drop(preparation)

    def _forget(self, command: Forget) -> None:
        if self._model is None:
            self._forget_kept(command.conversation)
        else:
            self._model.forget(command.conversation)
            self._memory.change()

    def _send(self, request: RequestId, events: tuple[ReplyEvent, ...]) -> None:
        self._outbox.send(*(Reported(request, event) for event in events))


class _Fractions:
    """Reports the progress of loading, in whole percents."""

    def __init__(self, command: Load, outbox: Outbox) -> None:
        self._folder = command.folder
        self._outbox = outbox
        self._percent = 0

    def __call__(self, fraction: float) -> None:
        percent = min(100, int(fraction * 100))
        if percent > self._percent:
            self._percent = percent
            self._outbox.send(Loading(self._folder, percent / 100))


def _reason(reply: ReplyAssembly, job: Job) -> FinishReason:
    if reply.is_complete:
        return FinishReason.ENDED
    return FinishReason.STOPPED if job.is_stopped() else FinishReason.LENGTH


def _told(records: PromptRecords, prompt: tuple[int, ...], vocabulary: Vocabulary) -> PromptRecorded:
    ids = prompt[records.begin : records.begin + len(records.records)]
    return PromptRecorded(records.begin, ids, tuple(map(vocabulary.token_text, ids)), records.records)


def _fault(label: str, error: Exception) -> Failure:
    detail = _described(error)
    if isinstance(error, MemoryError) or "memory" in str(error).lower():
        return out_of_memory(label, detail)
    said = sentence("The model failed while it was answering. The text so far is kept, and the engine starts again.")
    return failure_of(FailureKind.ENGINE_LOST, said, detail=detail)


def _described(error: Exception) -> str:
    """Kind and place, without the error's own words unless MLX wrote them: others may quote somebody's text."""
    words = f": {error}" if type(error) in (RuntimeError, MemoryError) else ""
    place = "".join(traceback.format_tb(error.__traceback__)[-1:])
    return f"{type(error).__name__}{words}\n{place}".strip()
