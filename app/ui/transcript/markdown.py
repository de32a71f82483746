"""markdown-it as it is set up here: CommonMark, tables, strikethrough, footnotes, bare addresses and TeX.

Off: HTML, which stays visible text. Images become their description: nothing a model writes is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from app.ui.transcript import math_rules
from app.ui.transcript.inline_parser import InlineParser

SCHEMES = ("http", "https", "mailto")  # all that a link may open
MAX_NESTING = 50  # deeper input is hostile: its cost grows with the square
_NOTE_LABEL = re.compile(r"\[\^(\w{1,12})\]")  # taken for a footnote while its definition may still come
_LINE_ACROSS = re.compile(r"([*_-])[ \t]*(?:\1[ \t]*){2,}")


def may_open(address: str) -> bool:
    try:
        return urlsplit(address).scheme.lower() in SCHEMES
    except ValueError:
        return False


def html_of(text: str) -> str:
    """For another program that asks for rich text. HTML of the text is escaped; an image is its description."""
    INLINE.limit(None)
    return str(MARKDOWN.render(text, {"grows": False}))


def image_words(token: Token) -> str:
    words = "".join(map(_words, token.children or ()))
    return f"image: {words}" if words else "image"


def _words(token: Token) -> str:
    match token.type:
        case "text" | "text_special" | "code_inline" | "footnote_ref":
            return token.content
        case "softbreak" | "hardbreak":
            return "\n"
        case math_rules.INLINE | math_rules.DISPLAYED:
            return token.info
        case "image":
            return f"[{image_words(token)}]"
        case _:
            return ""


def _footnote_mark(state: StateInline, silent: bool) -> bool:
    """``[^1]``, shown by its own label wherever it stands, so that nothing above changes when one more comes."""
    match = _NOTE_LABEL.match(state.src, state.pos, state.posMax)
    if match is None or not (state.env["grows"] or f":{match[1]}" in state.env["footnotes"]["refs"]):
        return False
    if not silent:
        state.push("footnote_ref", "", 0).content = match[1]
    state.pos = match.end()
    return True


def line_across(state: StateBlock, first: int, _last: int, silent: bool) -> bool:
    """markdown-it's own walks letter by letter, and again for each list that a line of "- - - -" may begin."""
    begin, end = state.bMarks[first] + state.tShift[first], state.eMarks[first]
    if state.is_code_block(first) or not _LINE_ACROSS.fullmatch(state.src, begin, end):
        return False
    if not silent:
        state.line = first + 1
        token = state.push("hr", "hr", 0)
        token.map = [first, state.line]
        mark = state.src[begin]
        token.markup = mark * (state.src.count(mark, begin, end) + 1)  # as markdown-it counts
    return True


def _source_html(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    return escapeHtml(tokens[index].info)


def _mark_html(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    return f"<sup>{escapeHtml(tokens[index].content)}</sup>"


def _nothing_html(_renderer: Any, _tokens: Sequence[Token], _index: int, _options: Any, _env: Any) -> str:
    return ""


def _image_html(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    return escapeHtml(f"[{image_words(tokens[index])}]")


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
    markdown.block.ruler.at("hr", line_across, {"alt": ["paragraph", "reference", "blockquote", "list"]})
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


MARKDOWN = _markdown()
INLINE = InlineParser(MARKDOWN)  # with all rules in place
