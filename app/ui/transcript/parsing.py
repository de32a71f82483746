"""Markdown to blocks, by markdown-it: CommonMark, tables, strikethrough, task lists, footnotes, bare addresses and TeX.

Off: HTML, which stays visible text. Images become their description: nothing a model writes is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

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

SCHEMES = ("http", "https", "mailto")  # all that a link may open
MAX_NESTING = 50  # deeper input is hostile: its cost grows with the square
_CHECK = re.compile(r"\[([ xX])\](?=\s)")
_NOTE_LABEL = re.compile(r"\[\^(\w{1,12})\]")  # taken for a footnote while its definition may still come


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


def parse(text: str, definitions: Definitions | None = None) -> tuple[Placed, ...]:
    """Adds to ``definitions`` what the text defines."""
    known = definitions if definitions is not None else Definitions()
    env = {"references": known.links, "footnotes": {"refs": known.notes, "list": {}}, "grows": known.grows}
    tokens = _MARKDOWN.parse(text, env)
    return tuple(_placed(_Tokens(tokens), text))


def html_of(text: str) -> str:
    """For another program that asks for rich text. HTML of the text is escaped; an image is its description."""
    return str(_MARKDOWN.render(text, {"grows": False}))


def _footnote_mark(state: StateInline, silent: bool) -> bool:
    """``[^1]``, shown by its own label wherever it stands, so that nothing above changes when one more comes."""
    match = _NOTE_LABEL.match(state.src, state.pos, state.posMax)
    if match is None or not (state.env["grows"] or f":{match[1]}" in state.env["footnotes"]["refs"]):
        return False
    if not silent:
        state.push("footnote_ref", "", 0).content = match[1]
    state.pos = match.end()
    return True


def _source_html(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    return escapeHtml(tokens[index].info)


def _mark_html(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    return f"<sup>{escapeHtml(tokens[index].content)}</sup>"


def _nothing_html(_renderer: Any, _tokens: Sequence[Token], _index: int, _options: Any, _env: Any) -> str:
    return ""


def _image_html(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    return escapeHtml(f"[{_image_words(tokens[index])}]")


def _link_html(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    address = str(tokens[index].attrs.get("href", ""))
    return f'<a href="{escapeHtml(address)}">' if may_open(address) else "<a>"


def _markdown() -> MarkdownIt:
    markdown = (
        MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_NESTING})
        .use(footnote_plugin, inline=False, move_to_end=False)
        .use(gfm_autolink_plugin)
        .enable(["table", "strikethrough"])
        .disable(["html_block", "html_inline"])
    )
    markdown.inline.ruler.at("footnote_ref", _footnote_mark)
    for kind in (math_rules.INLINE, math_rules.DISPLAYED, math_rules.OPEN):
        markdown.add_render_rule(kind, _source_html)
    markdown.add_render_rule("footnote_ref", _mark_html)
    markdown.add_render_rule("footnote_reference_open", _nothing_html)
    markdown.add_render_rule("footnote_reference_close", _nothing_html)
    markdown.add_render_rule("image", _image_html)
    markdown.add_render_rule("link_open", _link_html)
    math_rules.add_math(markdown)
    markdown.validateLink = lambda url: bool(url) or True  # type: ignore[method-assign]  # ``may_open`` decides, on what is shown
    return markdown


_MARKDOWN = _markdown()


class _Tokens:
    """markdown-it's flat list, read once from front to back."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def at(self) -> int:
        return self._at

    def is_too_deep(self, since: int) -> bool:
        return any(token.level >= MAX_NESTING - 1 for token in self._tokens[since : self._at])

    def item_lines(self, since: int) -> tuple[int, ...]:
        taken = self._tokens[since : self._at]
        return tuple(
            token.map[0] for token in taken if token.type == "list_item_open" and token.level == 1 and token.map
        )

    def peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]


def _placed(tokens: _Tokens, text: str) -> Iterator[Placed]:
    while (token := tokens.peek()) is not None:
        first, end = token.map or (0, 0)
        began = tokens.at
        blocks = tuple(_block(tokens))
        if tokens.is_too_deep(began):  # markdown-it leaves out what is nested deeper
            lines = text.split("\n")[first:end]
            yield Placed(first, Plain("\n".join(lines)))
            continue
        for block in blocks:
            yield Placed(first, block, tokens.item_lines(began) if isinstance(block, ListBlock) else ())


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
                yield look.run(f"[{_image_words(token)}]")
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
        if held is not None and not run.tex and held.looks_like(run):
            held = held.with_text(held.text + run.text)
            continue
        if held is not None:
            yield held
        held = run
    if held is not None:
        yield held
