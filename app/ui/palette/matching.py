"""How well typed letters fit a text: as a part of it, as its initials, or scattered but near each other.

Case, width and the two kana do not matter. Positions are those in the text as it is shown.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_HIRAGANA_FROM_KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_MARKS = ("\uff9e", "\uff9f")  # half-width voiced marks: ﾃ and ﾞ are one letter

PART, PART_AT_WORD, PART_AT_START = 100, 140, 180
INITIALS = 80
SCATTERED = 20
WIDEST = 3  # scattered letters may take so many times their number


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared. ``places``: of each of its characters, in the text."""

    text: str
    places: tuple[int, ...]

    @property
    def starts(self) -> tuple[int, ...]:
        """Where words begin."""
        text = self.text
        return tuple(at for at in range(len(text)) if text[at].isalnum() and (at == 0 or not text[at - 1].isalnum()))

    def followed_by(self, other: Folded, places: int) -> Folded:
        """``places``: how long this one's text is as it is shown."""
        return Folded(self.text + other.text, (*self.places, *(places + at for at in other.places)))


@dataclass(frozen=True, slots=True)
class Match:
    score: float
    places: tuple[int, ...] = ()


def folded(text: str) -> Folded:
    if text.isascii():  # most titles: thousands of them are folded when the palette opens
        return Folded(text.casefold(), tuple(range(len(text))))
    letters: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        if character in _MARKS and at:
            continue  # belongs to the one before
        mark = text[at + 1 : at + 2] if text[at + 1 : at + 2] in _MARKS else ""
        for letter in _letters(character + mark):
            letters.append(letter)
            places.append(at)
    return Folded("".join(letters), tuple(places))


@lru_cache(maxsize=8_192)
def _letters(character: str) -> str:
    return unicodedata.normalize("NFKC", character).casefold().translate(_HIRAGANA_FROM_KATAKANA)


def match(query: Folded, text: Folded) -> Match | None:
    """None unless every word of the query fits. An empty query fits everything alike."""
    total, places = 0.0, set[int]()
    for term in query.text.split():
        found = _part(term, text.text) or _initials(term, text) or _scattered(term, text.text)
        if found is None:
            return None
        score, at = found
        total += score
        places.update(text.places[each] for each in at)
    return Match(total - len(text.text) / 100, tuple(sorted(places)))


Found = tuple[float, tuple[int, ...]]


def _part(term: str, text: str) -> Found | None:
    at = text.find(term)
    if at < 0:
        return None
    best, score = at, float(PART_AT_START if at == 0 else PART)
    while at >= 0 and score < PART_AT_WORD:
        if not text[at - 1].isalnum():
            best, score = at, PART_AT_WORD
        at = text.find(term, at + 1)
    return score + len(term), tuple(range(best, best + len(term)))


def _initials(term: str, text: Folded) -> Found | None:
    """``nch`` for *New Chat*: a few letters of each word, from its beginning on, words being left out or not."""
    starts = text.starts
    at: list[int] = []
    place = -1
    for letter in term:
        if at and place + 1 < len(text.text) and text.text[place + 1] == letter:
            place += 1
        else:
            later = [start for start in starts if start > place and text.text[start] == letter]
            if not later:
                return None
            place = later[0]
        at.append(place)
    return INITIALS + len(term), tuple(at)


def _scattered(term: str, text: str) -> Found | None:
    if len(term) < 3:
        return None
    first = text.find(term[0])
    while first >= 0:
        at = [first]
        for letter in term[1:]:
            place = text.find(letter, at[-1] + 1)
            if place < 0:
                return None
            at.append(place)
        if at[-1] - first < WIDEST * len(term):
            return SCATTERED + len(term) - (at[-1] - first) / len(term), tuple(at)
        first = text.find(term[0], first + 1)
    return None
