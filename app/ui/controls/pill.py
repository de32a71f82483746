"""A fact beside a title: an icon and a word or two on a soft ground. Never colour alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.controls.painting import draw_ground, painter_on
from app.ui.theme import UI_PX, Theme

ICON_PX = 15
PADDING = 10


class Pill(QWidget):
    def __init__(self, words: str, *, icon: str, ink: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._icon_name = icon
        self._ink = ink
        self.setFont(theme.font(UI_PX, QFont.Weight.DemiBold))
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        return self._words

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect = self._theme, QRectF(self.rect())
        colour = theme.colour(self._ink)
        draw_ground(painter, rect, rect.height() / 2, theme.colour(f"{self._ink}_soft"))
        theme.icons.paint(
            painter, self._icon_name, QRectF(PADDING, (rect.height() - ICON_PX) / 2, ICON_PX, ICON_PX), colour
        )
        painter.setFont(self.font())
        painter.setPen(colour)
        left = PADDING + ICON_PX + 6
        painter.drawText(rect.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._words)
        painter.end()

    def sizeHint(self) -> QSize:
        width = QFontMetrics(self.font()).horizontalAdvance(self._words)
        return QSize(PADDING + ICON_PX + 6 + width + PADDING + 3, 27)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
