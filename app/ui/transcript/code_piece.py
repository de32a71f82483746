"""A block of code in an answer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QGuiApplication, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.controls.icon_button import IconButton
from app.ui.controls.label import Label
from app.ui.controls.painting import draw_ground, painter_on
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.theme import UI_PX, Theme
from app.ui.transcript.blocks import Block, Code
from app.ui.transcript.code_head import CodeHead
from app.ui.transcript.code_text import CodeText
from app.ui.transcript.highlighting import Highlighter
from app.ui.transcript.plain_viewer import PlainViewer
from app.ui.transcript.renderer import Renderer
from app.ui.transcript.reply_pane import ReplyPane, WiderSelection
from app.ui.transcript.sideways_area import SidewaysArea

COPIED_MS = 1_500
HEAD_HEIGHT = 34
SHOWN = 60_000  # characters of one block of code; the rest is in a window of its own
SHOWN_OF_LINE = 4_000  # of one line: laying out a longer one stalls the window


class CodePiece(QWidget):
    """A code block: its language, Wrap and Copy above lines that wrap only when asked. Grows by what is appended."""

    link_activated = Signal(str)  # never: code has no links

    def __init__(self, *, renderer: Renderer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._renderer = renderer
        self._code = Code("", "")
        self._highlighter = Highlighter("")
        self._language = Label(self.tr("Code"), theme=theme, ink="text2", pixels=UI_PX - 1, weight=QFont.Weight.Medium)
        self._wrap = IconButton("wrap", self.tr("Wrap long lines"), theme=theme, size=26, icon_px=15)
        self._wrap.setCheckable(True)
        self._wrap.toggled.connect(self._on_wrap_toggled)
        self._copy = TextButton(self.tr("Copy"), theme=theme, kind=ButtonKind.QUIET, icon="copy", pixels=12, height=26)
        self._copy.setAccessibleName(self.tr("Copy this code"))
        self._copy.clicked.connect(self._on_copy_clicked)
        self._copied = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._copied.timeout.connect(self._on_copied_shown)
        self._pane = CodeText(theme=theme, pace=renderer.pace)
        self._pane.lexer_came.connect(self._name_language)
        self._holder = QWidget()
        inner = QVBoxLayout(self._holder)
        inner.setContentsMargins(14, 11, 14, 12)
        inner.addWidget(self._pane)
        self._area = SidewaysArea(self._holder, theme=theme)
        self._more = TextButton(
            self.tr("Show all of it"), theme=theme, kind=ButtonKind.QUIET, pixels=12, height=26, parent=self
        )
        self._more.clicked.connect(self._on_more_clicked)
        self._more.hide()
        self._above = 0  # pixels of it that are above what is seen
        self._head = CodeHead(theme=theme)
        self._head.row.addWidget(self._language, 1)
        self._head.row.addWidget(self._wrap)
        self._head.row.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._area)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignHCenter)
        self._pane.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)
        self._area.horizontalScrollBar().rangeChanged.connect(self._on_size_changed)

    def show_block(self, code: Code) -> None:
        if code == self._code:
            return
        self._renderer.rendered += 1
        if code.language != self._code.language:
            self._highlighter = Highlighter(code.language)
        before, self._code = self._code, code
        self._name_language()
        if len(before.text) > SHOWN and code.language == before.language and code.text.startswith(before.text):
            return
        shown = _in_bounds(code.text)
        self._more.setVisible(shown is not code.text)
        self._pane.show_code(shown, self._highlighter)

    def stick(self, above: int) -> None:
        """So many pixels of it are above what is seen: while its lines are read, the head stays in sight over them."""
        self._above = above
        self._head.float_at(above, within=self.height())

    @property
    def head(self) -> CodeHead:
        return self._head

    def settle(self) -> None:
        self._pane.finish()

    def _name_language(self) -> None:
        self._language.setText(self._highlighter.language or self._code.language or self.tr("Code"))

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (self._code,)

    def panes(self) -> tuple[ReplyPane, ...]:
        return (self._pane,)

    def be_selected_by(self, wider: WiderSelection) -> None:
        self._pane.be_selected_by(wider)

    def text(self) -> str:
        return self._pane.toPlainText()

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._code.text)
        self._copy.setText(self.tr("Copied"))
        self._copied.start()

    def _on_copied_shown(self) -> None:
        self._copy.setText(self.tr("Copy"))

    def _on_wrap_toggled(self, is_wrapped: bool) -> None:
        self._pane.wrap_lines(is_wrapped=is_wrapped)
        self._on_size_changed()

    def _on_more_clicked(self) -> None:
        PlainViewer(self.tr("Code"), self._code.text, theme=self._theme, parent=self.window()).show()

    def _on_size_changed(self) -> None:
        self._area.fit(self._pane.height() + 23)

    def event(self, event: QEvent) -> bool:
        is_handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self._above > 0:
            self.stick(self._above)  # the layout has put the head back
        return is_handled

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect = self._theme, QRectF(self.rect())
        draw_ground(painter, rect, 10, theme.colour("code"), theme.colour("line"))
        outline = QPainterPath()
        outline.addRoundedRect(rect.adjusted(1, 1, -1, -1), 9, 9)
        painter.setClipPath(outline)
        painter.fillRect(QRectF(0, 0, rect.width(), theme.scaled(HEAD_HEIGHT - 8) + 8), theme.colour("code_head"))
        painter.end()


def _in_bounds(text: str) -> str:
    """The text itself, or as much of it as can be laid out in a moment."""
    shown = text if len(text) <= SHOWN else text[: text.rfind("\n", 0, SHOWN) + 1] or text[:SHOWN]
    lines = shown.split("\n")
    if max(map(len, lines)) > SHOWN_OF_LINE:
        shown = "\n".join(line if len(line) <= SHOWN_OF_LINE else f"{line[:SHOWN_OF_LINE]} …" for line in lines)
    return shown
