"""What an answer is stacked from, each a widget of its own: flowing text, and blocks with a place to themselves.

A new kind of block that stands alone gets a file with its piece and a line in ``ALONE``. A piece of that kind shows one
block (``show_block``, called again when the block has grown); whatever is not in there is flowing text.
"""

from __future__ import annotations

from app.ui.transcript.blocks import Code, Drawn, Inset, Plain, Table
from app.ui.transcript.code_piece import CodePiece
from app.ui.transcript.inset_piece import InsetPiece
from app.ui.transcript.plain_piece import PlainPiece
from app.ui.transcript.prose_piece import ProsePiece
from app.ui.transcript.table_piece import TablePiece

LonePiece = CodePiece | TablePiece | PlainPiece | InsetPiece
Piece = ProsePiece | LonePiece
ALONE: dict[type[Drawn], type[LonePiece]] = {
    Code: CodePiece,
    Table: TablePiece,
    Plain: PlainPiece,
    Inset: InsetPiece,
}


def stands_alone(block: Drawn) -> bool:
    return type(block) in ALONE
