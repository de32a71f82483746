"""An icon that only shows; the words beside it say the same."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.controls.painting import painter_on
from app.ui.theme import Theme


class IconGlyph(QWidget):
    def __init__(self, name: str, *, ink: str, side: int, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = name
        self._ink = ink
        self._theme = theme
        self._side = side
        self._fit()
        theme.changed.connect(self._fit)

    def _fit(self) -> None:
        side = self._theme.scaled(self._side)
        self.setFixedSize(side, side)

    def show_icon(self, name: str, ink: str) -> None:
        if (name, ink) != (self._icon_name, self._ink):
            self._icon_name, self._ink = name, ink
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        self._theme.icons.paint(painter, self._icon_name, QRectF(self.rect()), self._theme.colour(self._ink))
        painter.end()
