"""The per-token record of a reply, as columns that live beside its text.

Only ids and times are recorded today. The inspector's columns (log-probability, entropy, alternatives, experts) will
stand beside them with the same length.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trace:
    """Columns of equal length, one row a generated token, control tokens included.

    ``ids``: vocabulary ids in the order in which they were generated. ``millis``: milliseconds from the start of the
    request to the moment when the token was known.
    """

    ids: tuple[int, ...] = ()
    millis: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    def __add__(self, other: Trace) -> Trace:
        return Trace(self.ids + other.ids, self.millis + other.millis)
