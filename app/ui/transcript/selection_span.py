"""What is selected of texts that stand one below the other: from where it began to where it leads, part by part.

Pure Python. A selection begins with an origin: one place, or a word or a paragraph that was clicked on and stays
selected as a whole whichever way one goes from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Before the ``at``-th character of the ``part``-th text, both from 0. Places are ordered as they are read."""

    part: int
    at: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is selected of one text, in the direction in which it was selected; never empty."""

    part: int
    anchor: int
    head: int


@dataclass(frozen=True, slots=True)
class Span:
    """``origin``: its first and its last place, in the order of reading. ``head``: where the pointer is now."""

    origin: tuple[Place, Place]
    head: Place

    @property
    def ends(self) -> tuple[Place, Place]:
        """Anchor and head of all that is selected."""
        first, last = self.origin
        if self.head < first:
            return last, self.head
        return first, max(last, self.head)

    def stretches(self, lengths: Sequence[int]) -> tuple[Stretch, ...]:
        """In the order of reading. ``lengths``: of all texts; an end beyond one of them is its end."""
        anchor, head = self.ends
        top, bottom = sorted((anchor, head))
        found: list[Stretch] = []
        for part in range(top.part, min(bottom.part + 1, len(lengths))):
            start = min(top.at, lengths[part]) if part == top.part else 0
            end = min(bottom.at, lengths[part]) if part == bottom.part else lengths[part]
            if start < end:
                found.append(Stretch(part, start, end) if anchor <= head else Stretch(part, end, start))
        return tuple(found)
