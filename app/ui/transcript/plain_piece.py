"""Text of an answer that is shown as it was written, because reading it as Markdown would cost too much."""

from __future__ import annotations

from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QWidget

from app.ui.theme import BODY_PX, Theme
from app.ui.transcript.blocks import Block, Plain
from app.ui.transcript.renderer import BODY_LINE_PERCENT, Renderer
from app.ui.transcript.reply_pane import ReplyPane
from app.ui.transcript.text_pane import GOES_ON

PART = 1_500  # characters of a line that are laid out as one: the cost grows with their square


class PlainPiece(ReplyPane):
    """Wraps anywhere: looking for word boundaries in 200,000 unbroken characters took 8 s, and 0.24 s so."""

    def __init__(self, *, renderer: Renderer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, font=theme.font(BODY_PX), parent=parent)
        self._renderer = renderer
        self.be_fitted_by(renderer.pace)
        self._block = Plain("")
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setAccessibleName(self.tr("Answer"))
        why = self.tr("Shown as it was written: laying out its Markdown would take too long.")
        self.setToolTip(why)
        self.setAccessibleDescription(why)

    def show_block(self, plain: Plain) -> None:
        if plain == self._block:
            return
        self._renderer.rendered += 1
        self._block = plain
        document = self.document()
        document.clear()
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        form = QTextBlockFormat()
        form.setLineHeight(BODY_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        further = QTextBlockFormat(form)
        further.setProperty(GOES_ON, True)
        cursor.setBlockFormat(form)
        for index, line in enumerate(plain.text.split("\n")):
            for at in range(0, max(1, len(line)), PART):
                if index or at:
                    cursor.insertBlock(further if at else form)
                cursor.insertText(line[at : at + PART])
        cursor.endEditBlock()

    def settle(self) -> None:
        """Nothing waits for its end."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (self._block,)

    def panes(self) -> tuple[ReplyPane, ...]:
        return (self,)
