"""Blocks that are still being written and of which only what is new is read: an open code fence, an open table."""

from __future__ import annotations

import re
from collections.abc import Callable

from app.ui.transcript.blocks import Align, Code, Runs, Table

MAX_CELLS = 5_000  # of a table that are read as they come; its further rows are kept as they were written
_FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})([^\n]*)\n")


class OpenFence:
    """A code block whose end has not come. New text is only looked through for the closing fence."""

    def __init__(self, opening: re.Match[str]) -> None:
        indent, marks, info = opening.groups()
        self._indent = len(indent)
        self._closing = re.compile(rf" {{0,3}}{re.escape(marks[0])}{{{len(marks)},}}[ \t]*")
        self._language = info.strip().partition(" ")[0]
        self._body = ""  # lines that are over, each with its newline
        self._open_line = ""

    def feed(self, text: str) -> str | None:
        """What stands after the closing fence, or None while it has not come."""
        *lines, self._open_line = (self._open_line + text).split("\n")
        body: list[str] = []
        rest = None
        for index, line in enumerate(lines):
            if self._closing.fullmatch(line):
                rest = "\n".join([*lines[index + 1 :], self._open_line])
                self._open_line = ""
                break
            body.append(f"{self._without_indent(line)}\n")
        self._body += "".join(body)
        return rest

    @property
    def growing(self) -> Code:
        """Without what may become the closing fence."""
        return self._code(is_line_shown=bool(self._open_line.strip(" \t`~")))

    @property
    def settled(self) -> Code:
        line = self._open_line  # markdown-it skips a blank last line, too
        return self._code(is_line_shown=bool(line.strip(" \t")) and not self._closing.fullmatch(line))

    def _code(self, *, is_line_shown: bool) -> Code:
        last = self._without_indent(self._open_line) if is_line_shown else ""
        return Code(self._language, self._body + last if is_line_shown else self._body.removesuffix("\n"))

    @property
    def rest(self) -> str:
        """What must be read as something else, once no more comes."""
        return ""

    def _without_indent(self, line: str) -> str:
        spaces = len(line) - len(line.lstrip(" "))
        return line[min(spaces, self._indent) :]


class OpenTable:
    """A table that may get more rows. A row counts once its line is over.

    ``row_of(head, line)``: the cells of a line under a head with these columns, or None if it is no row of the table.
    """

    def __init__(self, head: str, first: Table, row_of: Callable[[str, str], tuple[Runs, ...] | None]) -> None:
        self._head = _empty_head(head, len(first.aligns))
        self._aligns: tuple[Align, ...] = first.aligns
        self._rows = list(first.rows)
        self._unread: list[str] = []
        self._row_of = row_of
        self._open_line = ""
        self.source = head

    def feed(self, text: str) -> str | None:
        """What stands after the table, or None while it may go on."""
        *lines, self._open_line = (self._open_line + text).split("\n")
        for index, line in enumerate(lines):
            if self.is_full and "|" in line:
                self._unread.append(line)
                continue
            row = None if self.is_full else self._row_of(self._head, line)
            if row is None:
                rest = "\n".join([*lines[index:], self._open_line])
                self._open_line = ""
                return rest
            self._rows.append(row)
            self.source += line + "\n"
        return None

    @property
    def growing(self) -> Table:
        return self.settled

    @property
    def settled(self) -> Table:
        return Table(self._aligns, tuple(self._rows), tuple(self._unread))

    @property
    def is_full(self) -> bool:
        return len(self._rows) * len(self._aligns) >= MAX_CELLS

    @property
    def rest(self) -> str:
        return self._open_line


def _empty_head(head: str, columns: int) -> str:
    """A head of as many columns without words, so that they are not parsed again with each row."""
    return "|" + " |" * columns + "\n" + head.split("\n")[1] + "\n"


def opening_fence(text: str) -> re.Match[str] | None:
    """The fence with which a text begins, if its first line is whole."""
    opening = _FENCE.match(text)
    return None if opening is None or (opening[2][0] == "`" and "`" in opening[3]) else opening
