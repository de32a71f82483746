"""Between the pieces of one quote there is air: its rails go on through it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from app.ui.transcript.inset_piece import InsetPiece
from app.ui.transcript.pieces import Piece
from app.ui.transcript.prose_piece import ProsePiece
from app.ui.transcript.text_pane import RAILS


def rail_gaps(pieces: Sequence[Piece]) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """The places of rails, and from where to where they are missing."""
    for above, below in pairwise(pieces):
        if isinstance(above, InsetPiece) or isinstance(below, InsetPiece):
            pairs = zip(_rails(above, is_end=True), _rails(below, is_end=False), strict=False)
            both = tuple(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
            if both:
                yield both, above.y() + _words_end(above), below.y()


def _rails(piece: Piece, *, is_end: bool) -> tuple[int, ...]:
    """Those at its upper or lower edge."""
    if isinstance(piece, InsetPiece):
        return piece.inset.rails if piece.inset is not None else ()
    if isinstance(piece, ProsePiece):
        document = piece.document()
        block = document.lastBlock() if is_end else document.firstBlock()
        return tuple(block.blockFormat().property(RAILS) or ())
    return ()


def _words_end(piece: Piece) -> int:
    """Where its own rails end: a line higher than a hundred percent has air below it."""
    if isinstance(piece, ProsePiece):
        document = piece.document()
        return round(document.documentLayout().blockBoundingRect(document.lastBlock()).bottom())
    return piece.height()
