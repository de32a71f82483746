"""Markdown to blocks, by markdown-it's CommonMark with tables and strikethrough, and with TeX in it.

Off: HTML (it stays visible text) and link reference definitions (one at the end would change what stands above it, and
what is settled is never touched again). Images become their description: nothing a model writes is ever fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.ui.transcript import math_rules
from app.ui.transcript.blocks import (
    Align,
    Block,
    Code,
    Formula,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Run,
    Runs,
    Table,
)

SCHEMES = ("http", "https", "mailto")  # all that a link may open
MAX_NESTING = 20  # deeper input is hostile: its cost grows with the square

_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    .enable(["table", "strikethrough"])
    .disable(["reference", "html_block", "html_inline"])
)
math_rules.add_math(_MARKDOWN)
_MARKDOWN.validateLink = lambda url: bool(url) or True  # type: ignore[method-assign]  # ``may_open`` decides, on what is shown


@dataclass(frozen=True, slots=True)
class Placed:
    """A top-level block and the line (from 0) on which it begins."""

    line: int
    block: Block


def parse(text: str) -> tuple[Placed, ...]:
    return tuple(_placed(_Tokens(_MARKDOWN.parse(text))))


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


def _placed(tokens: _Tokens) -> Iterator[Placed]:
    while (token := tokens.peek()) is not None:
        line = token.map[0] if token.map else 0
        for block in _block(tokens):
            yield Placed(line, block)


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
        case _:
            return


def _list(tokens: _Tokens, start: int | None, closing: str) -> ListBlock:
    items: list[tuple[Block, ...]] = []
    is_loose = False
    while (token := tokens.take()).type != closing:
        if token.type == "list_item_open":
            first = tokens.peek()
            # markdown-it hides the paragraphs of a tight list.
            is_loose = is_loose or (first is not None and first.type == "paragraph_open" and not first.hidden)
            items.append(_blocks_until(tokens, "list_item_close"))
    return ListBlock(start, is_loose, tuple(items))


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


def _runs(tokens: list[Token]) -> Iterator[Run]:
    look = Run("")
    addresses: list[str] = []
    for token in tokens:
        match token.type:
            case "text" | "text_special":
                yield replace(look, text=token.content)
            case "code_inline":
                yield replace(look, text=token.content, code=True)
            case "softbreak" | "hardbreak":
                yield replace(look, text="\n")  # a model that breaks a line means it
            case math_rules.INLINE | math_rules.DISPLAYED:
                is_displayed = token.type == math_rules.DISPLAYED
                yield replace(look, text=token.info, tex=token.content, is_displayed=is_displayed)
            case "image":
                yield replace(look, text=f"[{_image_words(token)}]")
            case "strong_open" | "strong_close":
                look = replace(look, bold=token.nesting > 0)
            case "em_open" | "em_close":
                look = replace(look, italic=token.nesting > 0)
            case "s_open" | "s_close":
                look = replace(look, struck=token.nesting > 0)
            case "link_open":
                addresses.append(str(token.attrs.get("href", "")))
                look = replace(look, link=addresses[-1] if may_open(addresses[-1]) else "")
            case "link_close":
                if not look.link:
                    yield replace(look, text=f" ({addresses[-1]})")
                addresses.pop()
                look = replace(look, link="")
            case _:
                pass


def may_open(address: str) -> bool:
    try:
        return urlsplit(address).scheme.lower() in SCHEMES
    except ValueError:
        return False


def _image_words(token: Token) -> str:
    words = "".join(run.text for run in _runs(token.children or []))
    return f"image: {words}" if words else "image"


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    """Neighbours of one look become one run."""
    held: Run | None = None
    for run in runs:
        if not run.text:
            continue
        if held is not None and not run.tex and replace(held, text="") == replace(run, text=""):
            held = replace(held, text=held.text + run.text)
            continue
        if held is not None:
            yield held
        held = run
    if held is not None:
        yield held
