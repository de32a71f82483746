"""Growing Markdown, cut into blocks that are settled and a tail that may still change.

Pure Python. However the text is cut on its way in, settled blocks plus tail are what one parse of the whole would give
(as long as no block exceeds ``MAX_TAIL``), but for what only the end of a text can tell: ``review`` finds that, once no
more comes. Only the tail is ever parsed again, and an open code fence or table not even that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from app.ui.transcript.blocks import (
    Block,
    Heading,
    ListBlock,
    Paragraph,
    Plain,
    Quote,
    Run,
    Runs,
    Table,
    joined_lists,
)
from app.ui.transcript.math_rules import DISPLAYED, OPEN
from app.ui.transcript.open_blocks import OpenFence, OpenTable, opening_fence
from app.ui.transcript.parsing import Definitions, Outline, Placed, parse
from app.ui.transcript.tail_repair import repaired

# Taken in at once, so that no single parse is long: characters, lines and signs of Markdown.
SLICE, SLICE_LINES, SLICE_MARKS = 4_000, 100, 400
MAX_TAIL = 10_000  # characters of one block; beyond, it is shown as plain text
MAX_WORD = 2_000  # letters without a place to break a line: laying out such a word takes the square of its length
MAX_MARKS = 800  # signs of Markdown in one block; beyond, too
OPEN_ITEMS = 6  # of a list that grows; the ones before the last settle, so that only that one is parsed again
_LINE_END = re.compile("\n")
_MARKS = re.compile(r"[`*_~\[\]<>|!&$\\]")
_WORD = re.compile(r"[!-~]+")
_CLOSED_BY_A_BLANK_LINE = ("paragraph_open", "heading_open", "hr", "blockquote_open", DISPLAYED, OPEN)
_PLAIN = re.compile(r"[^\W_](?:[^\W_]|[ ,])*|[ ,](?:[^\W_]|[ ,])*")
ALIKE = 6  # characters in which the end of the tail and of what is shown must agree
_BLANK_END = re.compile(r"\n[ \t]*\n\Z")


Reviewed = tuple[tuple[Block, ...], tuple[Block, ...] | None]  # some blocks, and what they are now if not the same


@dataclass(frozen=True, slots=True)
class Split:
    """``settled``: blocks that this feed completed. ``tail``: all that may still change, in place of the last tail."""

    settled: tuple[Block, ...]
    tail: tuple[Block, ...]


@dataclass(slots=True)
class _Chunk:
    """Settled blocks and what they were read from; without a source there is nothing to read again."""

    source: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _OpenList:
    """A list of which a part has settled."""

    next_number: int | None
    is_loose: bool


class Splitter:
    def __init__(self) -> None:
        self._tail = ""
        self._shown: tuple[Block, ...] = ()  # the tail as blocks
        self._open: OpenFence | OpenTable | None = None
        self._list: _OpenList | None = None
        self._defined = Definitions(grows=True)  # by settled text
        self._chunks: list[_Chunk] = []
        self._held_return = False  # a carriage return whose line feed may be in the next piece

    @property
    def parsed_length(self) -> int:
        """How many characters the next feed will parse again: the price of feeding now."""
        return 0 if self._open is not None else len(self._tail)

    def take(self, text: str) -> tuple[Block, ...]:
        """What settles with it. The tail, which will change with what follows, is not read: ``feed("")`` does that."""
        self._shown = ()
        return tuple(self._take_slices(text))

    @property
    def is_open(self) -> bool:
        """Whether the tail is a block that is read piece by piece, however long it becomes."""
        return self._open is not None

    def feed(self, text: str) -> Split:
        if self._can_extend and _PLAIN.fullmatch(text):
            self._tail += text
            self._shown = (*self._shown[:-1], _extended(self._shown[-1], text))
            return Split((), self._shown)
        settled = self._take_slices(text)
        self._shown = self._tail_blocks(is_over=False)
        return Split(tuple(settled), self._shown)

    def feed_last(self, text: str) -> Split:
        """Feeds it and finishes: the tail is parsed once, as what it is in the end."""
        settled: list[Block] = []
        if self._can_extend and _PLAIN.fullmatch(text):
            self._tail += text
        else:
            settled = self._take_slices(text)
        self._shown = ()
        last = self.finish()
        return Split((*settled, *last.settled), last.tail)

    def _take_slices(self, text: str) -> list[Block]:
        text = self._with_one_kind_of_newline(text)
        settled, at = self._take(text[: slice_end(text, 0)]), slice_end(text, 0)
        while at < len(text):
            end = slice_end(text, at)
            settled += self._take(text[at:end])
            at = end
        return settled

    @property
    def _can_extend(self) -> bool:
        """Whether more plain words are shown just behind the last ones, so that nothing has to be parsed."""
        if self._open is not None or self._held_return or not self._shown or len(self._tail) > MAX_TAIL - SLICE:
            return False
        last = _last_run(self._shown[-1])
        end = self._tail[-ALIKE:]
        return last is not None and _PLAIN.fullmatch(end) is not None and last.text.endswith(end)

    def finish(self) -> Split:
        """No more comes: what was held back because it might become something else is what it is."""
        settled = list(self._take("\n")) if self._held_return else []
        self._held_return = False
        if self._open is not None and self._open.rest:
            settled += self._take("\n")  # the last row
        return Split(tuple(settled), self._tail_blocks(is_over=True))

    def review(self) -> Iterator[Reviewed]:
        """All settled blocks, part by part: those that are others now that all is known, too."""
        known = self._final_definitions()
        for part in _parts(self._chunks):
            before = tuple(block for chunk in part for block in chunk.blocks)
            source = "".join(chunk.source for chunk in part)
            if (len(part) > 1 or "[" in source) and len(source) <= MAX_TAIL:
                now = tuple(placed.block for placed in parse(source, known.copy()))
                yield before, now if now != joined_lists(before) else None
            else:
                yield before, None

    @property
    def settled(self) -> tuple[Block, ...]:
        return tuple(block for chunk in self._chunks for block in chunk.blocks)

    def _final_definitions(self) -> Definitions:
        known = self._defined.copy()
        known.grows = False
        Outline(self._tail, known)
        return known

    def _with_one_kind_of_newline(self, text: str) -> str:
        if self._held_return:
            text = "\r" + text
        self._held_return = text.endswith("\r")
        if self._held_return:
            text = text[:-1]
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")

    def _take(self, text: str) -> list[Block]:
        """The blocks that settle with this text."""
        settled: list[Block] = []
        while True:
            if self._open is not None:
                rest = self._open.feed(text)
                if rest is None:
                    return settled
                settled += self._close(self._open)
                self._tail, text = "", rest
            self._tail += text
            settled += self._give_up()
            if "\n" in text:
                settled += self._settle()
            if not self._opens():
                return settled
            text, self._tail = self._tail, ""

    def _opens(self) -> bool:
        """Whether the tail is one of those blocks that are read piece by piece; then it holds what follows its head."""
        opening = opening_fence(self._tail)
        if opening is not None:
            self._open, self._tail = OpenFence(opening), self._tail[opening.end() :]
            return True
        head = _table_head(self._tail)
        if head:
            placed = parse(head, self._defined.copy())
            if len(placed) == 1 and isinstance(table := placed[0].block, Table):
                self._open = OpenTable(head, table, self._row_of)
                self._tail = self._tail[len(head) :]
                return True
        return False

    def _close(self, block: OpenFence | OpenTable) -> tuple[Block, ...]:
        self._open = None
        is_short = isinstance(block, OpenTable) and not block.is_full
        return self._add(block.source if isinstance(block, OpenTable) and is_short else "", (block.settled,))

    def _row_of(self, head: str, line: str) -> tuple[Runs, ...] | None:
        if not line.strip():
            return None
        placed = parse(f"{head}{line}\n", self._defined.copy())
        table = placed[0].block
        return table.rows[1] if len(placed) == 1 and isinstance(table, Table) and len(table.rows) == 2 else None

    def _give_up(self) -> tuple[Block, ...]:
        """The tail as plain text, if reading it as Markdown would cost too much."""
        if not _is_too_much(self._tail):
            return ()
        cut = self._tail.rfind("\n") + 1 or len(self._tail)
        plain, self._tail = Plain(self._tail[:cut].removesuffix("\n")), self._tail[cut:]
        return self._add("", (plain,))

    def _settle(self) -> tuple[Block, ...]:
        """Takes all blocks off the tail that nothing can change any more: all but the last, and that one if it is over.

        Judged by whole lines only: half of a line may look like the start of a block and turn out to be none (``***``
        becomes ``***bold***``).
        """
        whole = self._tail[: self._tail.rfind("\n") + 1]
        found = self._defined.copy()
        outline = Outline(whole, found)
        is_blank_end = bool(_BLANK_END.search(whole))
        if not outline.blocks:
            if is_blank_end:  # definitions only
                self._defined = found
                self._tail = self._tail[len(whole) :]
            return ()
        last = outline.blocks[-1]
        if last.kind in _CLOSED_BY_A_BLANK_LINE and is_blank_end:
            return self._cut(len(whole), self._read(outline))
        if len(last.item_lines) > OPEN_ITEMS:
            *blocks, parted = self._read(outline)
            if isinstance(parted, ListBlock):
                part, still_open = _all_but_last_item(parted)
                taken = self._cut(_line_offset(whole, last.item_lines[-1]), (*blocks, part))
                self._list = still_open
                return taken
        return self._cut(_line_offset(whole, last.line), self._read(outline, but_last=True))

    def _read(self, outline: Outline, *, but_last: bool = False) -> tuple[Block, ...]:
        read = outline.read(outline.blocks[:-1] if but_last else outline.blocks)
        return tuple(placed.block for placed in self._part_of_list(read))

    def _cut(self, at: int, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        if at == 0:
            return ()
        source, self._tail = self._tail[:at], self._tail[at:]
        if "]:" in source:
            Outline(source, self._defined)  # for what it defines
        return self._add(source, blocks)

    def _add(self, source: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        if source or blocks:
            self._chunks.append(_Chunk(source, blocks))
            self._list = None
        return blocks

    def _tail_blocks(self, *, is_over: bool) -> tuple[Block, ...]:
        if self._open is not None:
            return (self._open.settled if is_over else self._open.growing,)
        shown, known = self._tail, self._defined.copy()
        if is_over:
            known.grows = False
        else:
            shown = repaired(shown)
        return tuple(placed.block for placed in self._part_of_list(parse(shown, known)))

    def _part_of_list(self, placed: tuple[Placed, ...]) -> tuple[Placed, ...]:
        """A list at the beginning of the tail goes on with the numbers of its settled part."""
        if self._list is None or not placed or not isinstance(block := placed[0].block, ListBlock):
            return placed
        is_loose = self._list.is_loose or block.is_loose
        block = replace(block, start=self._list.next_number, is_loose=is_loose, goes_on=True)
        return (replace(placed[0], block=block), *placed[1:])


def slice_end(text: str, at: int) -> int:
    """Where the slice ends that begins there: behind a line, if one ends in it."""
    end = min(len(text), at + SLICE)
    lines = list(islice(_LINE_END.finditer(text, at, end), SLICE_LINES))
    marks = list(islice(_MARKS.finditer(text, at, end), SLICE_MARKS))
    if len(marks) == SLICE_MARKS:
        end = marks[-1].end()
    ends = [line.end() for line in lines if line.end() <= end]
    if len(lines) == SLICE_LINES or end < len(text):
        end = ends[-1] if ends else end
    return end


def _is_too_much(text: str) -> bool:
    """Whether to read it as Markdown, and to lay it out as such, would cost too much."""
    if len(text) > MAX_TAIL or (len(text) > MAX_MARKS and len(_MARKS.findall(text)) > MAX_MARKS):
        return True
    return len(text) > MAX_WORD and any(len(word) > MAX_WORD for word in _WORD.findall(text))


def _all_but_last_item(block: ListBlock) -> tuple[ListBlock, _OpenList]:
    part = replace(block, items=block.items[:-1], checks=block.checks[:-1])
    number = None if block.start is None else block.start + len(part.items)
    return part, _OpenList(number, block.is_loose)


def _last_run(block: Block) -> Run | None:
    """The run at the very end of the block, if more words may simply be added to it."""
    match block:
        case Paragraph(runs) | Heading(_, runs):
            run = runs[-1] if runs else None
            return None if run is None or run.code or run.link or run.unopened or run.tex or run.raised else run
        case ListBlock(items=(*_, (*_, last))) | Quote((*_, last)):
            return _last_run(last)
    return None


def _extended(block: Block, text: str) -> Block:
    match block:
        case Paragraph((*runs, last)):
            return Paragraph((*runs, last.with_text(last.text + text)))
        case Heading(level, (*runs, last)):
            return Heading(level, (*runs, last.with_text(last.text + text)))
        case ListBlock(items=(*items, (*blocks, inner))):
            return replace(block, items=(*items, (*blocks, _extended(inner, text))))
        case Quote((*blocks, inner)):
            return Quote((*blocks, _extended(inner, text)))
    raise ValueError(block)


def _table_head(text: str) -> str:
    """The first two lines, if they can be the head of a table."""
    lines = text.split("\n", 2)
    if len(lines) < 3 or "|" not in lines[0] or not re.fullmatch(r" {0,3}[-:|][-:| \t]+", lines[1]):
        return ""
    return "\n".join(lines[:2]) + "\n"


def _parts(chunks: list[_Chunk]) -> Iterator[list[_Chunk]]:
    """Chunks that one list runs through stay together."""
    part: list[_Chunk] = []
    for chunk in chunks:
        first = chunk.blocks[0] if chunk.blocks else None
        if part and not (isinstance(first, ListBlock) and first.goes_on):
            yield part
            part = []
        part.append(chunk)
    if part:
        yield part


def _line_offset(text: str, line: int) -> int:
    at = 0
    for _ in range(line):
        at = text.index("\n", at) + 1
    return at
