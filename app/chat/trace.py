"""The per-token record of a reply, as columns that live beside its text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from app.chat.token_record import TokenRecord, unpack

# What a token is part of. Plain numbers: there is one for each token, on the pipe and on the disk.
CONTROL = 0  # a control token, or the words of a header
ANALYSIS = 1
COMMENTARY = 2  # a preamble, or what a tool was called with
FINAL = 3

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trace:
    """Columns of equal length, one row a token of the reply, control tokens included.

    ``ids``: vocabulary ids in the order in which they came. ``millis``: milliseconds from the start of the request to
    the moment when the token was known. ``kinds``: one of the numbers above. ``chars``: characters of the reply's text
    that the token completed; one that ends inside of a character completes none, the next one does.

    Empty where it never applied: ``forced``: 1 if the token was put there and not drawn. ``records``: what was recorded
    of the step that drew it (``app.chat.token_record``), "" for none. A reply from before a column existed lacks it.
    """

    ids: tuple[int, ...] = ()
    millis: tuple[int, ...] = ()
    kinds: tuple[int, ...] = ()
    chars: tuple[int, ...] = ()
    forced: tuple[int, ...] = ()
    records: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    def __add__(self, other: Trace) -> Trace:
        """Both, one after the other. What only one of them recorded is a gap in the other's rows.

        Only references are copied, so appending costs the same however much is recorded.
        """
        size, added = len(self), len(other)
        return Trace(
            self.ids + other.ids,
            self.millis + other.millis,
            _joined(self.kinds, size, other.kinds, added, CONTROL),
            _joined(self.chars, size, other.chars, added, 0),
            _joined(self.forced, size, other.forced, added, 0),
            _joined(self.records, size, other.records, added, ""),
        )

    def ids_of(self, kind: int) -> tuple[int, ...]:
        """The ids of all text of that kind, in order."""
        return tuple(itertools.compress(self.ids, (held == kind for held in self.kinds)))

    def runs_of(self, kind: int) -> tuple[tuple[int, ...], ...]:
        """The same, one tuple for each stretch of them: a message is one, since control tokens stand between two."""
        rows = itertools.groupby(zip(self.kinds, self.ids, strict=False), key=lambda row: row[0])
        return tuple(tuple(token for _, token in stretch) for held, stretch in rows if held == kind)

    @property
    def answer_ids(self) -> tuple[int, ...]:
        """The ids of the answer's text as the model wrote them; none for a reply from before that was kept."""
        return self.ids_of(FINAL)

    def record(self, place: int) -> TokenRecord | None:
        """What was recorded of the token at ``place``. Raises IndexError."""
        return unpack(self.records[place]) if self.records else None

    def with_step_as_answer(self, step: int, chars: int) -> Trace:
        """The trace when the reasoning step at this index, ``chars`` long, turned out to be the answer.

        Unchanged if its tokens cannot be told for certain.
        """
        runs = list(itertools.islice(self._runs(ANALYSIS), step, step + 1))
        if not runs or sum(self.chars[runs[0]]) != chars:
            return self
        begin, end = runs[0].start, runs[0].stop
        return replace(self, kinds=(*self.kinds[:begin], *(FINAL,) * (end - begin), *self.kinds[end:]))

    def _runs(self, kind: int) -> Iterator[slice]:
        place = 0
        for held, rows in itertools.groupby(self.kinds):
            begin, place = place, place + sum(1 for _ in rows)
            if held == kind:
                yield slice(begin, place)


def _joined(first: tuple[T, ...], size: int, second: tuple[T, ...], added: int, gap: T) -> tuple[T, ...]:
    if not first and not second:
        return ()
    return (first or (gap,) * size) + (second or (gap,) * added)
