"""The whole of the reasoning at the right of its rail, in paragraphs, under the sentence that says what it is."""

from __future__ import annotations

import re

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextEdit, QVBoxLayout, QWidget

from app.session.formulas import Formulas
from app.ui.controls.label import Label
from app.ui.controls.painting import painter_on
from app.ui.reasoning.formulas import ReasoningFormulas
from app.ui.theme import CAPTION_PX, UI_PX, Theme
from app.ui.transcript.formula_places import FormulaPlaces, Move
from app.ui.transcript.formula_text import with_sources
from app.ui.transcript.text_pane import GOES_ON, TextPane

LINE_PERCENT = 120
PARAGRAPH_GAP = 9
STEP_GAP = "\n\n"  # between two reasoning messages, as between two paragraphs of one
RAIL_HIT = 26  # px from the left where a click folds
MOST_OF_LINE = 6_000  # characters: all of a line is laid out again when it grows
LONG_WORD = 2_000  # characters; longer ones are broken anywhere
MOST_MARKED = 500  # finds that are marked at once; all are counted

_BREAKS = re.compile(r"\n+")


class Body(QWidget):
    """``rail_clicked``: fold it."""

    rail_clicked = Signal()
    outdated = Signal()  # what stands here looks as the theme before: it is to be written anew
    text_moved = Signal(QWidget, object)  # the pane, tuple[Move, ...]

    def __init__(self, *, theme: Theme, formulas: Formulas | None = None) -> None:
        super().__init__()
        self._theme = theme
        self._breaks = 0  # line breaks that wait for what comes after them
        self._end = ""  # of the text so far
        words = self.tr("Raw and unfiltered: what the model wrote to itself; it can be wrong.")
        self.note = Label(words, theme=theme, ink="text3", pixels=CAPTION_PX, wraps=True)
        self.pane = TextPane(theme=theme, font=theme.font(UI_PX), ink="text2")
        self.pane.setAccessibleName(self.tr("Reasoning"))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(30, 11, 12, 4)
        self.column.setSpacing(7)
        self.column.addWidget(self.note)
        self.column.addWidget(self.pane)
        places = FormulaPlaces(formulas, self)
        places.moved.connect(self._on_formulas_moved)
        self._formulas = ReasoningFormulas(self.pane.document(), places)
        theme.changed.connect(self._on_theme_changed)

    def clear(self) -> None:
        self.pane.document().clear()
        self._formulas.forget()
        self._breaks, self._end = 0, ""

    def look_for_formulas(self, *, is_over: bool) -> None:
        """Among what was appended since. ``is_over``: nothing will follow."""
        look = QTextCharFormat()
        look.setFont(self.pane.font())
        look.setForeground(self._theme.colour("text2"))
        self._formulas.look(look, is_over=is_over)

    def append(self, text: str) -> None:
        """The text before it is not laid out again. Blank lines become the space between two paragraphs."""
        if not text:
            return
        document = self.pane.document()
        self.pane.fit_wrapping_to(self._end + text)  # a long word may come in many parts
        self._end = (self._end + text)[-LONG_WORD:]
        cursor = QTextCursor(document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        at = 0
        for breaks in _BREAKS.finditer(text):
            self._write(cursor, text[at : breaks.start()])
            self._breaks += len(breaks.group())
            at = breaks.end()
        self._write(cursor, text[at:])
        cursor.endEditBlock()

    def text(self) -> str:
        """With a blank line for each space between paragraphs."""
        lines: list[str] = []
        block = self.pane.document().begin()
        while block.isValid():
            line = with_sources(block.text(), block.document(), block.position())
            if block.blockFormat().property(GOES_ON):
                lines[-1] += line
            else:
                lines += ["", line] if block.blockFormat().topMargin() > 0 else [line]
            block = block.next()
        return "\n".join(lines)

    def places_of(self, words: str) -> list[QTextCursor]:
        """Every place where they stand, case aside."""
        found: list[QTextCursor] = []
        document = self.pane.document()
        cursor = document.find(words, 0) if words else QTextCursor()
        while not cursor.isNull():
            found.append(cursor)
            cursor = document.find(words, cursor)
        return found

    def mark(self, found: list[QTextCursor], current: int) -> None:
        """The one that is looked at, and those around it."""
        selections = []
        first = max(0, current - MOST_MARKED // 2)
        for index, cursor in enumerate(found[first : first + MOST_MARKED], first):
            selection = QTextEdit.ExtraSelection()
            selection.cursor = cursor
            form = selection.format
            form.setBackground(self._theme.colour("found_current" if index == current else "found"))
            form.setForeground(self._theme.colour("text"))
            selection.format = form
            selections.append(selection)
        self.pane.setExtraSelections(selections)

    def place_of(self, cursor: QTextCursor) -> QRect:
        """Of what a cursor has selected, in this widget."""
        rect = self.pane.cursorRect(cursor)
        return QRect(self.pane.viewport().mapTo(self, rect.topLeft()), rect.size())

    def _write(self, cursor: QTextCursor, text: str) -> None:
        if not text:
            return
        is_first = cursor.document().isEmpty()
        if is_first or self._breaks:
            form = QTextBlockFormat()
            form.setLineHeight(LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            form.setTopMargin(PARAGRAPH_GAP if self._breaks > 1 and not is_first else 0)
            if is_first:
                cursor.setBlockFormat(form)
            else:
                cursor.insertBlock(form)
        self._breaks = 0
        while True:
            room = MOST_OF_LINE - cursor.block().length()
            part = text if len(text) <= room else _beginning(text, max(0, room))
            cursor.insertText(part)
            text = text[len(part) :]
            if not text:
                return
            further = QTextBlockFormat()
            further.setLineHeight(LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            further.setProperty(GOES_ON, True)
            cursor.insertBlock(further)

    def _on_theme_changed(self) -> None:
        self.pane.set_font(self._theme.font(UI_PX))
        if self._formulas.has_any:
            self.outdated.emit()

    def _on_formulas_moved(self, _document: QTextDocument, moves: tuple[Move, ...]) -> None:
        self.text_moved.emit(self.pane, moves)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.position().x() < RAIL_HIT:
            self.rail_clicked.emit()
        else:
            super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        colour = self._theme.colour("thought")
        if not self._theme.has_high_contrast:
            colour.setAlphaF(0.4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(14, 10, 2, self.height() - 12), 1, 1)
        painter.end()


def _beginning(text: str, length: int) -> str:
    """Of whole words, if there are any."""
    return text[: text.rfind(" ", 0, length) + 1] or text[:length]
