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


def reaches(cache: Any, place: int) -> bool:
    """Whether the rows that the token at ``place`` sees are still there. One token back they always are."""
    rows = min(cache.keys.shape[2], cache.offset) - (cache.offset - place)
    return bool(rows >= min(place, cache.max_size - 1))


def taken(cache: Any, place: int) -> LayerRows:
    """A copy of the last rows before a place that the window still ``reaches``; not yet computed.

    The copy shares nothing: a part of a buffer would keep all of it in memory.
    """
    wanted = min(place, rows_kept(cache.max_size))

    def last_rows(array: mx.array) -> mx.array:
        ordered = cache._temporal_order(array)
        end = ordered.shape[2] - (cache.offset - place)
        rows = ordered[..., max(0, end - wanted) : end, :]
        if rows.shape[2] < wanted:  # the oldest, which nothing looks at, is gone; any other stands for it
            rows = mx.concatenate([rows[..., :1, :], rows], axis=2)
        return mx.contiguous(rows)

    return LayerRows(last_rows(cache.keys), last_rows(cache.values))


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
