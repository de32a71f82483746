"""How long the engine has said nothing, counted so that only the engine can be late."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

TICKS_PER_LIMIT = 20


class Silence(QObject):
    """Counts ticks, not time: a machine that slept, or a window that was busy, has not waited for the engine.

    ``limit_s`` is asked at each tick: how long the silence may last now; None: as long as it likes.
    """

    lasted_too_long = Signal(float)  # the limit

    def __init__(self, limit_s: Callable[[], float | None], *, shortest_limit_s: float, parent: QObject) -> None:
        super().__init__(parent)
        self._limit_s = limit_s
        self._ticks = 0
        self._timer = QTimer(self, interval=max(1, round(shortest_limit_s * 1000 / TICKS_PER_LIMIT)))
        self._timer.timeout.connect(self._on_timeout)

    def watch(self) -> None:
        self._ticks = 0
        self._timer.start()

    def ignore(self) -> None:
        self._timer.stop()

    def end(self) -> None:
        """Something was heard, or something new is waited for."""
        self._ticks = 0

    def _on_timeout(self) -> None:
        limit_s = self._limit_s()
        self._ticks += 1
        if limit_s is None:
            self._ticks = 0
        elif self._ticks * self._timer.interval() >= limit_s * 1000:
            self.lasted_too_long.emit(limit_s)
