"""Characters that are not seen: written out where a person judges a text, removed where they only hide words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

# Categories of characters that are not seen: controls, formats (zero width, direction, tags), unassigned, private use.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_PLAIN = frozenset("\n\t")
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters and symbols that are drawn as nothing

# An alphabet of its own that nobody sees and that models read as letters. Source: Unicode, block "Tags".
_TAGS = re.compile("[\U000e0000-\U000e007f]+")


def visible(text: str) -> str:
    """With each character that is not seen written out as ``⟨U+200B⟩``; line ends and tabs stay."""
    return "".join(shown for shown, _ in visible_pieces(text))


def visible_pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The same in pieces, and whether each is such a mark (of one or several characters)."""
    if not has_unseen(text):
        yield text, False
        return
    for is_marked, group in groupby(text, _is_unseen):
        held = "".join(group)
        yield ("".join(f"⟨U+{ord(each):04X}⟩" for each in held) if is_marked else held), is_marked


def has_unseen(text: str) -> bool:
    """Quick where there is none: a character that is printable and no filler is seen."""
    bare = text.replace("\n", "").replace("\t", "")
    if bare.isprintable() and _FILLERS.isdisjoint(bare):
        return False
    return any(map(_is_unseen, bare))


def visible_line(text: str) -> str:
    """As ``visible``, in one line."""
    return visible(" ".join(text.split()))


def without_tags(text: str) -> tuple[str, int]:
    """The text without Unicode's tag characters, and how many there were."""
    kept = _TAGS.sub("", text)
    return kept, len(text) - len(kept)


def _is_unseen(character: str) -> bool:
    if character in _PLAIN:
        return False
    return character in _FILLERS or unicodedata.category(character) in _UNSEEN
