"""Rows of a very long table that were kept as they were written: read when somebody wants to see them, or as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from app.ui.transcript.blocks import Align, Runs, Table, runs_text
from app.ui.transcript.parsing import parse

Row = tuple[Runs, ...]
_MARKS = {Align.LEFT: ":--", Align.CENTRE: ":-:", Align.RIGHT: "--:"}


def row_of(aligns: Sequence[Align], line: str) -> Row:
    """The cells of a line under a head with these columns."""
    head = "|" + " |" * len(aligns) + "\n|" + "|".join(_MARKS[align] for align in aligns) + "|\n"
    placed = parse(f"{head}{line}\n")
    table = placed[0].block if placed else None
    if len(placed) == 1 and isinstance(table, Table) and len(table.rows) == 2:
        return table.rows[1]
    return ((),) * len(aligns)


def csv_line(row: Row) -> str:
    """Words without marks, a formula as it was written. A line break in a cell stays one."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow([runs_text(runs) for runs in row])
    return written.getvalue()
