"""What an answer is made of once its Markdown is read: values without Qt, for the splitter, the renderer and copies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from unicodedata import bidirectional

_STRONG = {"L", "R", "AL"}


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text of one look.

    ``link`` is an address that may be opened after a question, or empty; ``unopened`` one that is only told.
    ``tex``: of a formula, whose source with its marks is ``text``; else empty.
    """

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    link: str = ""
    tex: str = ""
    is_displayed: bool = False  # the formula stands on a line of its own
    unopened: str = ""
    raised: bool = False  # the mark of a footnote

    def looks_like(self, other: Run) -> bool:
        """But for the text."""
        return (
            self.bold == other.bold
            and self.italic == other.italic
            and self.code == other.code
            and self.link == other.link
            and self.struck == other.struck
            and self.unopened == other.unopened
            and self.raised == other.raised
            and self.tex == other.tex
            and self.is_displayed == other.is_displayed
        )

    def with_text(self, text: str) -> Run:
        return Run(
            text,
            self.bold,
            self.italic,
            self.struck,
            self.code,
            self.link,
            self.tex,
            self.is_displayed,
            self.unopened,
            self.raised,
        )


Runs = tuple[Run, ...]


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True, slots=True)
class Heading:
    level: int  # 1 to 6
    runs: Runs


@dataclass(frozen=True, slots=True)
class Code:
    """``text`` has no newline at its end."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class ListBlock:
    """``start`` is the number of the first item, None for bullets. A loose list has air between its items.

    ``checks``: for each item whether its box is ticked, None without a box; empty if no item has one.
    ``goes_on``: a further part of the list that the block before is; ``first_is_rest``: its first item is the rest of
    that one's last.
    """

    start: int | None
    is_loose: bool
    items: tuple[tuple[Block, ...], ...]
    checks: tuple[bool | None, ...] = ()
    goes_on: bool = False
    first_is_rest: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Every row has as many cells as ``aligns``; the first is the head.

    ``unread``: further rows of a very long table, as they were written.
    """

    aligns: tuple[Align, ...]
    rows: tuple[tuple[Runs, ...], ...]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """A displayed formula. ``source``: as written, with its marks. ``tex``: empty while its end has not come."""

    source: str
    tex: str


@dataclass(frozen=True, slots=True)
class Footnote:
    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    pass


@dataclass(frozen=True, slots=True)
class Plain:
    """Text shown as it is, because reading its Markdown would cost too much."""

    text: str


@dataclass(frozen=True, slots=True)
class Inset:
    """Code or a table that was taken out of the lists and quotes it stands in, to have a place of its own.

    ``indent``: pixels from the left. ``rails``: where those of the quotes stand. ``depth``: of lists.
    """

    block: Code | Table
    indent: int = 0
    rails: tuple[int, ...] = ()
    depth: int = 0


Block = Paragraph | Heading | Code | ListBlock | Quote | Table | Formula | Footnote | Rule | Plain

Drawn = Block | Inset  # what a piece shows


def has_link(block: Drawn) -> bool:
    match block:
        case Inset(block=inner):
            return has_link(inner)
        case Paragraph(runs) | Heading(_, runs):
            return any(run.link for run in runs)
        case ListBlock(items=items):
            return any(has_link(inner) for item in items for inner in item)
        case Quote(blocks) | Footnote(_, blocks):
            return any(map(has_link, blocks))
        case Table(rows=rows):
            return any(run.link for row in rows for cell in row for run in cell)
        case Code() | Formula() | Rule() | Plain():
            return False


def length_of(block: Drawn) -> int:
    """How many letters stand in it, and some for each part of it."""
    match block:
        case Inset(block=inner):
            return length_of(inner)
        case Paragraph(runs) | Heading(_, runs):
            return 20 + sum(len(run.text) for run in runs)
        case ListBlock(items=items):
            return sum(20 + sum(map(length_of, item)) for item in items)
        case Quote(blocks) | Footnote(_, blocks):
            return 20 + sum(map(length_of, blocks))
        case Table(rows=rows):
            return sum(20 + sum(len(run.text) for run in cell) for row in rows for cell in row)
        case Code(_, text) | Plain(text) | Formula(text):
            return 20 + len(text)
        case Rule():
            return 20


def runs_text(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def is_right_to_left(runs: Runs) -> bool:
    """As the first letter that has a direction."""
    for run in runs:
        for letter in run.text:
            direction = bidirectional(letter)
            if direction in _STRONG:
                return direction != "L"
    return False


def joined_lists(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """With the parts of each list put together."""
    joined: list[Block] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if isinstance(block, ListBlock) and block.goes_on and isinstance(before, ListBlock):
            checks = _all_checks(before) + _all_checks(block)
            joined[-1] = ListBlock(
                before.start,
                before.is_loose or block.is_loose,
                before.items + block.items,
                checks if any(check is not None for check in checks) else (),
                before.goes_on,
            )
        else:
            joined.append(block)
    return tuple(joined)


def _all_checks(block: ListBlock) -> tuple[bool | None, ...]:
    return block.checks or (None,) * len(block.items)
