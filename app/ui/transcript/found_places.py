"""Where words stand in one part of a turn that is drawn: in panes, and in rows of long tables that are not shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import shiboken6
from PySide6.QtGui import QTextCursor

from app.ui.transcript.found_words import Part
from app.ui.transcript.inset_piece import InsetPiece
from app.ui.transcript.table_piece import TablePiece
from app.ui.transcript.text_pane import TextPane
from app.ui.transcript.turn_view import TurnView

Place = tuple[TextPane, QTextCursor]


@dataclass(frozen=True, slots=True)
class Drawn:
    """``table``: after the pane come rows of it that are not shown."""

    pane: TextPane
    table: TablePiece | None = None

    @property
    def state(self) -> tuple[TextPane, int, int]:
        """Another one as soon as there may be other words."""
        return self.pane, self.pane.document().revision(), 0 if self.table is None else len(self.table.unread)


@dataclass(frozen=True, slots=True)
class Stretch:
    """``count`` places one after the other: in what ``holder`` shows, or, of a table, in what it does not show."""

    holder: TextPane | TablePiece
    count: int


class Counting:
    """How often words stand in a pane, counted once for each state of its text: while a long answer is drawn, most of
    it is asked for again and again."""

    def __init__(self) -> None:
        self._known: dict[TextPane, tuple[str, int, int]] = {}  # words, revision, how often

    def count(self, pane: TextPane, words: str) -> int:
        document = pane.document()
        known, revision, count = self._known.get(pane, ("", -1, 0))
        if (known, revision) != (words, document.revision()):
            count = document.toPlainText().lower().count(words.lower()) if words else 0
            self._known[pane] = words, document.revision(), count
        return count

    def keep(self, panes: Collection[TextPane]) -> None:
        """The others are not asked for any more."""
        self._known = {pane: held for pane, held in self._known.items() if pane in panes}


def drawn_in(view: TurnView, part: Part) -> list[Drawn]:
    """In the order in which it is read."""
    holders = _answer_panes(view) if part is Part.ANSWER else _panes_in(view, part)
    return [held for held in holders if shiboken6.isValid(held.pane) and held.pane.isVisibleTo(view)]


def stretches_of(drawn: Iterable[Drawn], words: str, counting: Counting) -> list[Stretch]:
    """In the same order; those without any place, too."""
    found: list[Stretch] = []
    for held in drawn:
        found.append(Stretch(held.pane, counting.count(held.pane, words)))
        if held.table is not None:
            found.append(Stretch(held.table, held.table.count_unread(words)))
    return found


def places_around(stretches: Sequence[Stretch], words: str, ordinal: int, *, most: int) -> tuple[list[Place], int]:
    """``most`` places that are shown about that one, and which of them it is; -1 for none."""
    at = min(ordinal, sum(stretch.count for stretch in stretches) - 1)
    first = max(0, at - most // 2)
    found: list[Place] = []
    place = -1
    start = 0
    for stretch in stretches:
        begin, end = max(first, start), min(first + most, start + stretch.count)
        pane = stretch.holder
        if isinstance(pane, TextPane) and begin < end:
            if begin <= at < end:
                place = len(found) + at - begin
            found += [(pane, cursor) for cursor in islice(_cursors(pane, words), begin - start, end - start)]
        start += stretch.count
    return found, min(place, len(found) - 1)


def unread_at(stretches: Sequence[Stretch], ordinal: int) -> tuple[TablePiece, int] | None:
    """The table that has that place in a row which it does not show, and the how manieth it is there."""
    for stretch in stretches:
        if ordinal < stretch.count:
            return (stretch.holder, ordinal) if isinstance(stretch.holder, TablePiece) else None
        ordinal -= stretch.count
    return None


def _panes_in(view: TurnView, part: Part) -> Iterator[Drawn]:
    holder = view.question if part is Part.QUESTION else view.pane
    for pane in holder.findChildren(TextPane):
        yield Drawn(pane)


def _answer_panes(view: TurnView) -> Iterator[Drawn]:
    for piece in (*view.preambles.view.pieces, *view.answer.pieces):
        inner = piece.inner if isinstance(piece, InsetPiece) else piece
        table = inner if isinstance(inner, TablePiece) and inner.unread else None
        panes = piece.panes()
        for pane in panes:
            yield Drawn(pane, table if pane is panes[-1] else None)


def _cursors(pane: TextPane, words: str) -> Iterator[QTextCursor]:
    document = pane.document()
    cursor = document.find(words, 0) if words else QTextCursor()
    while not cursor.isNull():
        yield cursor
        cursor = document.find(words, cursor)
