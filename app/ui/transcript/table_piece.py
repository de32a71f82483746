"""A table in an answer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.controls.scroll_bar import THICKNESS
from app.ui.theme import CODE_PX, Theme
from app.ui.transcript.blocks import Block, Table, has_link
from app.ui.transcript.renderer import Renderer
from app.ui.transcript.sideways_area import SidewaysArea
from app.ui.transcript.text_pane import TextPane


class TablePiece(QWidget):
    """A table with lines between its rows; wider than the column, it scrolls sideways."""

    link_activated = Signal(str)

    def __init__(self, *, renderer: Renderer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._renderer = renderer
        self._table: Table | None = None
        self._pane = TextPane(theme=theme, font=theme.font(CODE_PX + 1))
        self._pane.setAccessibleName(self.tr("Table"))
        self._pane.link_activated.connect(self.link_activated)
        self._area = SidewaysArea(self._pane, theme=theme, room=THICKNESS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self._pane.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)
        self._area.horizontalScrollBar().rangeChanged.connect(self._on_size_changed)

    def show_block(self, table: Table) -> None:
        if table != self._table:
            self._table = table
            # A column narrower than this is no longer read but guessed.
            self._pane.setMinimumWidth(90 * len(table.aligns) if len(table.aligns) > 7 else 0)
            if has_link(table):
                self._pane.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._renderer.show_table(self._pane.document(), table)

    def settle(self) -> None:
        """Nothing waits for its end."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        return () if self._table is None else (self._table,)

    def panes(self) -> tuple[TextPane, ...]:
        return (self._pane,)

    def text(self) -> str:
        return self._pane.toPlainText()

    def _on_size_changed(self) -> None:
        self._area.fit(self._pane.height())
