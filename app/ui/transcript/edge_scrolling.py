"""Scrolls what stands around a widget while the pointer is held beyond its edge."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QScrollBar, QWidget

TICK_MS = 16
FASTEST = 60  # pixels in a tick
NEAR = 6  # pixels inside the edge that count as beyond: a window as large as the screen has no beyond


class EdgeScrolling(QObject):
    """``begin`` at a press, ``follow`` at each move, ``end`` at the release. ``scrolled(pointer)``: on the screen."""

    scrolled = Signal(QPoint)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._areas: list[QScrollArea] = []
        self._pointer = QPoint()
        self._ticking = QTimer(self, interval=TICK_MS)
        self._ticking.timeout.connect(self._tick)

    def begin(self, widget: QWidget) -> None:
        self._areas = areas_around(widget)

    def follow(self, pointer: QPoint) -> None:
        self._pointer = pointer
        if any(step for _, step in self._steps()):
            if not self._ticking.isActive():
                self._ticking.start()
        else:
            self._ticking.stop()

    def end(self) -> None:
        self._ticking.stop()
        self._areas = []

    def _steps(self) -> list[tuple[QScrollBar, int]]:
        found: list[tuple[QScrollBar, int]] = []
        for area in self._areas:
            view = area.viewport()
            at, room = view.mapFromGlobal(self._pointer), view.rect()
            found.append((area.verticalScrollBar(), _beyond(at.y(), room.height())))
            found.append((area.horizontalScrollBar(), _beyond(at.x(), room.width())))
        return found

    def _tick(self) -> None:
        has_moved = False
        for bar, step in self._steps():
            before = bar.value()
            bar.setValue(before + step)
            has_moved |= bar.value() != before
        if has_moved:
            self.scrolled.emit(self._pointer)
        else:
            self._ticking.stop()


def areas_around(widget: QWidget) -> list[QScrollArea]:
    """From the inside out."""
    found: list[QScrollArea] = []
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            found.append(above)
        above = above.parentWidget()
    return found


def bring_into_sight(widget: QWidget, place: QRect) -> None:
    """That part of the widget."""
    for area in areas_around(widget):
        held = area.widget()
        if held is not None:
            centre = widget.mapTo(held, place.center())
            area.ensureVisible(centre.x(), centre.y(), 8, place.height() // 2 + 8)


def _beyond(at: int, room: int) -> int:
    """How far to scroll in a tick: the farther beyond the edge, the faster."""
    out = min(0, at - NEAR) + max(0, at - (room - NEAR))
    return max(-FASTEST, min(FASTEST, round(out / 2) or (out > 0) - (out < 0)))
