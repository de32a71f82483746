"""What a layer with a sliding window keeps: the rows of the last tokens only, so that nothing can be cut off its end.

A mark is a copy of those rows at one place of the text, from which reading goes on. Where there is none, the rows are
computed again from the tokens before: each sliding layer sees one row less than its window is wide back, so as many
times that as there are such layers make the last rows exact, whatever stood in the window before.
"""

from __future__ import annotations

import copy
from typing import Any

import mlx.core as mx

from app.engine.rows import LayerRows, Rows

Mark = Rows  # of each sliding layer, the last rows before a place


def rows_kept(width: int) -> int:
    """As many as the window is wide: without the oldest, which nothing looks at, mlx-lm (0.32.2) fails in a step."""
    return width


def replay_tokens(sliding_layers: int, width: int) -> int:
    """How many tokens before a place have to be read again for the windows there to be exact."""
    return sliding_layers * (width - 1)


def taken(cache: Any, place: int) -> LayerRows:
    """A copy of the last rows before a place that is still in the window; not yet computed.

    The copy shares nothing: a part of a buffer would keep all of it in memory.
    """
    keys, values = (cache._temporal_order(array) for array in (cache.keys, cache.values))
    end = keys.shape[2] - (cache.offset - place)
    begin = max(0, end - rows_kept(cache.max_size))
    return LayerRows(mx.contiguous(keys[..., begin:end, :]), mx.contiguous(values[..., begin:end, :]))


def put_back(cache: Any, rows: LayerRows, place: int) -> None:
    """The cache goes on as if it had just read up to ``place``. The rows stay what they are."""
    cache.keys = copy.copy(rows.keys)  # a cache writes into its arrays: the object must not be shared, the data may be
    cache.values = copy.copy(rows.values)
    cache.offset = place
    cache._idx = rows.keys.shape[2]


def clear(cache: Any, place: int, like: Any) -> None:
    """Nothing is known of what stands before ``place``; rows of zeros in the shape of ``like``'s stand for it."""
    if place == 0:
        cache.keys = cache.values = None
        cache.offset = cache._idx = 0
        return
    heads, width = like.keys.shape[1], like.keys.shape[3]
    zeros = mx.zeros((1, heads, min(place, rows_kept(cache.max_size)), width), dtype=like.keys.dtype)
    put_back(cache, LayerRows(zeros, zeros), place)


def saved(cache: Any) -> tuple[Any, ...]:
    """To be handed to ``restore`` if what is read next shall not have been."""
    return copy.copy(cache.keys), copy.copy(cache.values), cache.offset, cache._idx


def restore(cache: Any, state: tuple[Any, ...]) -> None:
    cache.keys, cache.values, cache.offset, cache._idx = state
