"""How much is done: a thin bar. The words beside it say the same; a screen reader gets the value from Qt."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from app.ui.controls.painting import draw_ground, draws_itself, painter_on
from app.ui.theme import Theme

HEIGHT = 6
STEPS = 1000


class ProgressBar(QProgressBar):
    """``show_fraction``: 0 to 1. ``ink``: ``accent`` while it moves, ``line_strong`` while it rests."""

    def __init__(self, *, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ink = "accent"
        draws_itself(self)
        self.setRange(0, STEPS)
        self.setTextVisible(False)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(name)

    def show_fraction(self, fraction: float, *, ink: str = "accent") -> None:
        self._ink = ink
        self.setValue(round(min(1.0, max(0.0, fraction)) * STEPS))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect = self._theme, QRectF(self.rect())
        draw_ground(painter, rect, HEIGHT / 2, theme.colour("selected"))
        if self.value():
            filled = QRectF(rect)
            filled.setWidth(max(float(HEIGHT), rect.width() * self.value() / STEPS))
            draw_ground(painter, filled, HEIGHT / 2, theme.colour(self._ink))
        painter.end()

    def sizeHint(self) -> QSize:
        return QSize(120, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, HEIGHT)
