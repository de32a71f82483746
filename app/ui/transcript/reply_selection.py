"""What is selected of one reply, over the bounds of its pieces.

Each pane shows its own part as its text cursor; here stands where the selection began, where it leads, and which panes
show a part. Nothing is done while a reply grows: what has gone meanwhile is left out the next time somebody asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from weakref import proxy

from PySide6.QtCore import QMimeData, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.transcript.clipboard import mime_of
from app.ui.transcript.edge_scrolling import EdgeScrolling, bring_into_sight
from app.ui.transcript.pieces import Piece
from app.ui.transcript.reply_pane import ReplyPane
from app.ui.transcript.selected_words import grid_of, is_whole, length_of, markdown_of, parts_of, plain_of
from app.ui.transcript.selection_span import Place, Span, Stretch

_Move = QTextCursor.MoveOperation
_KEYS = QKeySequence.StandardKey
KEPT = QTextCursor.MoveMode.KeepAnchor
MOVES = {
    _KEYS.SelectNextChar: _Move.NextCharacter,
    _KEYS.SelectPreviousChar: _Move.PreviousCharacter,
    _KEYS.SelectNextWord: _Move.NextWord,
    _KEYS.SelectPreviousWord: _Move.PreviousWord,
    _KEYS.SelectNextLine: _Move.Down,
    _KEYS.SelectPreviousLine: _Move.Up,
    _KEYS.SelectStartOfLine: _Move.StartOfLine,
    _KEYS.SelectEndOfLine: _Move.EndOfLine,
    _KEYS.SelectStartOfDocument: _Move.Start,
    _KEYS.SelectEndOfDocument: _Move.End,
}
ONWARDS = {_Move.NextCharacter, _Move.NextWord, _Move.Down}
BACKWARDS = {_Move.PreviousCharacter, _Move.PreviousWord, _Move.Up}


class Reply(Protocol):
    """Whose pieces are selected."""

    @property
    def pieces(self) -> tuple[Piece, ...]: ...
    @property
    def source(self) -> str: ...


class ReplySelection(QObject):
    """The ``WiderSelection`` of all panes of a reply."""

    def __init__(self, reply: Reply, parent: QObject) -> None:
        super().__init__(parent)
        self._reply: Reply = proxy(reply)  # which holds this: else the two would keep each other
        self._origin: tuple[ReplyPane, QTextCursor] | None = None
        self._head: tuple[ReplyPane, QTextCursor] | None = None  # None: where the cursor of the origin's pane is
        self._shown: list[ReplyPane] = []
        self._extends = False  # by a click with Shift: the pointer is ours until it is let go
        self._carries = False  # a press on what is selected: a drag takes it along, a click clears it
        self._scrolling = EdgeScrolling(self)
        self._scrolling.scrolled.connect(self._lead_to)

    @property
    def has_selection(self) -> bool:
        return any(pane.textCursor().hasSelection() for pane in self._panes())

    def select_all(self) -> None:
        panes = self._panes()
        if panes:
            start, end = QTextCursor(panes[0].document()), QTextCursor(panes[-1].document())
            end.movePosition(_Move.End)
            self._origin = (panes[0], _kept(start))
            self._go(panes[-1], end.position())

    def clear(self) -> None:
        self._show(self._panes(), ())
        self._origin = self._head = None

    def mime(self, pane: ReplyPane) -> QMimeData | None:
        """None if nothing is selected. A link that Tab has led to counts for its own pane only."""
        live = self._panes()
        shown = set(self._shown).intersection(live) or {pane}
        parts = parts_of(self._reply.pieces, shown)
        if not parts:
            return None
        is_all = all(each in shown and is_whole(each) for each in live if length_of(each))
        return mime_of(plain_of(parts), self._reply.source if is_all else markdown_of(parts))

    def takes_press(self, pane: ReplyPane, pointer: QPoint, *, extends: bool) -> bool:
        panes = self._panes()
        self._carries = self._extends = False
        self._scrolling.begin(pane)
        if extends and self._origin is not None and self._origin[0] in panes:
            self._extends = True
            self._lead_to(pointer)
            return True
        if pane in self._shown and _is_in_selection(pane, pointer):
            self._carries = True
        else:
            self._show(panes, (), but=pane)
        return False

    def begin(self, pane: ReplyPane, *, is_press: bool) -> None:
        """After the pane has put its own cursor there, or round a word or a paragraph."""
        cursor = pane.textCursor()
        if is_press and self._carries and self._origin is not None and cursor.hasSelection():
            return
        self._carries = False
        self._show(self._panes(), (), but=pane)
        self._origin, self._head, self._shown = (pane, _kept(cursor)), None, [pane]

    def takes_move(self, pane: ReplyPane, pointer: QPoint) -> bool:
        if self._carries or self._origin is None:
            return False
        self._scrolling.follow(pointer)
        panes = self._panes()
        if not self._extends and pane is self._origin[0] and _nearest(panes, pointer) is pane:
            if self._head is not None:  # back from another one
                self._show(panes, (), but=pane)
                self._head, self._shown = None, [pane]
                pane.setTextCursor(self._origin[1])
            return False
        self._lead_to(pointer)
        return True

    def release(self, pane: ReplyPane) -> None:
        self._scrolling.end()
        if self._carries and not pane.textCursor().hasSelection():
            self.clear()
        self._carries = self._extends = False

    def leave(self) -> None:
        """The person has clicked somewhere else."""
        if QApplication.focusWidget() not in self._panes():
            self.clear()

    def takes_key(self, event: QKeyEvent) -> bool:
        if event.matches(_KEYS.Copy):
            pane = QApplication.focusWidget()
            if isinstance(pane, ReplyPane):
                pane.copy()
            return True
        if event.matches(_KEYS.SelectAll):
            self.select_all()
            return True
        if event.key() == Qt.Key.Key_Escape and self.has_selection:
            self.clear()
            return True
        for key, move in MOVES.items():
            if event.matches(key):
                return self._step(move)
        return False

    def _panes(self) -> list[ReplyPane]:
        return [pane for piece in self._reply.pieces for pane in piece.panes()]

    def _step(self, move: QTextCursor.MoveOperation) -> bool:
        """With the keyboard: at the end of a pane into the next one."""
        panes = self._panes()
        if self._origin is None or self._origin[0] not in panes:
            return False
        pane = self._head[0] if self._head is not None and self._head[0] in panes else self._origin[0]
        cursor = QTextCursor(self._head[1] if self._head is not None and self._head[0] is pane else pane.textCursor())
        before = cursor.position()
        cursor.movePosition(move)
        at = cursor.position()
        if move in (_Move.Start, _Move.End):  # of the whole reply
            pane = panes[0] if move is _Move.Start else panes[-1]
            at = 0 if move is _Move.Start else length_of(pane)
        elif at == before and move in ONWARDS and pane is not panes[-1]:
            below = panes[panes.index(pane) + 1]
            at = _across(pane, before, below, 0) if move is _Move.Down else 0
            pane = below
        elif at == before and move in BACKWARDS and pane is not panes[0]:
            above = panes[panes.index(pane) - 1]
            at = _across(pane, before, above, length_of(above)) if move is _Move.Up else length_of(above)
            pane = above
        self._go(pane, at)
        bring_into_sight(pane, pane.cursorRect(_at(pane, at)))
        return True

    def _lead_to(self, pointer: QPoint) -> None:
        panes = self._panes()
        pane = _nearest(panes, pointer)
        if pane is not None and self._origin is not None:
            at = _position(pane, pointer, is_last=pane is panes[-1], is_first=pane is panes[0])
            self._go(pane, self._word_end(pane, at) if self._origin[1].hasSelection() else at)

    def _word_end(self, pane: ReplyPane, at: int) -> int:
        """Who began with a whole word goes on by words."""
        assert self._origin is not None
        word = _at(pane, at)
        word.select(QTextCursor.SelectionType.WordUnderCursor)
        panes = self._panes()
        origin, cursor = self._origin
        is_above = (panes.index(pane), at) < (panes.index(origin), cursor.selectionStart())
        return word.selectionStart() if is_above else word.selectionEnd()

    def _go(self, pane: ReplyPane, at: int) -> None:
        """All from the origin to there is selected."""
        panes = self._panes()
        if self._origin is None or self._origin[0] not in panes:
            return
        part, origin = panes.index(self._origin[0]), self._origin[1]
        span = Span(
            (Place(part, origin.selectionStart()), Place(part, origin.selectionEnd())), Place(panes.index(pane), at)
        )
        self._head = (pane, _kept(_at(pane, at)))
        self._show(panes, span.stretches([length_of(each) for each in panes]))

    def _show(self, panes: Sequence[ReplyPane], stretches: Sequence[Stretch], *, but: ReplyPane | None = None) -> None:
        """``but``: a pane that shows what it likes."""
        shown = {panes[stretch.part]: stretch for stretch in stretches}
        for pane in self._shown:
            if pane in panes and pane not in shown and pane is not but and pane.textCursor().hasSelection():
                cursor = pane.textCursor()
                cursor.clearSelection()
                pane.setTextCursor(cursor)
        for pane, stretch in shown.items():
            anchor, head = stretch.anchor, stretch.head
            if len(shown) > 1 or abs(anchor - head) == length_of(pane):
                anchor, head = _whole_rows(pane, anchor, head)
            cursor = pane.textCursor()
            if (cursor.anchor(), cursor.position()) != (anchor, head):
                cursor.setPosition(anchor)
                cursor.setPosition(head, KEPT)
                pane.setTextCursor(_kept(cursor))
        self._shown = list(shown)


def _across(pane: ReplyPane, at: int, other: ReplyPane, edge: int) -> int:
    """The place in the first or last line of the other pane that is below or above that one."""
    x = pane.viewport().mapToGlobal(pane.cursorRect(_at(pane, at)).center()).x()
    y = other.cursorRect(_at(other, edge)).center().y()
    return other.cursorForPosition(QPoint(other.viewport().mapFromGlobal(QPoint(x, 0)).x(), y)).position()


def _kept(cursor: QTextCursor) -> QTextCursor:
    """One that does not grow by what is written after it."""
    kept = QTextCursor(cursor)
    kept.setKeepPositionOnInsert(True)
    return kept


def _at(pane: ReplyPane, position: int) -> QTextCursor:
    cursor = QTextCursor(pane.document())
    cursor.setPosition(position)
    return cursor


def _nearest(panes: Sequence[ReplyPane], pointer: QPoint) -> ReplyPane | None:
    """The pane at that height, or the one that is nearest to it."""
    return min(panes, key=lambda pane: _distance(pane, pointer.y()), default=None)


def _distance(pane: QWidget, y: int) -> int:
    top = pane.mapToGlobal(QPoint(0, 0)).y()
    return max(top - y, y - (top + pane.height() - 1), 0)


def _position(pane: ReplyPane, pointer: QPoint, *, is_first: bool, is_last: bool) -> int:
    """The place in its text that is nearest to the pointer: all of it for one beyond the first or the last pane."""
    at = pane.mapFromGlobal(pointer)
    if is_first and at.y() < 0:
        return 0
    if is_last and at.y() >= pane.height():
        return length_of(pane)
    return pane.cursorForPosition(QPoint(at.x(), min(max(at.y(), 0), pane.height() - 1))).position()


def _is_in_selection(pane: ReplyPane, pointer: QPoint) -> bool:
    cursor = pane.textCursor()
    at = pane.cursorForPosition(pane.mapFromGlobal(pointer)).position()
    return cursor.hasSelection() and cursor.selectionStart() <= at <= cursor.selectionEnd()


def _whole_rows(pane: ReplyPane, anchor: int, head: int) -> tuple[int, int]:
    """Of a table; half a row that goes on in other text would be nothing one can read."""
    grid = grid_of(pane)
    if grid is None:
        return anchor, head
    first, last = grid.cellAt(min(anchor, head)), grid.cellAt(max(anchor, head))
    top = grid.cellAt(first.row() if first.isValid() else 0, 0)
    bottom = grid.cellAt(last.row() if last.isValid() else grid.rows() - 1, grid.columns() - 1)
    # From one cell to another Qt selects the cells, wherever in them it begins and ends.
    start, end = top.firstPosition(), bottom.firstPosition() if bottom != top else bottom.lastPosition()
    return (start, end) if anchor <= head else (end, start)
