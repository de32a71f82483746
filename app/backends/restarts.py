"""When a lost engine starts again: at once, then after a moment, and not for ever."""

from __future__ import annotations

DELAYS_S = (0.0, 1.0)  # before the first and the second start; the third loss in a row is the last


class Restarts:
    """Counts losses without a finished reply between them."""

    def __init__(self, delays_s: tuple[float, ...] = DELAYS_S) -> None:
        self._delays_s = delays_s
        self._in_a_row = 0

    def lost(self) -> float | None:
        """Seconds to wait before the next start; None: no more, until a person asks for it."""
        self._in_a_row += 1
        return self._delays_s[self._in_a_row - 1] if self._in_a_row <= len(self._delays_s) else None

    def reset(self) -> None:
        """A reply was finished, so the engine works; or a person asked for a start."""
        self._in_a_row = 0
