"""A rounded ground for other widgets."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.controls.painting import draw_ground, painter_on
from app.ui.theme import Theme


class Card(QWidget):
    def __init__(
        self, *, theme: Theme, ground: str, line: str = "", radius: float = 12, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ground = ground
        self._line = line
        self._radius = radius

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        line = self._theme.colour(self._line) if self._line else None
        draw_ground(painter, QRectF(self.rect()), self._radius, self._theme.colour(self._ground), line)
        painter.end()
