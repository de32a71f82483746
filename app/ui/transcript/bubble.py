"""What the person asked: plain text on a soft ground at the right, exactly as it was sent."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent, QResizeEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.controls.painting import draw_ground, painter_on
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.theme import BODY_PX, COLUMN_WIDTH, Theme
from app.ui.transcript.text_pane import TextPane

PADDING_X = 15
PADDING_TOP, PADDING_BOTTOM = 12, 8  # the taller line puts its air below the words
LARGEST_PART = 0.76  # of the column's width
LINE_PERCENT = 122
MEASURED = 400  # characters; a longer question is as wide as can be anyway
SHOWN = 4_000  # characters of a long question that are shown until one asks for the rest


class Bubble(QWidget):
    """``show_text(text)``. Sits at the right of the width that it is given."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = ""
        self._is_whole = False
        self._ground = _Ground(theme=theme, parent=self)
        self._pane = TextPane(theme=theme, font=theme.font(BODY_PX), parent=self._ground)
        self._pane.setAccessibleName(self.tr("Your question"))
        self._more = TextButton(self.tr("Show all"), theme=theme, kind=ButtonKind.QUIET, pixels=12, height=24)
        self._more.clicked.connect(self._on_more_clicked)
        inside = QVBoxLayout(self._ground)
        inside.setContentsMargins(PADDING_X, PADDING_TOP, PADDING_X, PADDING_BOTTOM)
        inside.setSpacing(4)
        inside.addWidget(self._pane)
        inside.addWidget(self._more, 0, Qt.AlignmentFlag.AlignRight)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self._ground)
        theme.changed.connect(self._on_theme_changed)

    def show_text(self, text: str) -> None:
        if text == self._text:
            return
        self._text = text
        self._is_whole = len(text) <= SHOWN
        self._refresh()

    def put_beside(self, widget: QWidget) -> None:
        """Something small at its left."""
        self._row.insertWidget(1, widget)

    def text(self) -> str:
        return self._pane.text()

    def _refresh(self) -> None:
        shown = self._text if self._is_whole else self._text[:SHOWN] + " …"
        self._more.setVisible(not self._is_whole)
        self._pane.fit_wrapping_to(shown)
        document = self._pane.document()
        document.setPlainText(shown)
        cursor = QTextCursor(document)
        cursor.select(QTextCursor.SelectionType.Document)
        form = QTextBlockFormat()
        form.setLineHeight(LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(form)
        self._fit()

    def _fit(self) -> None:
        """As wide as its longest line, up to its part of the column."""
        widest = int(min(self.width(), self._theme.scaled(COLUMN_WIDTH)) * LARGEST_PART)
        wanted = widest
        if len(self._text) <= MEASURED:
            metrics = QFontMetrics(self._pane.font())
            lines = self._text.split("\n")
            wanted = max(metrics.horizontalAdvance(line.expandtabs(8)) for line in lines) + 2 * PADDING_X + 3
        self._ground.setFixedWidth(max(44, min(widest, wanted)))

    def _on_theme_changed(self) -> None:
        self._pane.set_font(self._theme.font(BODY_PX))
        self._fit()

    def _on_more_clicked(self) -> None:
        self._is_whole = True
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()


class _Ground(QWidget):
    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        draw_ground(painter, QRectF(self.rect()), 18, self._theme.colour("bubble"))
        painter.end()
