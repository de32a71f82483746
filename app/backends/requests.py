"""The requests of one engine: one runs, the others wait for their turn."""

from __future__ import annotations

from collections import deque

from app.chat.exchange import GenerationRequest, RequestId


class Requests:
    """In the order in which they were asked. ``is_stopping`` and ``is_paused`` are of the one that runs."""

    def __init__(self) -> None:
        self._waiting: deque[GenerationRequest] = deque()
        self.running: GenerationRequest | None = None
        self.is_stopping = False
        self.is_paused = False

    def add(self, request: GenerationRequest) -> None:
        self._waiting.append(request)

    def begin_next(self) -> GenerationRequest | None:
        """None if one runs already or none waits."""
        if self.running is not None or not self._waiting:
            return None
        self.running = self._waiting.popleft()
        self.is_stopping = self.is_paused = False
        return self.running

    def is_running(self, request: RequestId) -> bool:
        return self.running is not None and self.running.id == request

    def end(self) -> GenerationRequest | None:
        """What ran, which is over now."""
        ended, self.running = self.running, None
        return ended

    def remove(self, request: RequestId) -> bool:
        """Whether it waited; it does not any more."""
        held = next((held for held in self._waiting if held.id == request), None)
        if held is not None:
            self._waiting.remove(held)
        return held is not None

    def remove_all(self) -> tuple[GenerationRequest, ...]:
        """All that waited."""
        waiting = tuple(self._waiting)
        self._waiting.clear()
        return waiting
