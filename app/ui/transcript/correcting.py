"""Draws again what turned out to be something else when a text was over, such as links that are defined at its end.

Goes past the blocks in the order in which they stand; pieces are drawn one after the other, and only those with another
block.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from weakref import proxy

from app.ui.transcript.blocks import Block, Drawn, ListBlock
from app.ui.transcript.insets import taken_apart
from app.ui.transcript.pieces import Piece


class Pieces(Protocol):
    @property
    def pieces(self) -> tuple[Piece, ...]: ...

    def draw_again(self, first: int, end: int, blocks: Sequence[Drawn]) -> int:
        """Shows these blocks in the pieces from the first to before the end. What the end is then."""
        ...


class Correcting:
    """``go_past`` each part of the text, then ``finish``."""

    def __init__(self, answer: Pieces) -> None:
        self._answer: Pieces = proxy(answer)  # which holds this: else the two would keep each other
        self._first = 0  # piece whose blocks are gathered
        self._blocks: list[Drawn] = []  # of the pieces from there on, as they should be
        self._is_other = False
        self._piece, self._block = 0, 0  # what comes next

    def go_past(self, before: Sequence[Block], now: Sequence[Block] | None) -> None:
        """``now``: None if it is what it was."""
        drawn = [part for block in before for each in taken_apart(block) for part in self._parts_of(each)]
        self._blocks += drawn if now is None else now
        self._is_other |= now is not None
        if self._block == 0:
            self._draw()

    def finish(self) -> None:
        """What follows, the tail of the text, is what it was."""
        pieces = self._answer.pieces
        if self._block and self._piece < len(pieces):
            self._blocks += pieces[self._piece].blocks[self._block :]
            self._piece, self._block = self._piece + 1, 0
        self._draw()

    def _parts_of(self, block: Drawn) -> list[Drawn]:
        """As it stands there; a list may have been parted."""
        parts = [self._next()]
        if isinstance(block, ListBlock):
            while sum(len(part.items) for part in parts if isinstance(part, ListBlock)) < len(block.items):
                parts.append(self._next())
        return parts

    def _next(self) -> Drawn:
        blocks = self._answer.pieces[self._piece].blocks
        block = blocks[self._block]
        self._block += 1
        if self._block == len(blocks):
            self._piece, self._block = self._piece + 1, 0
        return block

    def _draw(self) -> None:
        if self._is_other:
            self._piece = self._answer.draw_again(self._first, self._piece, self._blocks)
        self._first, self._blocks, self._is_other = self._piece, [], False
