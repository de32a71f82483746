"""Formulas in reasoning, which is plain text that grows: each is drawn as soon as its end has come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument

from app.ui.transcript.blocks import Run
from app.ui.transcript.formula_places import FormulaPlaces
from app.ui.transcript.math_rules import DISPLAYED, MAX_TEX, formula_at

_OPENING = re.compile(r"(?<!\\)(?:\$|\\[(\[])")


@dataclass(frozen=True, slots=True)
class Found:
    """``start`` and ``end``: characters of the text it was looked for in."""

    start: int
    end: int
    run: Run


def formulas_in(text: str, *, is_over: bool) -> tuple[tuple[Found, ...], int]:
    """All that are whole, and up to where the text need not be looked at again. ``is_over``: nothing will follow it."""
    found: list[Found] = []
    at = 0
    for opening in _OPENING.finditer(text):
        start = opening.start()
        if start < at:
            continue
        formula = formula_at(text, start)
        if formula is not None and (is_over or formula[0] < len(text)):
            at = formula[0]
            run = Run(text[start:at], tex=formula[2], is_displayed=formula[1] == DISPLAYED)
            found.append(Found(start, at, run))
        elif not is_over and len(text) - start <= MAX_TEX:
            return tuple(found), start  # its end may still come
    return tuple(found), len(text) if is_over else max(at, len(text) - 1)


class ReasoningFormulas:
    """Looks through what is new in a document, paragraph by paragraph."""

    def __init__(self, document: QTextDocument, places: FormulaPlaces) -> None:
        self._document = document
        self._places = places
        self._seen = self._at(0)  # all before it has been looked at
        self.has_any = False

    def forget(self) -> None:
        """The document begins anew."""
        self._seen = self._at(0)
        self.has_any = False

    def look(self, look: QTextCharFormat, *, is_over: bool) -> None:
        """``look``: of the text."""
        for block_end, is_last in list(self._paragraphs()):
            cursor = QTextCursor(self._document)
            cursor.setPosition(self._seen.position())
            cursor.setPosition(block_end.position(), QTextCursor.MoveMode.KeepAnchor)
            text = cursor.selectedText()
            start = cursor.selectionStart()
            found, safe = formulas_in(text, is_over=is_over or not is_last)
            self._seen = self._at(start + _units(text[:safe]))
            for each in reversed(found):
                self.has_any = True
                source = QTextCursor(self._document)
                source.setPosition(start + _units(text[: each.start]))
                source.setPosition(start + _units(text[: each.end]), QTextCursor.MoveMode.KeepAnchor)
                self._places.take(source, each.run, look)
            if not is_last:
                self._seen = self._at(block_end.position() + 1)

    def _at(self, position: int) -> QTextCursor:
        """Stays before what is written there."""
        cursor = QTextCursor(self._document)
        cursor.setPosition(position)
        cursor.setKeepPositionOnInsert(True)
        return cursor

    def _paragraphs(self) -> Iterator[tuple[QTextCursor, bool]]:
        """The ends of those that have not been looked through, and whether more may follow in them."""
        block = self._seen.block()
        while block.isValid():
            end = QTextCursor(block)
            end.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            yield end, not block.next().isValid()
            block = block.next()


def _units(text: str) -> int:
    """Its length as Qt counts: letters beyond U+FFFF are two."""
    return len(text) + sum(letter > "\uffff" for letter in text)
