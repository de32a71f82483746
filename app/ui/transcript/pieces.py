"""What an answer is stacked from: flowing text, code and tables, each a widget of its own."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QFont, QGuiApplication, QPainterPath, QPaintEvent, QTextBlockFormat, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.controls.label import Label
from app.ui.controls.painting import draw_ground, painter_on
from app.ui.controls.scroll_bar import THICKNESS, OverlayBar
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.theme import BODY_PX, CODE_PX, UI_PX, Theme
from app.ui.transcript.blocks import Block, Code, Plain, Table, has_link
from app.ui.transcript.renderer import CODE_LINE_PERCENT, Renderer
from app.ui.transcript.text_pane import TextPane

COPIED_MS = 1_500
HEAD_HEIGHT = 34


class ProsePiece(TextPane):
    """Paragraphs, headings, lists, quotes. What is settled stays; ``rewind`` takes away only what came after it."""

    def __init__(self, *, renderer: Renderer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, font=theme.font(BODY_PX), parent=parent)
        self._renderer = renderer
        self._settled_end: int | None = None
        self.setAccessibleName(self.tr("Answer"))

    def append_block(self, block: Block) -> None:
        if isinstance(block, Plain):
            self.fit_wrapping_to(block.text)
        if has_link(block):
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # Tab goes from link to link
        self._renderer.append(self.document(), block)

    def settle(self) -> None:
        """All that stands here now is final."""
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self._settled_end = cursor.position()

    def rewind(self) -> None:
        document = self.document()
        if self._settled_end is None:
            document.clear()
            document.setProperty("begun", False)
            return
        cursor = QTextCursor(document)
        cursor.setPosition(self._settled_end)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()

    @property
    def has_settled(self) -> bool:
        return self._settled_end is not None


class SidewaysArea(QScrollArea):
    """As high as its content, scrolled to the side only; an up and down wheel moves the column.

    ``room``: pixels below the content that a bar needs when there is one.
    """

    def __init__(self, content: QWidget, *, theme: Theme, room: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = room
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self._bar = OverlayBar(self, Qt.Orientation.Horizontal, theme=theme)

    def fit(self, height: int) -> None:
        self.setFixedHeight(height + (self._room if self.horizontalScrollBar().maximum() > 0 else 0))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if abs(event.angleDelta().x()) > abs(event.angleDelta().y()):
            super().wheelEvent(event)
        else:
            event.ignore()


class CodePiece(QWidget):
    """A code block: its language and a Copy button above lines that do not wrap. Grows by what is appended."""

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

    def show_code(self, code: Code) -> None:
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
        painter.fillRect(QRectF(0, 0, rect.width(), HEAD_HEIGHT), theme.colour("code_head"))
        painter.end()


class TablePiece(QWidget):
    """A table with lines between its rows; wider than the column, it scrolls sideways."""

    def __init__(self, *, renderer: Renderer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._renderer = renderer
        self._table: Table | None = None
        self._pane = TextPane(theme=theme, font=theme.font(CODE_PX + 1))
        self._pane.setAccessibleName(self.tr("Table"))
        self.link_activated = self._pane.link_activated
        self._area = SidewaysArea(self._pane, theme=theme, room=THICKNESS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self._pane.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)
        self._area.horizontalScrollBar().rangeChanged.connect(self._on_size_changed)

    def show_table(self, table: Table) -> None:
        if table != self._table:
            self._table = table
            # A column narrower than this is no longer read but guessed.
            self._pane.setMinimumWidth(90 * len(table.aligns) if len(table.aligns) > 7 else 0)
            if has_link(table):
                self._pane.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._renderer.show_table(self._pane.document(), table)

    def text(self) -> str:
        return self._pane.toPlainText()

    def _on_size_changed(self) -> None:
        self._area.fit(self._pane.height())


Piece = ProsePiece | CodePiece | TablePiece
