"""The examples of the CommonMark Spec, and what of their HTML can be read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from markdown_it import MarkdownIt

DATA = Path(__file__).resolve().parents[2] / "data"
BULLETS = ("•", "◦", "▪")
_BREAKING = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "br", "li", "ul", "ol"}


@dataclass(frozen=True)
class Example:
    number: int
    markdown: str
    html: str
    has_raw_html: bool  # which we show instead of obeying it, so that the reference's text is another


def examples() -> list[Example]:
    full = MarkdownIt("commonmark")
    found = []
    for each in json.loads((DATA / "commonmark" / "spec-0.31.2.json").read_text(encoding="utf-8")):
        tokens = full.parse(each["markdown"])
        kinds = {token.type for outer in tokens for token in (outer, *(outer.children or ()))}
        has_raw = bool(kinds & {"html_block", "html_inline"})
        found.append(Example(each["example"], each["markdown"], each["html"], has_raw))
    return found


class _Reader(HTMLParser):
    """Text as a reader sees it: with the markers of lists, and descriptions for images."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.code: list[str] = []
        self._numbers: list[int | None] = []
        self._in_pre = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _BREAKING:
            self.parts.append("\n")
        if tag == "ul":
            self._numbers.append(None)
        elif tag == "ol":
            self._numbers.append(int(given.get("start") or 1))
        elif tag == "li":
            number = self._numbers[-1]
            self.parts.append(BULLETS[(len(self._numbers) - 1) % 3] if number is None else f"{number}.")
            self.parts.append("\t")
            self._numbers[-1] = None if number is None else number + 1
        elif tag == "img":
            alt = given.get("alt")
            self.parts.append(f"[image: {alt}]" if alt else "[image]")
        elif tag == "pre":
            self._in_pre = True
            self.code.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKING:
            self.parts.append("\n")
        if tag in ("ul", "ol"):
            self._numbers.pop()
        if tag == "pre":
            self._in_pre = False

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
        if self._in_pre:
            self.code[-1] += data


def read(html: str) -> tuple[list[str], list[str]]:
    """The words of a page in order, and its blocks of code to the letter."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts).split(), [code.removesuffix("\n") for code in reader.code]
