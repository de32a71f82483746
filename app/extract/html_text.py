"""The words of an HTML page as a reader would see them. Nothing in it is run, followed or loaded."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_UNREAD = frozenset(("script", "style", "noscript", "template", "svg", "iframe", "object", "head", "math", "canvas"))
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "fieldset"),
        *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main"),
        *("nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "thead", "title", "tr", "ul", "br"),
    )
)
_CELLS = frozenset(("td", "th"))
# Their end may be left out, so nobody can tell how far something hidden would reach.
_OPEN_ENDED = frozenset(("p", "li", "td", "th", "tr", "dt", "dd", "option", "body", "html"))
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_\-]{2,40})", re.IGNORECASE)
DECLARED_WITHIN_BYTES = 4096


def declared_encoding(data: bytes) -> str | None:
    """What the page itself says, wherever in its head that stands."""
    found = _DECLARED.search(data[:DECLARED_WITHIN_BYTES])
    return found[1].decode("ascii") if found else None


def html_text(page: str) -> str:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines = (" ".join(line.split()) if not line.startswith("\0") else line[1:] for line in reader.text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._unread = ""  # the tag inside of which nothing is read
        self._depth = 0
        self._title = False
        self._verbatim = 0  # inside of <pre>

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._title = True  # though it stands in the head
        if self._unread:
            self._depth += tag == self._unread
        elif tag not in _VOID and (tag in _UNREAD or (tag not in _OPEN_ENDED and _is_hidden(attrs))):
            self._unread, self._depth = tag, 1
        elif tag in _BLOCKS:
            self._verbatim += tag == "pre"
            self._parts.append({"li": "\n- ", "pre": "\n\0"}.get(tag, "\n"))
        elif tag in _CELLS:
            self._parts.append(" | ")
        elif tag == "img":
            words = dict(attrs).get("alt")
            self._parts.append(f" [{words}] " if words else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title" and self._title:
            self._title = False
            self._parts.append("\n\n")
        if self._unread:
            self._depth -= tag == self._unread
            if not self._depth:
                self._unread = ""
        elif tag in _BLOCKS:
            self._verbatim -= tag == "pre" and self._verbatim > 0
            self._parts.append("\n\n" if tag == "p" else "\n")

    def handle_data(self, data: str) -> None:
        if self._unread and not self._title:
            return
        if self._verbatim:
            self._parts.append(data.replace("\0", "").replace("\n", "\n\0"))  # this line keeps its blanks
        else:
            self._parts.append(data.replace("\0", "").replace("\n", " "))


def _is_hidden(attrs: list[tuple[str, str | None]]) -> bool:
    said = dict(attrs)
    return "hidden" in said or bool(_HIDDEN_STYLE.search(said.get("style") or ""))
