"""The time for drawing that one turn of the event loop has, shared by all that have something to draw.

Each of them alone would keep within a frame; ten of them together, each with a timer of its own, would not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import thread_time
from typing import Protocol

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

TURN_SECONDS = 0.01  # of CPU time; layout and painting of what was drawn come on top, within a frame or two
FRAME_MS = 16  # a timer of 0 ms that is started in a turn of the event loop may fire in that very turn

Rank = tuple[int, int]  # the least comes first
Ranking = Callable[[QWidget], Rank]


class Worker(Protocol):
    """A widget that draws in parts."""

    def draw_some(self, until: float) -> bool:
        """At least one part, and more up to that moment of ``thread_time``. Whether something is left to be drawn."""
        ...


class Pace(QObject):
    """``draw(worker)``: now, as far as there is time; the rest in turns to come, the first by rank first.

    ``ranking``: asked once in each turn for what ranks the widgets in it.

    ``drew(workers)``: in a turn of its own, so that whoever holds them can lay them out. Workers are widgets.
    """

    drew = Signal(object)  # tuple[QWidget, ...]

    def __init__(self, parent: QObject | None = None, *, ranking: Callable[[], Ranking] | None = None) -> None:
        super().__init__(parent)
        self._ranking = ranking
        self._waiting: dict[QWidget, Worker] = {}  # in the order in which they came
        self._left = TURN_SECONDS
        self._is_left_out = False  # the next turn
        self._until: float | None = None  # while somebody draws
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._take_turn)

    def draw(self, worker: Worker, *, at_once: bool = False) -> None:
        """One that waits already goes on when it is its turn. ``at_once``: a part of it now, come what may."""
        widget = _widget(worker)
        if widget in self._waiting:
            return
        with self.spending() as until:
            if (at_once or thread_time() < until) and not worker.draw_some(until):
                return
        self.draw_later(worker)

    def draw_later(self, worker: Worker) -> None:
        self._waiting.setdefault(_widget(worker), worker)
        self._arm()

    def forget(self, widget: QWidget) -> None:
        """It and all that stands in it have nothing to draw any more."""
        self._waiting = {
            held: worker
            for held, worker in self._waiting.items()
            if shiboken6.isValid(held) and held is not widget and not widget.isAncestorOf(held)
        }

    def is_waiting(self, widget: QWidget) -> bool:
        return widget in self._waiting

    def is_waiting_in(self, widget: QWidget) -> bool:
        """Whether anything that stands in it is."""
        return any(shiboken6.isValid(held) and widget.isAncestorOf(held) for held in self._waiting)

    @property
    def is_at_rest(self) -> bool:
        return not self._waiting

    @contextmanager
    def spending(self) -> Iterator[float]:
        """What is done meanwhile counts. Gives up to when there is time: for all in this turn, also within others."""
        if self._until is not None:
            yield self._until
            return
        self._until = thread_time() + self._left
        try:
            yield self._until
        finally:
            self._left = self._until - thread_time()
            self._until = None
            self._arm()

    def leave_out_a_turn(self) -> None:
        """What is done in this one takes long enough: all that is seen is laid out and painted anew."""
        self._is_left_out = True

    def _arm(self) -> None:
        """Another turn, in which there is time again."""
        if not self._timer.isActive():
            self._timer.start(FRAME_MS)

    def _take_turn(self) -> None:
        if self._is_left_out:
            self._is_left_out = False
            self._timer.start(FRAME_MS)
            return
        self._left = TURN_SECONDS
        if not self._waiting:
            self._timer.stop()
            return
        self._timer.start(0)
        drew: list[QWidget] = []
        with self.spending() as until:
            rank = self._ranking() if self._ranking is not None and len(self._waiting) > 1 else None
            ranks: dict[QWidget, Rank] = {}
            while (widget := self._next(drew, rank, ranks)) is not None:
                worker = self._waiting[widget]
                drew.append(widget)
                has_more = False  # also if it raises: it would do so in each turn, and nothing else be done
                try:
                    has_more = worker.draw_some(until)
                finally:
                    if not has_more:
                        self._waiting.pop(widget, None)
                if thread_time() >= until:
                    break
        self.drew.emit(tuple(filter(shiboken6.isValid, drew)))  # one that drew may have been given up by the next

    def _next(self, drew: list[QWidget], rank: Ranking | None, ranks: dict[QWidget, Rank]) -> QWidget | None:
        """Each once in a turn: who comes back wants to wait for others. Two hundred may wait: each is ranked once."""
        for widget in [held for held in self._waiting if not shiboken6.isValid(held)]:
            del self._waiting[widget]
        ready = [widget for widget in self._waiting if widget not in drew]
        if rank is None or len(ready) < 2:
            return ready[0] if ready else None
        ranks.update({widget: rank(widget) for widget in ready if widget not in ranks})
        return min(ready, key=ranks.__getitem__)


def _widget(worker: Worker) -> QWidget:
    assert isinstance(worker, QWidget)
    return worker
