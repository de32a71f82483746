"""The lines of a code block: appended to while they are written, coloured line by line, in slices that never stall."""

from __future__ import annotations

from collections.abc import Iterator
from time import thread_time

from PySide6.QtGui import QColor, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextLayout
from PySide6.QtWidgets import QWidget

from app.ui.theme import Theme
from app.ui.transcript.code_colours import colours_for
from app.ui.transcript.highlighting import Highlighter, Spans
from app.ui.transcript.pace import Pace
from app.ui.transcript.renderer import CODE_LINE_PERCENT
from app.ui.transcript.reply_pane import ReplyPane

COLOURED = 200_000  # characters; beyond, code keeps one colour


class CodeText(ReplyPane):
    """``show_code(text)`` takes all of it so far; ``finish`` says that no more comes."""

    def __init__(self, *, theme: Theme, pace: Pace, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, font=theme.code_font(), parent=parent)
        self._pace = pace
        self.keep_lines()
        self.setAccessibleName(self.tr("Code"))
        self._highlighter = Highlighter("")
        self._shown = ""
        self._next = 0  # the first line that has no colours yet; the last line of all has none while it grows
        self._is_over = False
        self._whole: Iterator[tuple[int, Spans]] = iter(())  # after the end: all lines once more

    def show_code(self, text: str, highlighter: Highlighter) -> None:
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        if self._shown and text.startswith(self._shown) and highlighter is self._highlighter:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(text[len(self._shown) :])
        else:
            self._highlighter, self._next = highlighter, 0
            cursor.select(QTextCursor.SelectionType.Document)
            form = QTextBlockFormat()
            form.setLineHeight(CODE_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            cursor.setBlockFormat(form)
            cursor.insertText(text)
        cursor.endEditBlock()
        self._shown, self._is_over = text, False
        self._pace.draw(self)

    def finish(self) -> None:
        """Also colours the last line, and what only the end could tell."""
        if not self._is_over:
            self._is_over = True
            self._pace.draw(self)

    def draw_some(self, until: float) -> bool:
        """Colours for lines that have none."""
        last = self.document().blockCount() - (0 if self._is_over else 1)
        block = self.document().findBlockByNumber(self._next)
        while self._next < last and len(self._shown) <= COLOURED:
            self._colour(block, self._highlighter.line(block.text()))
            block, self._next = block.next(), self._next + 1
            if self._next == last and self._is_over:
                self._whole = enumerate(self._highlighter.all_lines(self._shown))
            if thread_time() > until:
                return True
        for number, spans in self._whole:
            self._colour(self.document().findBlockByNumber(number), spans)
            if thread_time() > until:
                return True
        return False

    def _colour(self, block: QTextBlock, spans: Spans) -> None:
        ranges = [self._range(span.start, span.length, colours_for(self._theme.tokens).of(span.part)) for span in spans]
        if block.layout().formats() != ranges:
            block.layout().setFormats(ranges)
            self.document().markContentsDirty(block.position(), block.length())

    def _range(self, start: int, length: int, colour: str) -> QTextLayout.FormatRange:
        found = QTextLayout.FormatRange()
        found.start, found.length = start, length
        form = QTextCharFormat()
        form.setForeground(QColor(colour))
        found.format = form
        return found
