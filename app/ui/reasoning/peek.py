"""The last few lines of a reasoning that grows, following its end."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from app.ui.controls.painting import painter_on
from app.ui.theme import UI_PX, Theme

LINES = 6
KEPT = 1_500  # characters, more than so many lines hold


class Peek(QLabel):
    """A label, so that what it shows is read aloud like any other; drawn from the bottom up."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit()
        theme.changed.connect(self._fit)

    def show_text(self, text: str) -> None:
        kept = text[-KEPT:]
        if len(text) > KEPT:  # not from the middle of a word
            kept = kept[kept.find(" ") + 1 :]
        self.setText(kept)
        self._grow()

    def _fit(self) -> None:
        self.setFont(self._theme.font(UI_PX))
        self._grow()

    def _grow(self) -> None:
        """As high as what it has to show, up to its lines."""
        room = QRect(0, 0, self.width(), 100_000)
        needed = self.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), self.text()).height()
        spacing = self.fontMetrics().lineSpacing()
        self.setFixedHeight(max(spacing, min(needed, spacing * LINES)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        painter.setFont(self.font())
        painter.setPen(self._theme.colour("text2"))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignBottom
        painter.setClipRect(self.rect())
        painter.drawText(QRectF(self.rect()), int(flags), self.text())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._grow()

    def sizeHint(self) -> QSize:
        return QSize(200, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.minimumHeight())
