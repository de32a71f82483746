"""The head of a block of code, which stays in sight while its lines are read."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.controls.painting import painter_on
from app.ui.theme import Theme

LEAST_BELOW = 40  # pixels of the code that are still to be seen under a head that floats


class CodeHead(QWidget):
    """In its own place it has no ground: that of the block is round there. Floating, it covers what is behind it."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._floats = False
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(14, 4, 6, 4)
        self.row.setSpacing(2)

    def float_at(self, above: int, *, within: int) -> None:
        """``above``: pixels of the block that are above what is seen, of ``within``."""
        top = max(0, min(above, within - self.height() - LEAST_BELOW))
        if top != self.y():
            self.move(self.x(), top)
        if (top > 0) != self._floats:
            self._floats = top > 0
            self.raise_()
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._floats:
            painter = painter_on(self)
            rect = QRectF(self.rect())
            painter.fillRect(rect, self._theme.colour("code_head"))
            painter.fillRect(QRectF(0, rect.height() - 1, rect.width(), 1), self._theme.colour("line"))
            painter.end()
