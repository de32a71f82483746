"""Markdown to blocks, by markdown-it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from markdown_it.rules_core import StateCore, normalize
from markdown_it.rules_core import block as find_blocks
from markdown_it.token import Token

from app.ui.transcript import math_rules
from app.ui.transcript.blocks import (
    Align,
    Block,
    Code,
    Footnote,
    Formula,
    Heading,
    ListBlock,
    Paragraph,
    Plain,
    Quote,
    Rule,
    Run,
    Runs,
    Table,
)
from app.ui.transcript.inline_parser import TooCostlyError
from app.ui.transcript.markdown import INLINE, MARKDOWN, MAX_NESTING, image_words, may_open

# Of reading what stands in the lines of one text: some milliseconds. A usual text of 10,000 letters takes 2,000 steps.
MAX_STEPS = 10_000
_CHECK = re.compile(r"\[([ xX])\](?=\s)")


@dataclass(slots=True)
class Definitions:
    """What links and footnotes of a text refer to. While it ``grows``, any short footnote may still be defined."""

    links: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    grows: bool = False

    def copy(self) -> Definitions:
        return Definitions(dict(self.links), dict(self.notes), self.grows)


@dataclass(frozen=True, slots=True)
class Placed:
    """A top-level block and the line (from 0) on which it begins; of a list, also the lines of its items."""

    line: int
    block: Block
    item_lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlined:
    """A top-level block that has been found but not read: its first token's type, its lines, those of its items."""

    kind: str
    line: int
    end: int
    tokens: list[Token]

    @property
    def item_lines(self) -> tuple[int, ...]:
        items = (token for token in self.tokens if token.type == "list_item_open" and token.level == 1)
        return tuple(token.map[0] for token in items if token.map)


class Outline:
    """The top-level blocks of a text. To find them is a small part of the price of reading what stands in their lines.

    Adds to ``definitions`` what the text defines.
    """

    def __init__(self, text: str, definitions: Definitions | None = None) -> None:
        known = definitions if definitions is not None else Definitions()
        env = {"references": known.links, "footnotes": {"refs": known.notes, "list": {}}, "grows": known.grows}
        self._state = StateCore(text, MARKDOWN, env)
        normalize(self._state)
        find_blocks(self._state)
        self.blocks = tuple(_outlined(self._state.tokens))

    def read(self, blocks: Sequence[Outlined] | None = None) -> tuple[Placed, ...]:
        """Some of its blocks, or all. What would cost too much, or is too deep, is plain text."""
        INLINE.limit(MAX_STEPS)
        chosen = self.blocks if blocks is None else blocks
        return tuple(placed for outlined in chosen for placed in self._read(outlined))

    def _read(self, outlined: Outlined) -> Iterator[Placed]:
        try:
            if any(token.level >= MAX_NESTING - 1 for token in outlined.tokens):
                raise TooCostlyError  # markdown-it leaves out what is nested deeper
            for token in outlined.tokens:
                if token.type == "inline":
                    token.children = INLINE.parse(token.content, MARKDOWN, self._state.env, [])
        except TooCostlyError:
            lines = self._state.src.split("\n")[outlined.line : outlined.end]
            yield Placed(outlined.line, Plain("\n".join(lines)))
            return
        for block in _block(_Tokens(outlined.tokens)):
            yield Placed(outlined.line, block, outlined.item_lines if isinstance(block, ListBlock) else ())


def parse(text: str, definitions: Definitions | None = None) -> tuple[Placed, ...]:
    """Adds to ``definitions`` what the text defines."""
    return Outline(text, definitions).read()


def _outlined(tokens: list[Token]) -> Iterator[Outlined]:
    starts = [at for at, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0]
    for start, following in pairwise([*starts, len(tokens)]):
        line, end = tokens[start].map or (0, 0)
        yield Outlined(tokens[start].type, line, end, tokens[start:following])


