"""One line to type in."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.controls.painting import draw_focus_ring, draw_ground, draws_itself
from app.ui.theme import UI_PX, Theme

PADDING = 9


class TextLine(QLineEdit):
    def __init__(
        self,
        *,
        theme: Theme,
        height: int,
        pixels: int = UI_PX,
        has_ground: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """``has_ground``: its own; without one whoever holds it shows where it is, and that it has the keyboard."""
        super().__init__(parent)
        self._theme = theme
        draws_itself(self)
        self._height, self._pixels = height, pixels
        self._has_ground = has_ground
        self.setFrame(False)
        self.setTextMargins(PADDING, 0, PADDING, 0)
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        self.setFont(self._theme.font(self._pixels))
        self.setFixedHeight(self._theme.scaled(self._height))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, self._theme.colour("text"))
        palette.setColor(QPalette.ColorRole.PlaceholderText, self._theme.colour("text3"))
        palette.setColor(QPalette.ColorRole.Highlight, self._theme.colour("selection"))
        palette.setColor(QPalette.ColorRole.HighlightedText, self._theme.colour("text"))
        self.setPalette(palette)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._has_ground:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rect = QRectF(self.rect())
            draw_ground(painter, rect, 8, self._theme.colour("raised"), self._theme.colour("line_strong"))
            if self.hasFocus():
                draw_focus_ring(painter, rect, 8, self._theme.colour("focus"))
            painter.end()
        super().paintEvent(event)
