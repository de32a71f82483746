"""Where words stand in one part of a turn that is drawn: in panes, and in rows of long tables that are not shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import shiboken6
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from app.ui.transcript.found_words import Part
from app.ui.transcript.table_piece import TablePiece
from app.ui.transcript.text_pane import TextPane
from app.ui.transcript.turn_view import TurnView

Place = tuple[TextPane, QTextCursor]


@dataclass(frozen=True, slots=True)
class Stretch:
    """``count`` places one after the other: in what ``holder`` shows, or, of a table, in what it does not show."""

    holder: TextPane | TablePiece
    count: int


def stretches_of(view: TurnView, part: Part, words: str) -> list[Stretch]:
    """In the order in which they are read; those without any place, too."""
    found: list[Stretch] = []
    for holder in _holders(view, part):
        after = {table.panes()[-1]: table for table in _tables_in(holder)}
        for pane in holder.findChildren(TextPane):
            if not shiboken6.isValid(pane) or not pane.isVisibleTo(view):
                continue
            found.append(Stretch(pane, pane.document().toPlainText().lower().count(words.lower()) if words else 0))
            if pane in after:
                found.append(Stretch(after[pane], after[pane].count_unread(words)))
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


def _holders(view: TurnView, part: Part) -> tuple[QWidget, ...]:
    match part:
        case Part.QUESTION:
            return (view.question,)
        case Part.REASONING:
            return (view.pane,)
        case Part.ANSWER:
            return (view.preambles, view.answer)


def _tables_in(holder: QWidget) -> list[TablePiece]:
    return [table for table in holder.findChildren(TablePiece) if table.unread and table.panes()]


def _cursors(pane: TextPane, words: str) -> Iterator[QTextCursor]:
    document = pane.document()
    cursor = document.find(words, 0) if words else QTextCursor()
    while not cursor.isNull():
        yield cursor
        cursor = document.find(words, cursor)
