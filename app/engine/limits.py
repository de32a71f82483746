"""Which ids may come next: what steers a reply says it, what draws from the logits obeys it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """``only``: no other ids than these, None for any. ``without``: none of these."""

    only: frozenset[int] | None = None
    without: frozenset[int] = frozenset()


FREE = Limits()
