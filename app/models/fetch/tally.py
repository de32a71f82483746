"""Bytes counted as they come, and said a few times a second: how many, of how many, how fast."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

INTERVAL_S = 0.2  # faster cannot be read
WINDOW_S = 6.0  # of the speed: steady enough to read, quick enough to notice a stall
MIN_SPAN_S = 0.5  # less is noise


class Tally:
    """``say`` takes (done bytes, bytes a second or None if there is nothing to measure). ``clock`` counts seconds."""

    def __init__(
        self, say: Callable[[int, float | None], None], *, done_bytes: int, clock: Callable[[], float]
    ) -> None:
        self._say = say
        self._clock = clock
        self.done_bytes = done_bytes
        self._said_at = clock() - INTERVAL_S
        self._samples: deque[tuple[float, int]] = deque(((clock(), done_bytes),))

    def add(self, size_bytes: int) -> None:
        self.done_bytes += size_bytes
        if self._clock() - self._said_at >= INTERVAL_S:
            self.flush()

    def flush(self) -> None:
        self._said_at = now = self._clock()
        self._samples.append((now, self.done_bytes))
        while now - self._samples[0][0] > WINDOW_S and len(self._samples) > 2:
            self._samples.popleft()
        since, before = self._samples[0]
        is_measurable = now - since >= MIN_SPAN_S
        self._say(self.done_bytes, max(0.0, (self.done_bytes - before) / (now - since)) if is_measurable else None)
