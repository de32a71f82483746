"""Other conversations and other branches, out of the way but not forgotten, as long as there is memory for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.engine import rows
from app.engine.rows import Rows
from app.engine.window import Mark


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """What was computed of a text from one place on; what it comes after may be held elsewhere, or lost.

    ``tokens``: the whole text. ``begin``: where ``full`` begins. ``marks``: at places behind that. ``is_draft``:
    written by the model and left, as the reasoning of every reply is; only a fork in the middle of it comes back to it.
    """

    tokens: tuple[int, ...]
    begin: int
    full: Rows
    marks: Mapping[int, Mark]
    conversation: str
    is_draft: bool = False

    @property
    def nbytes(self) -> int:
        return rows.size(self.full) + sum(map(rows.size, self.marks.values()))


class Parked:
    """Branches, the one that was left last at the end."""

    def __init__(self) -> None:
        self._branches: list[Branch] = []

    @property
    def nbytes(self) -> int:
        return sum(branch.nbytes for branch in self._branches)

    @property
    def branches(self) -> tuple[Branch, ...]:
        return tuple(self._branches)

    def add(self, branch: Branch) -> None:
        self._branches.append(branch)

    def take(self, ids: Sequence[int], held: int) -> Branch | None:
        """The branch that goes on furthest with these ids, of which so many are held already. It is parked no more."""
        matches = {
            place: common_prefix(branch.tokens, ids)
            for place, branch in enumerate(self._branches)
            if branch.begin <= held
        }
        best = max(matches, key=matches.__getitem__, default=None)
        return None if best is None or matches[best] <= held else self._branches.pop(best)

    def reach(self, ids: Sequence[int], held: int) -> int:
        """How many of these ids can be held, of which so many are, when branches go on with them."""
        matches = (common_prefix(branch.tokens, ids) for branch in self._branches if branch.begin <= held)
        further = max(matches, default=held)
        return held if further <= held else self.reach(ids, further)

    def shrink(self, most_bytes: int) -> None:
        """Lets branches go until the others need no more than that: drafts first, then those left longest ago."""
        while self._branches and self.nbytes > most_bytes:
            drafts = (place for place, branch in enumerate(self._branches) if branch.is_draft)
            del self._branches[next(drafts, 0)]

    def forget(self, conversation: str) -> None:
        self._branches = [branch for branch in self._branches if branch.conversation != conversation]


def common_prefix(one: Sequence[int], other: Sequence[int]) -> int:
    """How many elements both begin with. They are of the same kind, since whole slices are compared at once."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
