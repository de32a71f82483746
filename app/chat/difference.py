"""Where two texts say the same and where they do not, word by word.

Pure, and cut into steps: whoever must not be kept waiting takes one step at a time. A step does a bounded amount of
work, and so does the whole; what would take more is told as different as a whole passage, and ``Detail`` says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from math import isqrt

MOST_CHARACTERS = 100_000  # of one text; longer ones are not compared
MOST_UNITS = 12_000  # words of one text (an answer of 10,000 tokens has some 8,000); with more, its lines are compared
UNITS_A_STEP = 4_000
STEP_PAIRS = 20_000  # pairs of equal words that one step looks at: about 4 ms
MOST_WORK = 3_000_000  # words and pairs looked at in all: about 1 s, in steps

# A word of letters and digits, a run of one Japanese script, a single ideograph's run, or any other single character.
# White space separates and is not compared. Runs of a script are where a reader of Japanese sees words begin.
_KANA = "ぁ-ゟ", "゠-ヿｦ-ﾟ"
_IDEOGRAPHS = "々\u3400-\u9fff\U00020000-\U0003ffff"
_WORD = re.compile(f"[^\\W{''.join(_KANA)}{_IDEOGRAPHS}]+|[{_KANA[0]}]+|[{_KANA[1]}]+|[{_IDEOGRAPHS}]+|[^\\w\\s]")
_LINE = re.compile(r"\S(?:.*\S)?")
_LETTER = re.compile(r"\w")
SENTENCE_ENDS = frozenset(".!?。！？")
LEAST_SAME = 4  # characters: a shorter match between two differences is chance, and marks full of holes cannot be read


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of a text, the latter not included."""

    start: int
    end: int


class Detail(StrEnum):
    """How finely two texts were compared."""

    WORDS = "words"
    PASSAGES = "passages"  # by whole lines, or some passages were too long to look at their words
    NONE = "none"  # they were not compared: too long


@dataclass(frozen=True, slots=True)
class Difference:
    """The spans of each text that the other one does not have, in order.

    ``places``: how many passages differ; one that only one text has counts, too. ``is_same``: no word differs, though
    the space between words may.
    """

    left: tuple[Span, ...] = ()
    right: tuple[Span, ...] = ()
    places: int = 0
    detail: Detail = Detail.WORDS

    @property
    def is_same(self) -> bool:
        return self.detail is not Detail.NONE and self.places == 0


@dataclass(frozen=True, slots=True)
class _Match:
    """``size`` words from ``a`` on in the left text are those from ``b`` on in the right one."""

    a: int
    b: int
    size: int


def difference(left: str, right: str) -> Difference:
    """All steps at once."""
    steps = comparing(left, right)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            result: Difference = done.value
            return result


def comparing(left: str, right: str) -> Generator[None, None, Difference]:
    """The same in steps of bounded work each; the result is what it returns."""
    if left == right:
        return Difference()
    if max(len(left), len(right)) > MOST_CHARACTERS:
        return Difference(detail=Detail.NONE)
    is_fine = True
    ours = yield from _spans(_WORD, left)
    theirs = yield from _spans(_WORD, right)
    if max(len(ours), len(theirs)) > MOST_UNITS:
        is_fine = False
        ours = yield from _spans(_LINE, left)
        theirs = yield from _spans(_LINE, right)
        if max(len(ours), len(theirs)) > MOST_UNITS:
            return Difference(detail=Detail.NONE)
    a = [left[start:end] for start, end in ours]
    b = [right[start:end] for start, end in theirs]
    yield
    matches, was_enough = yield from _matches(a, b)
    matches = _between_sentences(_readable(matches, a, b), a, b)
    left_gaps, right_gaps = _gaps(matches, len(a), len(b))
    return Difference(
        left=tuple(Span(ours[start][0], ours[end - 1][1]) for start, end in left_gaps if start < end),
        right=tuple(Span(theirs[start][0], theirs[end - 1][1]) for start, end in right_gaps if start < end),
        places=len(left_gaps),
        detail=Detail.WORDS if is_fine and was_enough else Detail.PASSAGES,
    )


def _spans(unit: re.Pattern[str], text: str) -> Generator[None, None, list[tuple[int, int]]]:
    """Where the units stand; no more than one beyond the limit."""
    spans: list[tuple[int, int]] = []
    for found in unit.finditer(text):
        spans.append(found.span())
        if len(spans) % UNITS_A_STEP == 0:
            yield
        if len(spans) > MOST_UNITS:
            break
    return spans


