"""Flowing text of an answer: paragraphs, headings, lists and quotes in one document."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from app.ui.theme import BODY_PX, Theme
from app.ui.transcript.blocks import Drawn, has_link, length_of
from app.ui.transcript.renderer import AIR_ABOVE, Renderer
from app.ui.transcript.reply_pane import ReplyPane


class ProsePiece(ReplyPane):
    """Paragraphs, headings, lists, quotes. What is settled stays, ``show_after_settled`` changes what follows it."""

    def __init__(self, *, renderer: Renderer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, font=theme.font(BODY_PX), parent=parent)
        self._renderer = renderer
        self.be_fitted_by(renderer.pace)
        self._settled = 0
        self.settled_length = 0  # of what is settled, as ``length_of`` tells it
        self._blocks: list[Drawn] = []
        # The paragraph of the document that each block begins after, -1 for none: a formula that takes the place of its
        # source changes positions, but no numbers.
        self._starts: list[int] = []
        self.setAccessibleName(self.tr("Answer"))

    def show_after_settled(self, blocks: Sequence[Drawn], *, settled: int = 0) -> None:
        """``settled``: how many of them, from the first on, are final from now on."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()  # one layout for all of it
        at = self._settled
        for block in blocks:
            if at >= len(self._blocks) or self._blocks[at] != block:
                self._put(at, block)
            at += 1
        self._cut(at)
        self.settled_length += sum(map(length_of, self._blocks[self._settled : self._settled + settled]))
        self._settled += settled
        cursor.endEditBlock()

    def unsettle(self) -> None:
        """All of it may be shown again; what is the same up to the first block that is not stays."""
        self._settled, self.settled_length = 0, 0

    @property
    def blocks(self) -> tuple[Drawn, ...]:
        return tuple(self._blocks)

    @property
    def last_settled(self) -> Drawn | None:
        return self._blocks[self._settled - 1] if self._settled else None

    @property
    def gap_above(self) -> int:
        """Pixels of air that its first paragraph would have above it, if it were not the first of its document."""
        return int(self.document().property(AIR_ABOVE) or 0)

    def panes(self) -> tuple[ReplyPane, ...]:
        return (self,)

    def _put(self, at: int, block: Drawn) -> None:
        if has_link(block):
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # Tab goes from link to link
        document = self.document()
        if at == len(self._blocks) - 1 and self._renderer.change_last(document, self._blocks[at], block):
            self._blocks[at] = block
            return
        self._cut(at)
        self._starts.append(document.blockCount() - 1 if document.property("begun") else -1)
        self._blocks.append(block)
        self._renderer.append(document, block)

    def _cut(self, at: int) -> None:
        """Takes away all blocks from that one on."""
        if at >= len(self._blocks):
            return
        cursor = QTextCursor(self.document().findBlockByNumber(max(0, self._starts[at])))
        if self._starts[at] >= 0:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        if self._starts[at] < 0:
            self.document().setProperty("begun", False)
        del self._blocks[at:], self._starts[at:]
