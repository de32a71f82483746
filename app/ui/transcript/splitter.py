"""Growing Markdown, cut into blocks that are settled for good and a tail that may still change.

Pure Python. However the text is cut on its way in, settled blocks plus tail are what one parse of the whole would give
(as long as no block exceeds ``MAX_TAIL``). Only the tail is ever parsed again, and an open code fence not even that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.ui.transcript.blocks import Block, Code, Formula, Heading, Paragraph, Plain, Quote, Rule, Table
from app.ui.transcript.parsing import parse

SLICE = 4_000  # characters taken in at once, so that no single parse is long
MAX_TAIL = 20_000  # characters of one block; beyond, it is shown as plain text
# Signs of Markdown in one block; beyond, too. The parser's cost grows with their square: 2,000 take up to 50 ms.
MAX_MARKS = 2_000
_MARKS = re.compile(r"[`*_~\[\]<>|!&$\\]")
_CLOSED_BY_A_BLANK_LINE = (Paragraph, Heading, Rule, Table, Quote, Formula)
_BLANK_END = re.compile(r"\n[ \t]*\n\Z")
_FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})([^\n]*)\n")


@dataclass(frozen=True, slots=True)
class Split:
    """``settled``: blocks that this feed completed. ``tail``: all that may still change, in place of the last tail."""

    settled: tuple[Block, ...]
    tail: tuple[Block, ...]


class Splitter:
    def __init__(self) -> None:
        self._tail = ""
        self._fence: _OpenFence | None = None
        self._held_return = False  # a carriage return whose line feed may be in the next piece

    @property
    def parsed_length(self) -> int:
        """How many characters the next feed will parse again: the price of feeding now."""
        return 0 if self._fence is not None else len(self._tail)

    def feed(self, text: str) -> Split:
        text = self._with_one_kind_of_newline(text)
        settled: list[Block] = []
        tail: tuple[Block, ...] = ()
        for at in range(0, max(1, len(text)), SLICE):
            split = self._feed_slice(text[at : at + SLICE])
            settled += split.settled
            tail = split.tail
        return Split(tuple(settled), tail)

    def _with_one_kind_of_newline(self, text: str) -> str:
        if self._held_return:
            text = "\r" + text
        self._held_return = text.endswith("\r")
        if self._held_return:
            text = text[:-1]
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")

    def _feed_slice(self, text: str) -> Split:
        if self._fence is not None:
            rest = self._fence.feed(text)
            if rest is None:
                return Split((), (self._fence.code,))
            self._tail, text = "", rest
            closed, self._fence = self._fence.code, None
            return _after((closed,), self._feed_slice(text))
        self._tail += text
        settled = (*self._give_up(), *self._settle())
        opening = _FENCE.match(self._tail)
        if opening and not (opening[2][0] == "`" and "`" in opening[3]):
            self._fence = _OpenFence(opening)
            body, self._tail = self._tail[opening.end() :], ""
            return _after(settled, self._feed_slice(body))
        return Split(settled, tuple(placed.block for placed in parse(self._tail)))

    def _give_up(self) -> tuple[Block, ...]:
        """The tail as plain text, if reading it as Markdown would cost too much."""
        is_long = len(self._tail) > MAX_TAIL
        if not is_long and (len(self._tail) <= MAX_MARKS or len(_MARKS.findall(self._tail)) <= MAX_MARKS):
            return ()
        cut = self._tail.rfind("\n") + 1 or len(self._tail)
        plain, self._tail = Plain(self._tail[:cut].removesuffix("\n")), self._tail[cut:]
        return (plain,)

    def _settle(self) -> tuple[Block, ...]:
        """Takes all blocks off the tail that nothing can change any more: all but the last, and that one if it is over.

        Judged by whole lines only: half of a line may look like the start of a block and turn out to be none (``***``
        becomes ``***bold***``).
        """
        whole = self._tail[: self._tail.rfind("\n") + 1]
        placed = parse(whole)
        if not placed:
            return ()
        if isinstance(placed[-1].block, _CLOSED_BY_A_BLANK_LINE) and _BLANK_END.search(whole):
            self._tail = self._tail[len(whole) :]
            return tuple(each.block for each in placed)
        self._tail = self._tail[_line_offset(whole, placed[-1].line) :]
        return tuple(each.block for each in placed[:-1])


class _OpenFence:
    """A code block whose end has not come. New text is only looked through for the closing fence."""

    def __init__(self, opening: re.Match[str]) -> None:
        indent, marks, info = opening.groups()
        self._indent = len(indent)
        self._closing = re.compile(rf" {{0,3}}{re.escape(marks[0])}{{{len(marks)},}}[ \t]*")
        self._language = info.strip().partition(" ")[0]
        self._body: list[str] = []
        self._open_line = ""

    def feed(self, text: str) -> str | None:
        """What stands after the closing fence, or None while it has not come."""
        *lines, self._open_line = (self._open_line + text).split("\n")
        for index, line in enumerate(lines):
            if self._closing.fullmatch(line):
                rest = "\n".join([*lines[index + 1 :], self._open_line])
                self._open_line = ""
                return rest
            self._body.append(self._without_indent(line))
        return None

    @property
    def code(self) -> Code:
        line = self._open_line
        is_shown = line.strip(" \t") and not self._closing.fullmatch(line)  # markdown-it skips a blank last line, too
        last = [line] if is_shown else []
        return Code(self._language, "\n".join([*self._body, *map(self._without_indent, last)]))

    def _without_indent(self, line: str) -> str:
        spaces = len(line) - len(line.lstrip(" "))
        return line[min(spaces, self._indent) :]


def _line_offset(text: str, line: int) -> int:
    at = 0
    for _ in range(line):
        at = text.index("\n", at) + 1
    return at


def _after(settled: tuple[Block, ...], split: Split) -> Split:
    return Split((*settled, *split.settled), split.tail)
