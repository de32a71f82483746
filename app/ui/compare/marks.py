"""Marks on the words of an answer, laid over its text: the documents themselves stay as they were drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from app.chat.difference import Span
from app.ui.theme import Theme
from app.ui.transcript.answer_view import AnswerView
from app.ui.transcript.text_pane import TextPane

BETWEEN = "\n"  # two panes


@dataclass(frozen=True, slots=True)
class Shown:
    """The text of a pane, and where it begins in the text of the whole answer."""

    pane: TextPane
    text: str
    start: int


def shown_in(view: AnswerView) -> tuple[Shown, ...]:
    """What can be read in an answer, pane by pane."""
    found: list[Shown] = []
    at = 0
    for piece in view.pieces:
        for pane in piece.panes():
            text = pane.toPlainText()
            found.append(Shown(pane, text, at))
            at += len(text) + len(BETWEEN)
    return tuple(found)


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


def unmark(shown: Iterable[Shown]) -> None:
    for each in shown:
        each.pane.setExtraSelections([])


def _lines(text: str, place: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The parts of a place between its line ends, which are not to be seen as marked space."""
    at = place[0]
    for line in text[place[0] : place[1]].split("\n"):
        if line:
            yield at, at + len(line)
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
