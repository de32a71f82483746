"""Words on the window. Always plain text: what a label shows may come from a model, a file or the person."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.theme import UI_PX, Theme


class Label(QLabel):
    """Coloured by a token, again when the theme changes."""

    def __init__(
        self,
        text: str = "",
        *,
        theme: Theme,
        ink: str = "text",
        pixels: int = UI_PX,
        weight: QFont.Weight = QFont.Weight.Normal,
        wraps: bool = False,
        is_code: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ink = ink
        self._is_code = is_code
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._pixels, self._weight = pixels, weight
        self.setWordWrap(wraps)
        self.setText(text)
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def set_ink(self, ink: str) -> None:
        if ink != self._ink:
            self._ink = ink
            self._on_theme_changed()

    def _font(self) -> QFont:
        return self._theme.code_font(self._pixels) if self._is_code else self._theme.font(self._pixels, self._weight)

    def _on_theme_changed(self) -> None:
        self.setFont(self._font())
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, self._theme.colour(self._ink))
        self.setPalette(palette)


class ElidedLabel(Label):
    """One line that gives up its end, or its beginning (``keeps_end``), when there is no room."""

    def __init__(
        self,
        text: str = "",
        *,
        theme: Theme,
        ink: str = "text",
        pixels: int = UI_PX,
        weight: QFont.Weight = QFont.Weight.Normal,
        keeps_end: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, theme=theme, ink=ink, pixels=pixels, weight=weight, parent=parent)
        self._mode = Qt.TextElideMode.ElideLeft if keeps_end else Qt.TextElideMode.ElideRight
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        shown = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.end()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 2, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())


def tip_of(words: str) -> str:
    """For ``setToolTip``, which would take words that look like HTML for that."""
    return f"<p>{escape(words)}</p>" if "<" in words else words
