"""The largest of many numbers, without a sort of all of them."""

from __future__ import annotations

import mlx.core as mx

WIDTH = 8  # numbers that one stands for; the last sort is of this times as many as are wanted


def likeliest(values: mx.array, count: int, width: int = WIDTH) -> mx.array:
    """The places (1, count) of the largest of ``values`` (1, n), largest first; all of them if there are not so many.

    Exact: a group of which no number is among the largest cannot have one of the largest maxima, so only the groups
    with the largest maxima are looked into; which these are is found in the same way. Between equal numbers any may be
    taken. Sorts 3 times about 4,096 numbers for 512 of gpt-oss's 201,088. A greater ``width`` takes fewer operations
    for a small ``count``.
    """
    size = values.shape[-1]
    if size <= width * count:
        return mx.argsort(-values, axis=-1)[:, :count]
    groups = -(-size // width)
    if size % width:
        values = mx.pad(values, [(0, 0), (0, groups * width - size)], constant_values=-mx.inf)
    grouped = values.reshape(groups, width)
    best = likeliest(grouped.max(axis=-1)[None], count, width)[0]
    places = mx.argsort(-grouped[best].reshape(1, -1), axis=-1)[:, :count]
    return best[places // width] * width + places % width
