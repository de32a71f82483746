"""Finds words in the whole conversation, marks them where they are drawn, and leads from one to the next.

Turns are looked through in slices, also those that are too far away to be drawn; a folded thought that holds the words
is opened on the way there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from time import thread_time

import shiboken6
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from app.chat.conversation import Turn, TurnId
from app.ui.reasoning.find_bar import FindBar
from app.ui.theme import Theme
from app.ui.transcript.found_words import Hit, Part, hits_in, lines_of
from app.ui.transcript.text_pane import TextPane
from app.ui.transcript.transcript import Transcript
from app.ui.transcript.turn_view import TurnView

SLICE_SECONDS = 0.006  # of looking in one turn of the event loop
MARK_MS = 300  # what was drawn since is marked, too
MOST_MARKED = 200  # in one part of a turn, around the present one


class Finding(QObject):
    """``show_turns`` tells what there is to look through; ``open`` begins, the bar's ``left`` ends."""

    def __init__(self, *, bar: FindBar, transcript: Transcript, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._bar, self._transcript, self._theme = bar, transcript, theme
        self._turns: list[Turn] = []
        self._lines: dict[TurnId, tuple[Turn, dict[Part, tuple[str, ...]]]] = {}  # of those that were looked through
        self._hits: list[Hit] = []
        self._at = 0
        self._left = 0  # turns that are still to be looked through, from the end
        self._looking = QTimer(self, interval=0)
        self._looking.timeout.connect(self._look)
        self._marking = QTimer(self, interval=MARK_MS)
        self._marking.timeout.connect(self._mark_again)
        self._waits = False  # for the turn of the present hit to be drawn
        bar.changed.connect(self._begin)
        bar.stepped.connect(self.step)
        bar.left.connect(self.close)

    def show_turns(self, turns: Sequence[Turn]) -> None:
        self._turns = list(turns)
        shown = {turn.id for turn in turns}
        self._lines = {turn_id: held for turn_id, held in self._lines.items() if turn_id in shown}
        if not self._bar.isHidden():
            self._begin()

    def open(self) -> None:
        self._bar.open()
        self._begin()
        self._marking.start()

    def close(self) -> None:
        self._bar.hide()
        for timer in (self._looking, self._marking):
            timer.stop()
        self._hits = []
        for pane in self._transcript.findChildren(TextPane):
            pane.setExtraSelections([])
        self._transcript.setFocus()

    def step(self, by: int) -> None:
        if self._hits:
            self._at = (self._at + by) % len(self._hits)
            self._tell()
            self._go()

    @property
    def is_looking(self) -> bool:
        return self._looking.isActive()

    def _begin(self) -> None:
        """From the last turn upwards, as one remembers."""
        self._hits, self._at, self._left = [], 0, len(self._turns)
        self._waits = False
        if self._bar.line.text():
            self._look()
        else:
            self._looking.stop()
            self._tell()
            self._mark()

    def _look(self) -> None:
        end = thread_time() + SLICE_SECONDS
        words, before = self._bar.line.text(), len(self._hits)
        while self._left and thread_time() < end:
            self._left -= 1
            turn = self._turns[self._left]
            found = hits_in(turn.id, self._known_lines(turn), words)
            self._hits[:0] = found
            self._at += len(found)
        if self._left:
            self._looking.start()
        else:
            self._looking.stop()
        if before == 0 and self._hits:
            self._at = len(self._hits) - 1
            self._go()
        self._tell()
        self._mark()

    def _known_lines(self, turn: Turn) -> dict[Part, tuple[str, ...]]:
        known = self._lines.get(turn.id)
        if known is None or known[0] is not turn:
            known = self._lines[turn.id] = (turn, lines_of(turn))
        return known[1]

    def _tell(self) -> None:
        self._bar.show_place(min(self._at, max(0, len(self._hits) - 1)), len(self._hits))

    def _go(self) -> None:
        """Brings the present hit into sight; again a moment later if its turn is still being drawn."""
        hit = self._hits[self._at]
        view = self._transcript.view(hit.turn) or self._transcript.show_turn(hit.turn)
        if view is None:
            return
        if hit.part is Part.REASONING:
            view.pane.choose(True)
        places, at = self._around(view, hit.part, hit.ordinal)
        self._waits = not (view.answer.is_filled and view.pane.is_filled)
        if at >= 0:
            pane, cursor = places[at]
            rect = pane.cursorRect(cursor)
            self._transcript.keep_in_sight(pane, rect.top(), rect.height())
        self._mark()

    def _around(self, view: TurnView, part: Part, ordinal: int) -> tuple[list[tuple[TextPane, QTextCursor]], int]:
        """Places about that one, MOST_MARKED at most, and which of them it is; -1 for none."""
        words = self._bar.line.text()
        panes = _panes(view, part)
        counts = [pane.document().toPlainText().lower().count(words.lower()) if words else 0 for pane in panes]
        at = min(ordinal, sum(counts) - 1)
        skipped = begin = max(0, at - MOST_MARKED // 2)
        found: list[tuple[TextPane, QTextCursor]] = []
        for pane, count in zip(panes, counts, strict=True):
            if skipped < count:
                room = MOST_MARKED - len(found)
                found += [(pane, cursor) for cursor in islice(_cursors(pane, words), skipped, skipped + room)]
            skipped = max(0, skipped - count)
        return found, min(at - begin, len(found) - 1)

    def _mark_again(self) -> None:
        if self._waits and self._hits:
            self._go()
        else:
            self._mark()

    def _mark(self) -> None:
        if self._bar.isHidden():
            return
        current = self._hits[self._at] if self._hits else None
        for view in self._transcript.views:
            is_here = current is not None and view.scene is not None and view.scene.turn.id == current.turn
            for part in Part:
                is_current = current is not None and is_here and current.part is part
                places, at = self._around(view, part, current.ordinal if current and is_current else -1)
                marks: dict[TextPane, list[QTextEdit.ExtraSelection]] = {pane: [] for pane in _panes(view, part)}
                for index, (pane, cursor) in enumerate(places):
                    marks[pane].append(self._selection(cursor, is_current=index == at))
                for pane, selections in marks.items():
                    pane.setExtraSelections(selections)

    def _selection(self, cursor: QTextCursor, *, is_current: bool) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        selection.cursor = cursor
        form = selection.format
        form.setBackground(self._theme.colour("found_current" if is_current else "found"))
        form.setForeground(self._theme.colour("text"))
        selection.format = form
        return selection


def _panes(view: TurnView, part: Part) -> list[TextPane]:
    holders: tuple[QWidget, ...]
    match part:
        case Part.QUESTION:
            holders = (view.question,)
        case Part.REASONING:
            holders = (view.pane,)
        case Part.ANSWER:
            holders = (view.preambles, view.answer)
    panes = [pane for holder in holders for pane in holder.findChildren(TextPane)]
    return [pane for pane in panes if shiboken6.isValid(pane) and pane.isVisibleTo(view)]


def _cursors(pane: TextPane, words: str) -> Iterator[QTextCursor]:
    document = pane.document()
    cursor = document.find(words, 0) if words else QTextCursor()
    while not cursor.isNull():
        yield cursor
        cursor = document.find(words, cursor)
