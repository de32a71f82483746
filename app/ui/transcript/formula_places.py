"""Where formulas stand in the documents of an answer: drawn at once if their drawing is known, else source until it is.

A formula that cannot be drawn stays what it was: its source, in letters that can be read and selected.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument

from app.formulas.formula import Outline, Tex
from app.session.formulas import Formulas
from app.ui.transcript.blocks import Run
from app.ui.transcript.formula_object import OBJECT_CHARACTER, FormulaObject


@dataclass(frozen=True, slots=True)
class Move:
    """What stood below ``y`` in a document before anything changed has moved down by ``by``."""

    y: float
    by: float


@dataclass(frozen=True, slots=True)
class _Place:
    """A formula that is still source, between two cursors. ``look``: of the text around it.

    One cursor with a selection would not do: its ends grow over what is written after they have met.
    """

    start: QTextCursor
    end: QTextCursor
    run: Run
    look: QTextCharFormat

    @property
    def is_gone(self) -> bool:
        return self.start.isNull() or self.start.position() >= self.end.position()

    def source(self) -> QTextCursor:
        cursor = QTextCursor(self.start)
        cursor.setPosition(self.end.position(), QTextCursor.MoveMode.KeepAnchor)
        return cursor


class FormulaPlaces(QObject):
    """``moved(document, moves)``: formulas took the place of their sources there."""

    moved = Signal(QTextDocument, object)  # tuple[Move, ...]

    def __init__(self, formulas: Formulas | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._formulas = formulas
        self._object = FormulaObject()
        self._names: dict[Tex, int] = {}
        self._waiting: dict[Tex, list[_Place]] = {}
        if formulas is not None:
            formulas.drawn.connect(self._on_drawn)

    @property
    def waiting(self) -> int:
        return sum(not place.is_gone for places in self._waiting.values() for place in places)

    def put(self, cursor: QTextCursor, run: Run, look: QTextCharFormat, source_look: QTextCharFormat) -> None:
        """Inserts the formula of a run, or its source."""
        tex = Tex(run.tex, run.is_displayed)
        if self._put_drawing(cursor, tex, run, look):
            return
        at = cursor.position()
        cursor.insertText(run.text.replace("\n", "\u2028"), source_look)
        self._wait(cursor.document(), (at, cursor.position()), tex, run, look)

    def take(self, source: QTextCursor, run: Run, look: QTextCharFormat) -> None:
        """Puts the formula in the place of its source, which stands there already, as soon as it is drawn."""
        tex = Tex(run.tex, run.is_displayed)
        ends = (source.selectionStart(), source.selectionEnd())
        if not self._put_drawing(source, tex, run, look):
            self._wait(source.document(), ends, tex, run, look)

    def _wait(self, document: QTextDocument, ends: tuple[int, int], tex: Tex, run: Run, look: QTextCharFormat) -> None:
        if self._formulas is None or self._formulas.drawing(tex) is not None:
            return
        start, end = QTextCursor(document), QTextCursor(document)
        start.setPosition(ends[0])
        end.setPosition(ends[1])
        end.setKeepPositionOnInsert(True)  # what is written after it is not part of it
        places = [place for place in self._waiting.get(tex, ()) if not place.is_gone]
        self._waiting[tex] = [*places, _Place(start, end, run, look)]

    def _put_drawing(self, cursor: QTextCursor, tex: Tex, run: Run, look: QTextCharFormat) -> bool:
        name = self._name(tex)
        if name is None:
            return False
        self._object.adopt(cursor.document())
        form = self._object.format_for(name, run.text, look, is_displayed=run.is_displayed)
        cursor.insertText(OBJECT_CHARACTER, form)
        return True

    def _name(self, tex: Tex) -> int | None:
        if tex not in self._names and self._formulas is not None:
            drawing = self._formulas.drawing(tex)
            if isinstance(drawing, Outline):
                self._names[tex] = self._object.add(drawing)
        return self._names.get(tex)

    def _on_drawn(self, formulas: frozenset[Tex]) -> None:
        places: dict[QTextDocument, list[tuple[_Place, Tex]]] = {}
        for tex in formulas & self._waiting.keys():
            for place in self._waiting.pop(tex):
                if not place.is_gone and self._name(tex) is not None:
                    places.setdefault(place.start.document(), []).append((place, tex))
        for document, held in places.items():
            held.sort(key=lambda each: each[0].start.position())
            self.moved.emit(document, tuple(self._replaced(document, held)))

    def _replaced(self, document: QTextDocument, held: Sequence[tuple[_Place, Tex]]) -> Iterator[Move]:
        """In one go, so that the document is laid out once."""
        numbers = sorted({place.start.blockNumber() for place, _ in held})
        before = [_bottom(document, number) for number in numbers]
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        for place, tex in held:
            self._put_drawing(place.source(), tex, place.run, place.look)
        cursor.endEditBlock()
        grown = 0.0
        for number, bottom in zip(numbers, before, strict=True):
            by = _bottom(document, number) - bottom - grown
            if by:
                yield Move(bottom, by)
                grown += by


def _bottom(document: QTextDocument, number: int) -> float:
    """Where that paragraph ends. Its own rectangle leaves out what a line higher than a hundred percent adds."""
    following = document.findBlockByNumber(number + 1)
    if not following.isValid():
        return document.size().height()
    return document.documentLayout().blockBoundingRect(following).top()
