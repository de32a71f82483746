"""Code or a table of an answer that stands in a list or a quote: as everywhere, but further in, right of the rails."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.controls.painting import painter_on
from app.ui.theme import Theme
from app.ui.transcript.blocks import Code, Drawn, Inset
from app.ui.transcript.code_piece import CodePiece
from app.ui.transcript.rails import draw_rails
from app.ui.transcript.renderer import Renderer
from app.ui.transcript.reply_pane import ReplyPane, WiderSelection
from app.ui.transcript.table_piece import TablePiece


class InsetPiece(QWidget):
    """``inner``: the piece that it would be elsewhere."""

    link_activated = Signal(str)

    def __init__(self, *, renderer: Renderer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._renderer, self._theme = renderer, theme
        self._wider: WiderSelection | None = None
        self.inset: Inset | None = None
        self.inner: CodePiece | TablePiece | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)

    def show_block(self, inset: Inset) -> None:
        before, self.inset = self.inset, inset
        if before is None or (before.indent, before.rails) != (inset.indent, inset.rails):
            self._row.setContentsMargins(inset.indent, 0, 0, 0)
            self.update()
        block = inset.block
        if isinstance(block, Code):
            code = self.inner
            if not isinstance(code, CodePiece):
                code = CodePiece(renderer=self._renderer, theme=self._theme)
                self._put(code)
            code.show_block(block)
        else:
            table = self.inner
            if not isinstance(table, TablePiece):
                table = TablePiece(renderer=self._renderer, theme=self._theme)
                self._put(table)
            table.show_block(block)

    def _put(self, piece: CodePiece | TablePiece) -> None:
        if self.inner is not None:
            self._renderer.pace.forget(self.inner)
            self._row.removeWidget(self.inner)
            self.inner.hide()
            self.inner.deleteLater()
        self.inner = piece
        piece.link_activated.connect(self.link_activated)
        if self._wider is not None:
            piece.be_selected_by(self._wider)
        self._row.addWidget(piece)
        piece.show()

    def settle(self) -> None:
        if self.inner is not None:
            self.inner.settle()

    @property
    def is_filled(self) -> bool:
        return not isinstance(self.inner, TablePiece) or self.inner.is_filled

    @property
    def blocks(self) -> tuple[Drawn, ...]:
        return () if self.inset is None else (self.inset,)

    def panes(self) -> tuple[ReplyPane, ...]:
        return () if self.inner is None else self.inner.panes()

    def be_selected_by(self, wider: WiderSelection) -> None:
        self._wider = wider
        if self.inner is not None:
            self.inner.be_selected_by(wider)

    def text(self) -> str:
        return "" if self.inner is None else self.inner.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.inset is not None and self.inset.rails:
            painter = painter_on(self)
            draw_rails(painter, self._theme, self.inset.rails, 0, self.height())
            painter.end()
