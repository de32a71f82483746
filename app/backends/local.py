"""Answers from the engine on this machine, and what happens when that engine is lost.

Requests wait here and are given to the engine one at a time, so that a lost engine costs one reply at most: the one
that ran is failed with the text so far and never sent again, since it may be what killed the engine. The others are
answered by the next engine. An engine that nobody needs can be sent to sleep: its process ends, and with it every byte
that it held; the next request starts another one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import assert_never

from PySide6.QtCore import QObject

from app.backends import engine_failures
from app.backends.base import Backend
from app.backends.child import ChildEnd
from app.backends.engine_keeper import EngineKeeper
from app.backends.engine_process import default_command
from app.backends.requests import Requests
from app.backends.restarts import DELAYS_S, Restarts
from app.chat.conversation import Usage
from app.chat.exchange import (
    BackendState,
    Failed,
    Finished,
    FinishReason,
    GenerationRequest,
    MemoryUse,
    ModelInfo,
    Readiness,
    ReplyEvent,
    RequestId,
    Steering,
)
from app.chat.failure import Failure, FailureKind
from app.chat.prompt import Prompt, without_pictures
from app.wire.messages import (
    PROTOCOL,
    Count,
    Counted,
    Forget,
    Generate,
    Hello,
    Load,
    Loaded,
    LoadFailed,
    Loading,
    Memory,
    Prepare,
    Refused,
    Report,
    Reported,
    Steer,
    Stop,
    Typed,
)

HANG_AFTER_S = 60.0  # without any sign of progress; a prompt is read in pieces that take a second on the slowest Mac
START_LIMIT_S = 120.0  # to the first word; a Mac checks a new app's files when they are first run
STOP_LIMIT_S = 10.0  # an engine that does not stop by then hangs
# After these the engine ends by itself: nothing more may be asked of it.
_LAST_WORDS = (FailureKind.ENGINE_LOST, FailureKind.OUT_OF_MEMORY)
_AT_REST = (BackendState.OFF, BackendState.FAILED, BackendState.ASLEEP)

log = logging.getLogger("soliloquy.backend")

Refusal = Callable[[Path], Failure | None]


def never_refused(_folder: Path) -> Failure | None:
    return None


class LocalBackend(Backend):
    """The engine's process and the model in it, for as long as the window lives."""

    def __init__(
        self,
        *,
        folder: Path,
        label: str,
        is_demo: bool = False,
        command: Sequence[str] | None = None,
        segments: Path | None = None,
        piece_tokens: int | None = None,
        hang_after_s: float = HANG_AFTER_S,
        start_limit_s: float = START_LIMIT_S,
        stop_limit_s: float = STOP_LIMIT_S,
        restart_delays_s: tuple[float, ...] = DELAYS_S,
        refusal: Refusal = never_refused,
        parent: QObject | None = None,
    ) -> None:
        """``refusal``: asked each time before a model is read into memory; a Failure says why it is not even tried.

        ``segments``: a folder in which the engine keeps what it reads while that folder is there; None for nowhere.
        ``piece_tokens``: of a prompt, read at once; None for as many as the engine thinks right.
        """
        super().__init__(parent)
        self.refusal = refusal
        self._wanted = Load(str(folder), label, is_demo)
        self._limits_s = (start_limit_s, hang_after_s, stop_limit_s)
        self._restarts = Restarts(restart_delays_s)
        self._model: ModelInfo | None = None
        self._memory_use: MemoryUse | None = None
        self._requests = Requests()
        self._was_lost_idle = False
        self._is_shut_down = False
        self._readiness = Readiness(BackendState.OFF)
        self._engine = EngineKeeper(
            (
                *(command or default_command()),
                *(() if segments is None else ("--segments", str(segments))),
                *(() if piece_tokens is None else ("--piece-tokens", str(piece_tokens))),
            ),
            self._limit_s,
            shortest_limit_s=min(self._limits_s),
            parent=self,
        )
        self._engine.reported.connect(self._on_reported)
        self._engine.ended.connect(self._on_ended)

    @property
    def readiness(self) -> Readiness:
        return self._readiness

    @property
    def memory_use(self) -> MemoryUse | None:
        return self._memory_use

    @property
    def engine_pid(self) -> int:
        """0 while no engine runs."""
        return self._engine.pid

    @property
    def is_at_rest(self) -> bool:
        """No model is loaded, nor on its way."""
        return self._readiness.state in _AT_REST

    def start(self) -> None:
        if self._is_shut_down or self._engine.is_delayed or not self.is_at_rest:
            return
        self._restarts.reset()
        if self._engine.is_up:  # but its model could not be loaded
            self._ask_to_load()
        else:
            self._engine.launch()
            self._become(Readiness(BackendState.STARTING))

    def prefer(self, *, folder: Path, label: str, is_demo: bool = False) -> None:
        """This model at the next start; nothing happens now."""
        self._wanted = Load(str(folder), label, is_demo)

    def load(self, *, folder: Path, label: str, is_demo: bool = False) -> None:
        """Another model from now on. A reply that runs is finished by the old one; those that wait, by the new one."""
        self.prefer(folder=folder, label=label, is_demo=is_demo)
        self._model = None
        if self.is_at_rest:
            self.start()
        elif self._engine.is_up and self._readiness.state is not BackendState.STARTING:
            self._ask_to_load()

    def sleep(self) -> bool:
        """Lets the engine go, and its memory with it. False, and nothing happens, unless it is ready and idle."""
        if self._readiness.state is not BackendState.READY:
            return False
        asleep = Readiness(BackendState.ASLEEP, self._model)
        self._model = None
        self._note_memory(None)
        self._engine.let_go()
        self._become(asleep)
        return True

    def generate(self, request: GenerationRequest) -> None:
        failure = self._readiness.failure
        if self._is_shut_down:
            failure = Failure(FailureKind.NOT_READY, "The app is closing; nothing was asked.")
        if failure is not None:
            self._reply_later(request.id, Failed(failure))
            return
        self._requests.add(replace(request, prompt=without_pictures(request.prompt)))
        self.start()
        self._ask_next()

    def stop(self, request: RequestId) -> None:
        if self._requests.remove(request):
            self._reply_later(request, self._stopped())
        elif self._requests.is_running(request) and not self._requests.is_stopping:
            self._requests.is_stopping = True
            self._engine.await_sign()
            self._engine.send(Stop(request))

    def steer(self, request: RequestId, kind: Steering, text: str = "") -> bool:
        if not self._requests.is_running(request) or self._requests.is_stopping:
            return False
        if kind in (Steering.PAUSE, Steering.RESUME):
            self._requests.is_paused = kind is Steering.PAUSE
        self._engine.await_sign()
        self._engine.send(Steer(request, kind, text))
        return True

    def prepare(self, prompt: Prompt, conversation: str) -> None:
        # An engine that was lost while nobody asked may have died of this very work.
        if self._model is not None and not self._was_lost_idle:
            self._engine.send(Prepare(without_pictures(prompt), conversation))

    def read_typed(self, text: str, conversation: str) -> None:
        if self._model is not None and not self._was_lost_idle:
            self._engine.send(Typed(text, conversation))

    def count(self, name: str, text: str = "", prompt: Prompt | None = None) -> bool:
        if self._model is None:
            return False
        self._engine.send(Count(name, text, None if prompt is None else without_pictures(prompt)))
        return True

    def forget(self, conversation: str) -> None:
        self._engine.send(Forget(conversation))

    def shutdown(self) -> None:
        if self._is_shut_down:
            return
        self._is_shut_down = True
        unfinished = (self._requests.end(), *self._requests.remove_all())
        self._unsaid.extend((request.id, self._stopped()) for request in unfinished if request is not None)
        self._say_all()
        self._engine.leave()
        self._become(Readiness(BackendState.OFF))

    def _ask_to_load(self) -> None:
        self._engine.await_sign()
        refused = self.refusal(Path(self._wanted.folder))
        if refused is not None:
            self._give_up(refused)
            return
        self._engine.send(self._wanted)
        if self._requests.running is None:
            self._become(Readiness(BackendState.LOADING))

    def _ask_next(self) -> None:
        """Gives the engine the next request if it is free."""
        if self._requests.running is not None or self._model is None:
            return
        request = self._requests.begin_next()
        if request is None:
            self._become(Readiness(BackendState.READY, self._model))
            return
        self._engine.await_sign()
        self._engine.send(Generate(request))
        self._become(Readiness(BackendState.BUSY, self._model))

    def _on_reported(self, report: Report) -> None:
        match report:
            case Hello():
                self._on_hello(report)
            case Loading():
                if report.folder == self._wanted.folder and self._requests.running is None:
                    self._become(Readiness(BackendState.LOADING, fraction=report.fraction))
            case Loaded():
                if report.model.folder == self._wanted.folder:
                    self._model = report.model
                    self._ask_next()
            case LoadFailed():
                if report.folder == self._wanted.folder:
                    self._give_up(report.failure)
            case Reported():
                self._on_event(report.request, report.event)
            case Memory():
                self._note_memory(report.use)
            case Counted():
                self.counted.emit(report.name, report.tokens)
            case Refused():
                log.warning("the engine refused a line: %s", report.reason)
            case _:
                assert_never(report)

    def _note_memory(self, use: MemoryUse | None) -> None:
        if use != self._memory_use:
            self._memory_use = use
            self.memory_changed.emit()

    def _on_hello(self, hello: Hello) -> None:
        if hello.protocol == PROTOCOL:
            self._ask_to_load()
            return
        self._engine.leave()
        self._give_up(engine_failures.other_version(hello))

    def _on_event(self, request: RequestId, event: ReplyEvent) -> None:
        if not self._requests.is_running(request):
            return
        if isinstance(event, Finished | Failed):
            self._requests.end()
            if isinstance(event, Finished):
                self._restarts.reset()
                self._was_lost_idle = False
            elif event.failure.kind in _LAST_WORDS:
                self._model = None
                self._become(Readiness(BackendState.STARTING))
            if self._model is None and self._readiness.state is BackendState.BUSY:
                self._become(Readiness(BackendState.LOADING))
            self._ask_next()
        self.replied.emit(request, event)

    def _on_ended(self, end: ChildEnd) -> None:
        log.warning("the engine is lost: %s", end.detail)
        lost = self._requests.end()
        self._was_lost_idle = lost is None and self._model is not None
        self._model = None
        self._note_memory(None)
        if not end.has_started:
            self._give_up(engine_failures.cannot_start(end))
        elif (delay_s := self._restarts.lost()) is None:
            self._give_up(engine_failures.lost_too_often(end))
        else:
            self._engine.launch_after(delay_s)
            self._become(Readiness(BackendState.STARTING))
        if lost is not None:
            failed = Failed(engine_failures.lost_in_mid_reply(end))
            self.replied.emit(lost.id, self._stopped() if self._requests.is_stopping else failed)

    def _give_up(self, failure: Failure) -> None:
        """Until a person starts it again."""
        waiting = self._requests.remove_all()
        self._become(Readiness(BackendState.FAILED, failure=failure))
        for request in waiting:
            self._reply_later(request.id, Failed(failure))

    def _limit_s(self) -> float | None:
        """How long the engine may be silent now; None: as long as it likes."""
        start_limit_s, hang_after_s, stop_limit_s = self._limits_s
        if self._requests.running is not None:
            if self._requests.is_stopping:
                return stop_limit_s
            return None if self._requests.is_paused else hang_after_s
        match self._readiness.state:
            case BackendState.STARTING:
                return start_limit_s
            case BackendState.LOADING:
                return hang_after_s
            case _:
                return None

    def _become(self, readiness: Readiness) -> None:
        if readiness != self._readiness:
            self._readiness = readiness
            self.readiness_changed.emit(readiness)

    def _stopped(self) -> Finished:
        source = self._model.source if self._model is not None else self._wanted.source
        return Finished(FinishReason.STOPPED, Usage(), source)
