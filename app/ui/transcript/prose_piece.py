"""Flowing text of an answer: paragraphs, headings, lists and quotes in one document."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from app.ui.theme import BODY_PX, Theme
from app.ui.transcript.blocks import Block, Plain, has_link
from app.ui.transcript.renderer import Renderer
from app.ui.transcript.text_pane import TextPane


class ProsePiece(TextPane):
    """Paragraphs, headings, lists, quotes. What is settled stays; ``rewind`` takes away only what came after it."""

    def __init__(self, *, renderer: Renderer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, font=theme.font(BODY_PX), parent=parent)
        self._renderer = renderer
        self._settled_end: int | None = None
        self._settled_blocks = 0
        self._blocks: list[Block] = []
        self.setAccessibleName(self.tr("Answer"))

    def append_block(self, block: Block) -> None:
        if isinstance(block, Plain):
            self.fit_wrapping_to(block.text)
        if has_link(block):
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # Tab goes from link to link
        self._blocks.append(block)
        self._renderer.append(self.document(), block)

    def settle(self) -> None:
        """All that stands here now is final."""
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self._settled_end = cursor.position()
        self._settled_blocks = len(self._blocks)

    def rewind(self) -> None:
        document = self.document()
        if len(self._blocks) == self._settled_blocks:
            return
        del self._blocks[self._settled_blocks :]
        if self._settled_end is None:
            document.clear()
            document.setProperty("begun", False)
            return
        cursor = QTextCursor(document)
        cursor.setPosition(self._settled_end)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(self._blocks)

    def panes(self) -> tuple[TextPane, ...]:
        return (self,)

    @property
    def has_settled(self) -> bool:
        return self._settled_end is not None
