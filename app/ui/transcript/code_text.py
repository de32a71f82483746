"""The lines of a code block: appended to while they are written, coloured line by line, in slices that never stall."""

from __future__ import annotations

from collections.abc import Iterator
from time import thread_time

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLayout,
)
from PySide6.QtWidgets import QWidget

from app.ui.theme import Theme
from app.ui.transcript.code_colours import colours_for
from app.ui.transcript.highlighting import Highlighter, Spans
from app.ui.transcript.pace import Pace
from app.ui.transcript.renderer import CODE_LINE_PERCENT
from app.ui.transcript.reply_pane import ReplyPane

LINES = 200  # that get colours in one go
LOOK_MS = 20  # whether a lexer has come
COLOURED = 200_000  # characters; beyond, code keeps one colour


class CodeText(ReplyPane):
    """``show_code(text)`` takes all of it so far; ``finish`` says that no more comes.

    ``lexer_came``: the highlighter that was given is ready.
    """

    lexer_came = Signal()

    def __init__(self, *, theme: Theme, pace: Pace, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, font=theme.code_font(), parent=parent)
        self._pace = pace
        self.keep_lines()
        self.setAccessibleName(self.tr("Code"))
        self._highlighter = Highlighter("")
        self._shown = ""
        self._next = 0  # the first line that has no colours yet; the last line of all has none while it grows
        self._is_over = False
        self._whole: Iterator[Spans | None] = iter(())  # after the end: all lines once more
        self._next_of_whole = 0
        self._is_lexer_due = False
        self._looking = QTimer(self, interval=LOOK_MS)
        self._looking.timeout.connect(self._look_for_lexer)

    def show_code(self, text: str, highlighter: Highlighter) -> None:
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        if self._shown and text.startswith(self._shown) and highlighter is self._highlighter:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(text[len(self._shown) :])
        else:
            self._highlighter, self._next, self._is_lexer_due = highlighter, 0, True
            self._whole = iter(())
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
        """Colours for lines that have none; at once no more than ``LINES``, as their layout comes on top."""
        if not self._highlighter.is_ready:
            self._looking.start()
            return False
        if self._is_lexer_due:
            self._is_lexer_due = False
            self._looking.stop()
            self.lexer_came.emit()
        last = self.document().blockCount() - (0 if self._is_over else 1)
        if not self._highlighter.has_colours or len(self._shown) > COLOURED:
            return False
        if self._next < last:
            self._colour_lines(last, until)
            return self._next < last or self._is_over
        return self._colour_whole(until)

    def _colour_lines(self, last: int, until: float) -> None:
        first, block = self._next, self.document().findBlockByNumber(self._next)
        until = (thread_time() + until) / 2  # the layout of what has other colours comes on top
        dirty = _Dirty()
        while self._next < min(last, first + LINES) and (self._next == first or thread_time() < until):
            dirty.add(block, self._colour(block, self._highlighter.line(block.text())))
            block, self._next = block.next(), self._next + 1
        if self._next == last and self._is_over:
            self._whole, self._next_of_whole = self._highlighter.all_lines(self._shown), 0
        dirty.lay_out(self.document())

    def _colour_whole(self, until: float) -> bool:
        """As the code is read from its beginning to its end: most lines have those colours."""
        dirty = _Dirty()
        first = self._next_of_whole
        until = (thread_time() + until) / 2
        block = self.document().findBlockByNumber(first)
        is_left = False
        for spans in self._whole:
            if spans is not None:
                dirty.add(block, self._colour(block, spans))
                block, self._next_of_whole = block.next(), self._next_of_whole + 1
            if thread_time() > until or self._next_of_whole - first >= LINES:
                is_left = True
                break
        dirty.lay_out(self.document())
        return is_left

    def _look_for_lexer(self) -> None:
        if self._highlighter.is_ready:
            self._looking.stop()
            self._pace.draw(self)

    def _colour(self, block: QTextBlock, spans: Spans) -> bool:
        """Whether they were others."""
        ranges = [self._range(span.start, span.length, colours_for(self._theme.tokens).of(span.part)) for span in spans]
        if block.layout().formats() == ranges:
            return False
        block.layout().setFormats(ranges)
        return True

    def _range(self, start: int, length: int, colour: str) -> QTextLayout.FormatRange:
        found = QTextLayout.FormatRange()
        found.start, found.length = start, length
        form = QTextCharFormat()
        form.setForeground(QColor(colour))
        found.format = form
        return found


class _Dirty:
    """The stretch of a document whose lines have other colours. It is laid out once: that takes as long as there are
    lines below it, so line by line a code of 10,000 lines took 45 s."""

    def __init__(self) -> None:
        self._first, self._end = -1, 0

    def add(self, block: QTextBlock, is_dirty: bool) -> None:
        if is_dirty:
            self._first = block.position() if self._first < 0 else self._first
            self._end = block.position() + block.length()

    def lay_out(self, document: QTextDocument) -> None:
        if self._first >= 0:
            document.markContentsDirty(self._first, self._end - self._first)
