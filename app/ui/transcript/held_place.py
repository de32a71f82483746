"""Where the reader of a column is: at its end, and on with it, or at a piece that stays where it is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea, QWidget

from app.ui.transcript.formula_places import Move
from app.ui.transcript.turn_view import TurnView

AT_END_PX = 4  # for who scrolls down, this near to the end is the end; the slightest way up leaves it


@dataclass(frozen=True, slots=True)
class _Anchor:
    """What is read, and how far below the top of what is seen it begins, in pixels; negative: above it."""

    widget: QWidget
    y: int

    @property
    def is_there(self) -> bool:
        return shiboken6.isValid(self.widget)


@dataclass(frozen=True, slots=True)
class _LeftOff:
    """What was read: which piece of a turn, how much of it is above what is seen, or how far below its top it began."""

    view: TurnView
    piece: int
    part: float
    y: int


class HeldPlace:
    """Moves the bar of ``area`` and nothing else. ``follows``: the end, until the reader leaves it."""

    def __init__(self, area: QScrollArea) -> None:
        self._area = area
        self._follows = True
        self._anchor: _Anchor | None = None
        self._left_off: _LeftOff | None = None
        self._position = 0  # of the bar, before its last move
        self._is_moving = False  # the bar moves by us, not by the person

    @property
    def follows(self) -> bool:
        return self._follows

    @property
    def is_left_off(self) -> bool:
        """All is drawn anew, and what was read is not there so far."""
        return self._left_off is not None

    def follow(self) -> None:
        """To the end, and on with it."""
        self._follows, self._anchor = True, None
        self.hold_still()

    def hold(self, widget: QWidget, y: int | None = None) -> None:
        """That is read now; None: where it stands."""
        self._follows = False
        self._anchor = _Anchor(widget, self.top_of(widget) if y is None else y)

    def hold_unless_held(self, widget: QWidget) -> None:
        if not self._follows and self._anchor is None:
            self.hold(widget)

    def hold_still(self) -> None:
        """At the end for who follows it; else with what is read where it was."""
        bar = self._area.verticalScrollBar()
        if self._follows:
            self._move_to(bar.maximum())
        elif (anchor := self._anchor) is not None and anchor.is_there and anchor.widget.isVisible():
            self._move_to(bar.value() + self.top_of(anchor.widget) - anchor.y)

    def on_moved(self, value: int) -> bool:
        """The bar is there now. False: by us. Else ``look``, when what can be seen there has been made."""
        went_up, self._position = value < self._position, value
        if self._is_moving:
            return False
        end = self._area.verticalScrollBar().maximum()
        self._follows = value >= end or (not went_up and value >= end - AT_END_PX)
        self._anchor = self._left_off = None
        return True

    def look(self, views: Sequence[TurnView]) -> None:
        self._anchor = None if self._follows else self._what_is_read(views) or self._anchor

    def look_again(self, views: Sequence[TurnView]) -> None:
        """What is read may have been drawn only now. While nothing can be seen, nothing has its place."""
        is_free = not self._follows and self._left_off is None
        if is_free and self._area.isVisible() and not self._is_seen(self._anchor):
            self._anchor = self._what_is_read(views) or self._anchor

    def on_text_moved(self, pane: QWidget, moves: Sequence[Move]) -> None:
        """What is read stays where it is, also in the middle of the piece whose upper part has grown."""
        anchor = self._anchor
        if anchor is not None and anchor.is_there and (anchor.widget is pane or anchor.widget.isAncestorOf(pane)):
            top = self.top_of(pane)
            self._anchor = _Anchor(anchor.widget, anchor.y - round(sum(move.by for move in moves if top + move.y <= 0)))

    def leave_off(self, views: Sequence[TurnView]) -> bool:
        """Before all is drawn anew: ``go_on`` finds what is read in the new. False: there is nothing to be found."""
        anchor = self._anchor
        if self._follows or anchor is None or not anchor.is_there:
            return False
        for view in views:
            pieces = list(view.pieces())
            if anchor.widget in pieces:
                part = max(0.0, -anchor.y / max(1, anchor.widget.height()))
                self._left_off = _LeftOff(view, pieces.index(anchor.widget), part, max(0, anchor.y))
                self.hold(view)
                return True
        return False

    def go_on(self) -> None:
        """To what was read before all was drawn anew, once it is there again."""
        left = self._left_off
        if left is None or (shiboken6.isValid(left.view) and not self._follows and not left.view.is_drawn):
            return
        self._left_off = None
        if shiboken6.isValid(left.view) and not self._follows:
            pieces = list(left.view.pieces())
            piece = pieces[min(left.piece, len(pieces) - 1)]
            self.hold(piece, left.y - round(left.part * piece.height()))
            self.hold_still()

    def index_in(self, views: Sequence[TurnView]) -> int:
        """Which of them is read; the first where none is."""
        anchor = self._anchor
        if anchor is None or not anchor.is_there:
            return 0
        held = anchor.widget
        return next((index for index, view in enumerate(views) if view is held or view.isAncestorOf(held)), 0)

    def top_of(self, widget: QWidget) -> int:
        """How far below the top of what is seen, in pixels."""
        return widget.mapTo(self._area.viewport(), QPoint(0, 0)).y()

    def _what_is_read(self, views: Sequence[TurnView]) -> _Anchor | None:
        """The first piece of the column that begins in sight, else the one that fills it; the turn if it is not drawn
        so far."""
        room = self._area.viewport().height()
        best: _Anchor | None = None
        for view in views:
            top = self.top_of(view)
            if top > room:
                break
            if top + view.height() <= 0:
                continue
            if top < 0 and not view.is_drawn:
                return _Anchor(view, top)  # it is drawn from there down
            best = best or _Anchor(view, top)
            for piece in view.pieces():
                y = self.top_of(piece)
                if piece.isHidden() or y + piece.height() <= 0:
                    continue
                if y >= 0:
                    return _Anchor(piece, y) if best.widget is view or y < room else best
                best = _Anchor(piece, y)
        return best

    def _is_seen(self, anchor: _Anchor | None) -> bool:
        if anchor is None or not anchor.is_there or isinstance(anchor.widget, TurnView):
            return False
        return -anchor.widget.height() < anchor.y < self._area.viewport().height()

    def _move_to(self, value: int) -> None:
        self._is_moving = True
        self._area.verticalScrollBar().setValue(value)
        self._is_moving = False