class _Tokens:
    """markdown-it's flat list, read once from front to back."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]


def _blocks_until(tokens: _Tokens, closing: str) -> tuple[Block, ...]:
    blocks: list[Block] = []
    while (token := tokens.peek()) is not None and token.type != closing:
        blocks.extend(_block(tokens))
    tokens.take()
    return tuple(blocks)


def _block(tokens: _Tokens) -> Iterator[Block]:
    """The next block; nothing for a token that we do not show."""
    token = tokens.take()
    match token.type:
        case "paragraph_open":
            yield Paragraph(_inline_until(tokens, "paragraph_close"))
        case "heading_open":
            yield Heading(int(token.tag[1]), _inline_until(tokens, "heading_close"))
        case "fence":
            yield Code(token.info.strip().partition(" ")[0], token.content.removesuffix("\n"))
        case "code_block":
            yield Code("", token.content.removesuffix("\n"))
        case "hr":
            yield Rule()
        case math_rules.DISPLAYED | math_rules.OPEN:
            yield Formula(token.info, token.content)
        case "blockquote_open":
            yield Quote(_blocks_until(tokens, "blockquote_close"))
        case "bullet_list_open":
            yield _list(tokens, None, "bullet_list_close")
        case "ordered_list_open":
            yield _list(tokens, int(token.attrs.get("start", 1)), "ordered_list_close")
        case "table_open":
            yield _table(tokens)
        case "footnote_reference_open":
            yield Footnote(str(token.meta["label"]), _blocks_until(tokens, "footnote_reference_close"))
        case _:
            return


def _list(tokens: _Tokens, start: int | None, closing: str) -> ListBlock:
    items: list[tuple[Block, ...]] = []
    checks: list[bool | None] = []
    is_loose = False
    while (token := tokens.take()).type != closing:
        if token.type == "list_item_open":
            first = tokens.peek()
            # markdown-it hides the paragraphs of a tight list.
            is_loose = is_loose or (first is not None and first.type == "paragraph_open" and not first.hidden)
            blocks, check = _without_check(_blocks_until(tokens, "list_item_close"))
            items.append(blocks)
            checks.append(check)
    has_checks = any(check is not None for check in checks)
    return ListBlock(start, is_loose, tuple(items), tuple(checks) if has_checks else ())


def _without_check(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], bool | None]:
    """An item of a task list and whether it is done. Source: GitHub Flavored Markdown, section 5.3."""
    match blocks:
        case (Paragraph((first, *runs)), *rest) if (box := _CHECK.match(first.text)) and not _is_marked(first):
            words = Run(first.text[box.end() :].lstrip())
            return (Paragraph((words, *runs)), *rest), box[1] != " "
    return blocks, None


def _is_marked(run: Run) -> bool:
    return run != Run(run.text)


def _table(tokens: _Tokens) -> Table:
    aligns: list[Align] = []
    rows: list[tuple[Runs, ...]] = []
    cells: list[Runs] = []
    while (token := tokens.take()).type != "table_close":
        if token.type == "tr_open":
            cells = []
        elif token.type in ("th_open", "td_open"):
            if token.type == "th_open":
                style = str(token.attrs.get("style", ""))
                aligns.append(Align(style.removeprefix("text-align:")) if style else Align.LEFT)
            cells.append(_inline_until(tokens, token.type.replace("open", "close")))
        elif token.type == "tr_close":
            rows.append(tuple(cells))
    return Table(tuple(aligns), tuple(rows))


def _inline_until(tokens: _Tokens, closing: str) -> Runs:
    runs: Runs = ()
    while (token := tokens.take()).type != closing:
        if token.type == "inline":
            runs = tuple(_joined(_runs(token.children or [])))
    return runs


@dataclass(slots=True)
class _Look:
    """The look of the text that is being read; changed in place, since ``replace`` costs more than the parser."""

    bold: bool = False
    italic: bool = False
    struck: bool = False
    link: str = ""
    unopened: str = ""

    def run(self, text: str, *, code: bool = False, raised: bool = False, tex: str = "", shown: bool = False) -> Run:
        return Run(
            text,
            bold=self.bold,
            italic=self.italic,
            struck=self.struck,
            code=code,
            link=self.link,
            unopened=self.unopened,
            raised=raised,
            tex=tex,
            is_displayed=shown,
        )


def _runs(tokens: list[Token]) -> Iterator[Run]:
    look = _Look()
    around: list[tuple[str, str]] = []  # what surrounds the links that are open
    for token in tokens:
        match token.type:
            case "text" | "text_special":
                yield look.run(token.content)
            case "code_inline":
                yield look.run(token.content, code=True)
            case "softbreak" | "hardbreak":
                yield look.run("\n")  # a model that breaks a line means it
            case math_rules.INLINE | math_rules.DISPLAYED:
                yield look.run(token.info, tex=token.content, shown=token.type == math_rules.DISPLAYED)
            case "image":
                yield look.run(f"[{image_words(token)}]")
            case "footnote_ref":
                yield look.run(token.content, raised=True)
            case "strong_open" | "strong_close":
                look.bold = token.nesting > 0
            case "em_open" | "em_close":
                look.italic = token.nesting > 0
            case "s_open" | "s_close":
                look.struck = token.nesting > 0
            case "link_open":
                around.append((look.link, look.unopened))
                address = str(token.attrs.get("href", ""))
                look.link, look.unopened = (address, "") if may_open(address) else ("", address)
            case "link_close":
                look.link, look.unopened = around.pop()
            case _:
                pass


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    """Neighbours of one look become one run."""
    held: Run | None = None
    for run in runs:
        if not run.text:
            continue
        if held is not None and not run.tex and held.looks_like(run):
            held = held.with_text(held.text + run.text)
            continue
        if held is not None:
            yield held
        held = run
    if held is not None:
        yield held
