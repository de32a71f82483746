"""Notices when the window's thread was busy for too long in one turn of its event loop.

Measures CPU time of this thread: wall time on a shared machine tells of the neighbours.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Signal

FRAMES_S = 0.05  # three frames: what a person begins to feel


class StallWatch(QObject):
    """``stalled(seconds)``: of CPU time in one turn. ``longest_s`` and ``turns`` since ``begin``."""

    stalled = Signal(float)

    def __init__(self, *, limit_s: float = FRAMES_S, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._limit_s = limit_s
        self._began = time.thread_time()
        self.longest_s = 0.0
        self.turns = 0
        dispatcher = QAbstractEventDispatcher.instance()
        if dispatcher is None:
            raise RuntimeError("there is no event loop to watch yet")
        dispatcher.awake.connect(self._on_turn)
        dispatcher.aboutToBlock.connect(self._on_turn)

    def begin(self) -> None:
        self._began = time.thread_time()
        self.longest_s, self.turns = 0.0, 0

    @contextmanager
    def looking_away(self) -> Iterator[None]:
        """What is done meanwhile does not count: it is not the window's."""
        began = time.thread_time()
        try:
            yield
        finally:
            now = time.thread_time()
            self._began = min(now, self._began + now - began)

    def _on_turn(self) -> None:
        now = time.thread_time()
        took, self._began = now - self._began, now
        self.turns += 1
        self.longest_s = max(self.longest_s, took)
        if took > self._limit_s:
            self.stalled.emit(took)
