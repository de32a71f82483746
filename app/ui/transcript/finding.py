"""Finds words in the whole conversation, marks them where they are drawn, and leads from one to the next.

Turns are looked through in slices, also those that are too far away to be drawn; a folded thought that holds the words
is opened on the way there.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import thread_time

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit

from app.chat.conversation import Turn, TurnId
from app.ui.reasoning.find_bar import FindBar
from app.ui.theme import Theme
from app.ui.transcript.found_places import Counting, drawn_in, places_around, stretches_of, unread_at
from app.ui.transcript.found_words import Hit, Part, hits_in, lines_of
from app.ui.transcript.table_piece import TablePiece
from app.ui.transcript.text_pane import TextPane
from app.ui.transcript.transcript import Transcript

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
        self._counting = Counting()
        self._marked: object = None  # what the marks that are shown were made of
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
        self._hits, self._marked = [], None
        self._counting.keep(())
        for pane in self._transcript.findChildren(TextPane):
            pane.setExtraSelections([])
        for table in self._transcript.findChildren(TablePiece):
            table.foot.show_found(0)
        self._transcript.setFocus()

    def step(self, by: int) -> None:
        if self._hits:
            self._at = (self._at + by) % len(self._hits)
            self._tell()
            self._go(shows_rows=True)

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

    def _go(self, *, shows_rows: bool = False) -> None:
        """Brings the present hit into sight; again a moment later if its turn is still being drawn.

        One in a row that its table does not show: to the foot of the table, which says so. ``shows_rows``: further
        rows come, as if they had been asked for there. Not for whoever only types, to whom each letter leads elsewhere.
        """
        hit = self._hits[self._at]
        view = self._transcript.view(hit.turn) or self._transcript.show_turn(hit.turn)
        if view is None:
            return
        if hit.part is Part.REASONING:
            view.pane.choose(True)
        words = self._bar.line.text()
        stretches = stretches_of(drawn_in(view, hit.part), words, self._counting)
        is_filled = view.answer.is_filled and view.pane.is_filled
        unread = unread_at(stretches, hit.ordinal) if is_filled else None
        if unread is not None:
            table, ordinal = unread
            if shows_rows and table.show_further(words, ordinal):
                self._waits = True  # to go there when it is drawn
                return
            self._waits = False
            self._transcript.keep_in_sight(table.foot, 0, table.foot.height())
            self._mark()
            return
        self._waits = not is_filled
        places, at = places_around(stretches, words, hit.ordinal, most=MOST_MARKED)
        if at >= 0:
            pane, cursor = places[at]
            rect = pane.cursorRect(cursor)
            self._transcript.keep_in_sight(pane, rect.top(), rect.height())
        self._mark()

    def _mark_again(self) -> None:
        if self._waits and self._hits:
            self._go()
        else:
            self._mark()

    def _mark(self) -> None:
        if self._bar.isHidden():
            return
        words = self._bar.line.text()
        current = self._hits[self._at] if self._hits else None
        parts = [(view, part, drawn_in(view, part)) for view in self._transcript.views for part in Part]
        states = [held.state for _, _, drawn in parts for held in drawn]
        marked = (words, current, self._theme.colour("found"), states)
        if marked == self._marked:
            return  # to mark takes long, and nothing is there that was not there before
        self._marked = marked
        self._counting.keep({pane for pane, _, _ in states})
        for view, part, drawn in parts:
            is_here = current is not None and view.scene is not None and view.scene.turn.id == current.turn
            is_current = current is not None and is_here and current.part is part
            stretches = stretches_of(drawn, words, self._counting)
            ordinal = current.ordinal if current and is_current else -1
            places, at = places_around(stretches, words, ordinal, most=MOST_MARKED)
            marks: dict[TextPane, list[QTextEdit.ExtraSelection]] = {}
            for stretch in stretches:
                if isinstance(stretch.holder, TablePiece):
                    stretch.holder.foot.show_found(stretch.count)
                else:
                    marks[stretch.holder] = []
            for index, (pane, cursor) in enumerate(places):
                marks[pane].append(self._selection(cursor, is_current=index == at))
            for pane, selections in marks.items():
                if selections or pane.extraSelections():
                    pane.setExtraSelections(selections)

    def _selection(self, cursor: QTextCursor, *, is_current: bool) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        selection.cursor = cursor
        form = selection.format
        form.setBackground(self._theme.colour("found_current" if is_current else "found"))
        form.setForeground(self._theme.colour("text"))
        selection.format = form
        return selection
