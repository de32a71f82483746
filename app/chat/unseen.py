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

# Marks that are drawn as nothing by themselves. Variation selectors say how the character before them is to look, and
# 256 of them in a row behind any letter can hold bytes.
_MARKS = re.compile("[\u034f\u17b4\u17b5\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_STYLES = frozenset("\ufe0e\ufe0f")  # as text, as a picture: one behind a symbol is how emoji are written
_SYMBOLS = frozenset({"So", "Sm", "Sk", "Po", "Pd"})
_KEYCAP = "\u20e3"

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
    marks = {found.start() for found in _MARKS.finditer(text) if not _is_style(text, found.start())}
    places = enumerate(text)
    for is_marked, group in groupby(places, lambda place: place[0] in marks or _is_unseen(place[1])):
        held = "".join(each for _, each in group)
        yield ("".join(f"⟨U+{ord(each):04X}⟩" for each in held) if is_marked else held), is_marked


def has_unseen(text: str) -> bool:
    """Quick where there is none: a character that is printable and no filler is seen. For a million Japanese
    ones it took 60 ms to look up each among the fillers; looking for each filler, it takes 8 in all."""
    bare = text.replace("\n", "").replace("\t", "")
    has_filler = any(filler in bare for filler in _FILLERS)
    if (has_filler or not bare.isprintable()) and any(map(_is_unseen, set(bare))):
        return True
    return not text.isascii() and any(not _is_style(text, found.start()) for found in _MARKS.finditer(text))


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


def _is_style(text: str, at: int) -> bool:
    """Whether the mark there only says how the symbol right before it is to look."""
    if text[at] not in _STYLES or at == 0:
        return False
    before = text[at - 1]
    is_symbol = not before.isascii() and unicodedata.category(before) in _SYMBOLS
    return is_symbol or text[at + 1 : at + 2] == _KEYCAP
