"""When to tell the window how much memory the model holds: after it has changed, and at most once in a while."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.engine.model import Model
from app.wire.messages import Memory

INTERVAL_S = 1.0  # unless something else is asked for


class MemoryNews:
    """``interval_s``: between two times, 0 for every change. ``clock``: seconds that never run backwards."""

    def __init__(self, interval_s: float = INTERVAL_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval_s = interval_s
        self._clock = clock
        self._has_changed = False
        self._told_at: float | None = None

    @property
    def due_in_s(self) -> float | None:
        """Seconds until there is something to tell; None if nothing has changed."""
        if not self._has_changed:
            return None
        return 0.0 if self._told_at is None else max(0.0, self._told_at + self._interval_s - self._clock())

    @property
    def is_due(self) -> bool:
        return self.due_in_s == 0.0

    def change(self) -> None:
        self._has_changed = True

    def report(self, model: Model) -> Memory:
        self._has_changed = False
        self._told_at = self._clock()
        return Memory(model.memory_use())
