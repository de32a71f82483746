"""The sizes that text can have, in percent of the design's."""

from __future__ import annotations

TEXT_SIZES = (85, 90, 100, 110, 120, 135, 150)
USUAL = 100


def larger(percent: int) -> int:
    """The next size, or the largest."""
    return next((size for size in TEXT_SIZES if size > percent), TEXT_SIZES[-1])


def smaller(percent: int) -> int:
    """The size before, or the smallest."""
    return next((size for size in reversed(TEXT_SIZES) if size < percent), TEXT_SIZES[0])


def nearest(percent: int) -> int:
    """For a value that a person wrote into the file."""
    return min(TEXT_SIZES, key=lambda size: abs(size - percent))
