"""When a lost engine starts again: at once, then later and later, and not for ever."""

from __future__ import annotations

from collections.abc import Callable

DELAYS_S = (0.0, 1.0, 4.0, 16.0)  # the last one for every further loss
MAX_LOSSES_IN_A_ROW = 3  # without a finished reply between them
QUIET_S = 300.0  # without a loss, after which the next one is again the first


class Restarts:
    """Counts losses. ``clock`` counts seconds."""

    def __init__(self, clock: Callable[[], float], delays_s: tuple[float, ...] = DELAYS_S) -> None:
        self._clock = clock
        self._delays_s = delays_s
        self._in_a_row = 0
        self._recent = 0
        self._last_loss_at = -QUIET_S

    def lost(self) -> float | None:
        """Seconds to wait before the next start; None: no more, until a person asks for it."""
        now = self._clock()
        if now - self._last_loss_at >= QUIET_S:
            self._recent = 0
        self._last_loss_at = now
        self._in_a_row += 1
        self._recent += 1
        if self._in_a_row >= MAX_LOSSES_IN_A_ROW:
            return None
        return self._delays_s[min(self._recent, len(self._delays_s)) - 1]

    def answered(self) -> None:
        """A reply was finished, so the engine is not broken for good. It still may break often."""
        self._in_a_row = 0

    def reset(self) -> None:
        self._in_a_row = self._recent = 0
