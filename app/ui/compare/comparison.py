"""Texts being compared, a slice of the work in each turn of the event loop."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from app.chat.difference import Difference, comparing

SLICE_SECONDS = 0.006  # a step may take as long again, and both are within a frame


class Comparison(QObject):
    """``done(differences)``: of each text but the first to the first, as a tuple."""

    done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[Generator[None, None, Difference]] = []
        self._found: list[Difference] = []
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_running(self) -> bool:
        return self._timer.isActive()

    def start(self, texts: Sequence[str]) -> None:
        """Instead of what was compared before."""
        first, *others = texts
        self._waiting = [comparing(first, other) for other in others]
        self._found = []
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _go_on(self) -> None:
        end = perf_counter() + SLICE_SECONDS
        while self._waiting:
            try:
                next(self._waiting[0])
            except StopIteration as over:
                self._found.append(over.value)
                del self._waiting[0]
            if perf_counter() > end:
                return
        self._timer.stop()
        self.done.emit(tuple(self._found))
