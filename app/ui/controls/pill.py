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
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._fit()
        theme.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFont(self._theme.font(UI_PX, QFont.Weight.DemiBold))
        self.updateGeometry()

    def show_words(self, words: str) -> None:
        self._words = words
        self.setAccessibleName(words)
        self._fit()
        self.update()

    def text(self) -> str:
        return self._words

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect = self._theme, QRectF(self.rect())
        colour = theme.colour(self._ink)
        draw_ground(painter, rect, rect.height() / 2, theme.colour(f"{self._ink}_soft"))
        side, padding = theme.scaled(ICON_PX), theme.scaled(PADDING)
        theme.icons.paint(painter, self._icon_name, QRectF(padding, (rect.height() - side) / 2, side, side), colour)
        painter.setFont(self.font())
        painter.setPen(colour)
        left = padding + side + 6
        painter.drawText(rect.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._words)
        painter.end()

    def sizeHint(self) -> QSize:
        width = QFontMetrics(self.font()).horizontalAdvance(self._words)
        scaled = self._theme.scaled
        return QSize(2 * scaled(PADDING) + scaled(ICON_PX) + 6 + width + 3, scaled(27))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