def _matches(a: Sequence[str], b: Sequence[str]) -> Generator[None, None, tuple[list[_Match], bool]]:
    """Runs of equal words, in order, and whether every passage was looked into."""
    found: list[_Match] = []
    is_fine = True
    work = 0
    open_ranges = [(0, len(a), 0, len(b))]
    while open_ranges:
        a_from, a_to, b_from, b_to = open_ranges.pop()
        size = _same_from(a, a_from, a_to, b, b_from, b_to)
        found.append(_Match(a_from, b_from, size))
        a_from, b_from = a_from + size, b_from + size
        size = _same_until(a, a_from, a_to, b, b_from, b_to)
        a_to, b_to = a_to - size, b_to - size
        found.append(_Match(a_to, b_to, size))
        if a_from == a_to or b_from == b_to:
            continue
        work += a_to - a_from + b_to - b_from + STEP_PAIRS // 4
        if work > MOST_WORK:
            is_fine = False
            continue
        match = _longest(a[a_from:a_to], b[b_from:b_to])
        if match.size:
            here = _Match(a_from + match.a, b_from + match.b, match.size)
            found.append(here)
            open_ranges.append((a_from, here.a, b_from, here.b))
            open_ranges.append((here.a + here.size, a_to, here.b + here.size, b_to))
        yield
    return sorted((match for match in found if match.size), key=lambda match: match.a), is_fine


def _same_from(a: Sequence[str], a_from: int, a_to: int, b: Sequence[str], b_from: int, b_to: int) -> int:
    """How many words are the same from there on."""
    most = min(a_to - a_from, b_to - b_from)
    return next((at for at in range(most) if a[a_from + at] != b[b_from + at]), most)


def _same_until(a: Sequence[str], a_from: int, a_to: int, b: Sequence[str], b_from: int, b_to: int) -> int:
    """How many words are the same up to there."""
    most = min(a_to - a_from, b_to - b_from)
    return next((at for at in range(most) if a[a_to - 1 - at] != b[b_to - 1 - at]), most)


def _longest(a: Sequence[str], b: Sequence[str]) -> _Match:
    """The longest run of words that both have. Words that come so often that looking at each pair of them would take
    long are no reason to begin a run, but belong to it."""
    ours, theirs = Counter(a), Counter(b)
    pairs = sorted((count * theirs[word], word) for word, count in ours.items() if word in theirs)
    allowed = STEP_PAIRS
    rare: set[str] = set()
    for count, word in pairs:
        if rare and count > allowed:
            break
        allowed -= count
        rare.add(word)
    if not rare:
        return _Match(0, 0, 0)
    if allowed < 0:  # even the rarest one comes too often: only what stands near the beginnings is compared
        near = isqrt(STEP_PAIRS)
        a, b = a[:near], b[:near]
    match = SequenceMatcher(lambda word: word not in rare, a, b, autojunk=False).find_longest_match()
    return _Match(match.a, match.b, match.size)


def _readable(matches: Sequence[_Match], a: Sequence[str], b: Sequence[str]) -> list[_Match]:
    """Joined where they touch, without those that stand between two differences and are next to nothing."""
    joined: list[_Match] = []
    for match in matches:
        last = joined[-1] if joined else None
        if last is not None and (last.a + last.size, last.b + last.size) == (match.a, match.b):
            joined[-1] = _Match(last.a, last.b, last.size + match.size)
        else:
            joined.append(match)
    return [match for match in joined if _counts(match, a, b)]


def _between_sentences(matches: Sequence[_Match], a: Sequence[str], b: Sequence[str]) -> list[_Match]:
    """What only one text has may often be cut out in several places: better from the end of a sentence to the next
    than from the word before it."""
    moved = list(matches)
    for index in range(len(moved) - 1):
        before, after = moved[index], moved[index + 1]
        a_gap, b_gap = after.a - before.a - before.size, after.b - before.b - before.size
        if (a_gap == 0) == (b_gap == 0):
            continue
        longer, start, end = (a, before.a + before.size, after.a) if a_gap else (b, before.b + before.size, after.b)
        if longer[start] in SENTENCE_ENDS and longer[end] == longer[start]:
            moved[index] = _Match(before.a, before.b, before.size + 1)
            moved[index + 1] = _Match(after.a + 1, after.b + 1, after.size - 1)
    return [match for match in moved if match.size]


def _counts(match: _Match, a: Sequence[str], b: Sequence[str]) -> bool:
    is_edge = (match.a, match.b) == (0, 0) or (match.a + match.size, match.b + match.size) == (len(a), len(b))
    if is_edge or match.size > 2:
        return True
    words = a[match.a : match.a + match.size]
    letters = sum(len(word) for word in words if _LETTER.match(word))
    return letters >= LEAST_SAME or (letters > 0 and any(word.isdecimal() for word in words))


def _gaps(matches: Sequence[_Match], a_end: int, b_end: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """What lies between the matches, in words: places of the left text and, at the same index, of the right one."""
    left: list[tuple[int, int]] = []
    right: list[tuple[int, int]] = []
    a_at = b_at = 0
    for match in (*matches, _Match(a_end, b_end, 0)):
        if match.a > a_at or match.b > b_at:
            left.append((a_at, match.a))
            right.append((b_at, match.b))
        a_at, b_at = match.a + match.size, match.b + match.size
    return left, right
