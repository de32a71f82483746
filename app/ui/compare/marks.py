"""Marks on the words of an answer, laid over its text: the documents themselves stay as they were drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from app.chat.difference import Span
from app.ui.theme import Theme
from app.ui.transcript.answer_view import AnswerView
from app.ui.transcript.formula_object import OBJECT_CHARACTER, SOURCE
from app.ui.transcript.text_pane import TextPane

BETWEEN = "\n"  # two panes
_MARKER = re.compile(r"(?:[^\w\s]|\d+\.)\t")
FIRST_STAND_IN, LAST_STAND_IN = 0xE000, 0xF8FF  # private use: one unit of UTF-16 each, as what they stand for


class StandIns:
    """A drawn formula is one character of its document, the same for all of them: here each source has its own."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, source: str) -> str:
        number = min(FIRST_STAND_IN + len(self._known), LAST_STAND_IN)
        return self._known.setdefault(source, chr(number))


@dataclass(frozen=True, slots=True)
class Shown:
    """The text of a pane, with something else for each formula, and where it begins in the text of the answer."""

    pane: TextPane
    text: str
    start: int


def shown_in(view: AnswerView, stand_ins: StandIns) -> tuple[Shown, ...]:
    """What can be read in an answer, pane by pane. ``stand_ins``: the same for all answers that are compared."""
    found: list[Shown] = []
    at = 0
    for piece in view.pieces:
        for pane in piece.panes():
            text = _readable(pane, stand_ins)
            found.append(Shown(pane, text, at))
            at += len(text) + len(BETWEEN)
    return tuple(found)


def _readable(pane: TextPane, stand_ins: StandIns) -> str:
    first, *rest = pane.toPlainText().split(OBJECT_CHARACTER)
    cursor = QTextCursor(pane.document())
    parts, at = [first], _units(first)
    for part in rest:
        cursor.setPosition(at + 1)
        source = cursor.charFormat().property(SOURCE)
        parts += [stand_ins.of(source) if isinstance(source, str) else OBJECT_CHARACTER, part]
        at += 1 + _units(part)
    return "".join(parts)


def whole_text(shown: Sequence[Shown]) -> str:
    return BETWEEN.join(each.text for each in shown)


def mark(shown: Iterable[Shown], spans: Sequence[Span], *, theme: Theme) -> None:
    """Instead of the marks before. A ground and a line under it: never colour alone."""
    look = QTextCharFormat()
    look.setBackground(theme.colour("warn_soft"))
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
    look.setUnderlineColor(theme.colour("warn"))
    for each in shown:
        end = each.start + len(each.text)
        inside = [
            (max(span.start, each.start) - each.start, min(span.end, end) - each.start)
            for span in spans
            if span.start < end and span.end > each.start
        ]
        places = [line for place in inside for line in _lines(each.text, place)]
        each.pane.setExtraSelections([_selection(each.pane, place, look) for place in _in_qt(each.text, places)])


def unmark(view: AnswerView) -> None:
    for piece in view.pieces:
        for pane in piece.panes():
            pane.setExtraSelections([])


def _lines(text: str, place: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The parts of a place between its line ends, without the space there and the markers of lists."""
    at = place[0]
    for line in text[place[0] : place[1]].split("\n"):
        marker = _MARKER.match(line)
        begin = marker.end() if marker is not None else 0
        if begin < len(line):
            yield at + begin, at + len(line)
        at += len(line) + 1


def _in_qt(text: str, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same places counted as Qt does: a character outside the basic plane is two."""
    found: list[tuple[int, int]] = []
    at = counted = 0
    for start, end in places:
        counted += _units(text[at:start])
        length = _units(text[start:end])
        found.append((counted, counted + length))
        at, counted = end, counted + length
    return found


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _selection(pane: TextPane, place: tuple[int, int], look: QTextCharFormat) -> QTextEdit.ExtraSelection:
    selection = QTextEdit.ExtraSelection()
    cursor = QTextCursor(pane.document())
    cursor.setPosition(place[0])
    cursor.setPosition(place[1], QTextCursor.MoveMode.KeepAnchor)
    selection.cursor = cursor
    selection.format = look
    return selection
