"""The title of a new conversation, made from its first question."""

from __future__ import annotations

import unicodedata

MAX_TITLE_CHARACTERS = 48  # about what a sidebar shows
MAX_LINE_CHARACTERS = 4_000  # nobody types a longer line; a pasted one may have millions
JOINERS = "\u200c\u200d"  # invisible, but Persian, Hindi and most emoji are wrong without them


def title_of(prompt: str) -> str:
    """The first line with something visible on it, shortened at a word; empty if there is none."""
    for line in prompt.splitlines():
        visible = " ".join(visible_text(line[:MAX_LINE_CHARACTERS]).split())
        if visible.strip(JOINERS):
            return _shortened(visible)
    return ""


def visible_text(line: str) -> str:
    """Without control characters, bidi overrides, tags and the like, which can make a title lie."""
    return "".join(
        character
        for character in line.replace("\t", " ")
        if character in JOINERS or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )


def _shortened(text: str) -> str:
    if len(text) <= MAX_TITLE_CHARACTERS:
        return text
    cut = text[:MAX_TITLE_CHARACTERS]
    at_word, space, _ = cut.rpartition(" ")
    # Text without spaces, such as Japanese or an address, is cut where it is.
    return (at_word if space and len(at_word) > MAX_TITLE_CHARACTERS // 2 else cut).rstrip(" ,;:" + JOINERS) + "…"
