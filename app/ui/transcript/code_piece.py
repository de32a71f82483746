"""A block of code in an answer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QFont, QGuiApplication, QPainterPath, QPaintEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.controls.label import Label
from app.ui.controls.painting import draw_ground, painter_on
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.theme import UI_PX, Theme
from app.ui.transcript.blocks import Block, Code
from app.ui.transcript.renderer import CODE_LINE_PERCENT, Renderer
from app.ui.transcript.sideways_area import SidewaysArea
from app.ui.transcript.text_pane import TextPane

COPIED_MS = 1_500
HEAD_HEIGHT = 34


class CodePiece(QWidget):
    """A code block: its language and a Copy button above lines that do not wrap. Grows by what is appended."""

    link_activated = Signal(str)  # never: code has no links

    def __init__(self, *, renderer: Renderer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._renderer = renderer
        self._code = Code("", "")
        self._language = Label(theme=theme, ink="text2", pixels=UI_PX - 1, weight=QFont.Weight.Medium)
        self._copy = TextButton(self.tr("Copy"), theme=theme, kind=ButtonKind.QUIET, icon="copy", pixels=12, height=26)
        self._copy.setAccessibleName(self.tr("Copy this code"))
        self._copy.clicked.connect(self._on_copy_clicked)
        self._copied = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._copied.timeout.connect(self._on_copied_shown)
        self._pane = TextPane(theme=theme, font=theme.code_font())
        self._pane.keep_lines()
        self._pane.setAccessibleName(self.tr("Code"))
        self._holder = QWidget()
        inner = QVBoxLayout(self._holder)
        inner.setContentsMargins(14, 11, 14, 12)
        inner.addWidget(self._pane)
        self._area = SidewaysArea(self._holder, theme=theme)
        head = QHBoxLayout()
        head.setContentsMargins(14, 4, 6, 4)
        head.addWidget(self._language, 1)
        head.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._area)
        self._pane.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)
        self._area.horizontalScrollBar().rangeChanged.connect(self._on_size_changed)

    def show_block(self, code: Code) -> None:
        if code == self._code:
            return
        self._renderer.rendered += 1
        self._language.setText(code.language)
        before, self._code = self._code, code
        cursor = QTextCursor(self._pane.document())
        cursor.beginEditBlock()
        if code.text.startswith(before.text) and before.text:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(code.text[len(before.text) :])
        else:
            cursor.select(QTextCursor.SelectionType.Document)
            form = QTextBlockFormat()
            form.setLineHeight(CODE_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            cursor.setBlockFormat(form)
            cursor.insertText(code.text)
        cursor.endEditBlock()

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (self._code,)

    def panes(self) -> tuple[TextPane, ...]:
        return (self._pane,)

    def text(self) -> str:
        return self._pane.toPlainText()

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._code.text)
        self._copy.setText(self.tr("Copied"))
        self._copied.start()

    def _on_copied_shown(self) -> None:
        self._copy.setText(self.tr("Copy"))

    def _on_size_changed(self) -> None:
        self._area.fit(self._pane.height() + 23)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect = self._theme, QRectF(self.rect())
        draw_ground(painter, rect, 10, theme.colour("code"), theme.colour("line"))
        outline = QPainterPath()
        outline.addRoundedRect(rect.adjusted(1, 1, -1, -1), 9, 9)
        painter.setClipPath(outline)
        painter.fillRect(QRectF(0, 0, rect.width(), theme.scaled(HEAD_HEIGHT - 8) + 8), theme.colour("code_head"))
        painter.end()
