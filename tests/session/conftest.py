"""A backend that answers what the test says, when the test says it, and a session over a real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from app.backends.base import Backend
from app.chat.conversation import Source, SourceKind, Usage
from app.chat.exchange import (
    BackendState,
    Finished,
    FinishReason,
    GenerationRequest,
    Readiness,
    ReplyEvent,
    RequestId,
    Steering,
)
from app.chat.prompt import Prompt
from app.session.chat_session import ChatSession
from app.store.history import History, open_history

SOURCE = Source(SourceKind.LOCAL, "demo", "Demo")


class HandBackend(Backend):
    """Keeps requests until the test replies by hand; keeps the promise of exactly one end per request."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.requests: list[GenerationRequest] = []
        self.over: set[RequestId] = set()
        self.prepared: list[tuple[Prompt, str]] = []
        self.typed: list[tuple[str, str]] = []
        self.steered: list[tuple[RequestId, Steering, str]] = []
        self._readiness = Readiness(BackendState.READY)

    @property
    def readiness(self) -> Readiness:
        return self._readiness

    def start(self) -> None:
        self.become(BackendState.READY)

    def become(self, state: BackendState) -> None:
        self._readiness = Readiness(state)
        self.readiness_changed.emit(self._readiness)

    def generate(self, request: GenerationRequest) -> None:
        self.requests.append(request)

    def stop(self, request_id: RequestId) -> None:
        if request_id not in self.over:
            self.reply(Finished(FinishReason.STOPPED, Usage(), SOURCE), request_id)

    def steer(self, request: RequestId, kind: Steering, text: str = "") -> bool:
        self.steered.append((request, kind, text))
        return request not in self.over

    def prepare(self, prompt: Prompt, conversation: str) -> None:
        self.prepared.append((prompt, conversation))

    def read_typed(self, text: str, conversation: str) -> None:
        self.typed.append((text, conversation))

    def shutdown(self) -> None:
        self.become(BackendState.OFF)

    def reply(self, event: ReplyEvent, request_id: RequestId | None = None) -> None:
        request_id = request_id or self.requests[-1].id
        if isinstance(event, Finished):
            self.over.add(request_id)
        self.replied.emit(request_id, event)


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def backend(qapp: QObject) -> HandBackend:
    return HandBackend()


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    history = open_history(tmp_path / "data")
    yield history
    history.close()


@pytest.fixture
def session(backend: HandBackend, history: History, clock: Clock) -> Iterator[ChatSession]:
    session = ChatSession(backend=backend, history=history, clock=clock, today=lambda: date(2026, 11, 24))
    yield session
    session.shutdown()
    history.close()
