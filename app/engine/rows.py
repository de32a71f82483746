"""Keys and values of tokens that were read: a row per token in each layer of full attention, cut by number.

Such rows do not change any more: those of a longer text begin with those of a shorter one that it begins with. What
layers with a sliding window keep is in ``app.engine.window``.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import mlx.core as mx


@dataclass(frozen=True, slots=True, eq=False)
class LayerRows:
    """Rows of one layer, oldest first: (1, heads, rows, width)."""

    keys: mx.array
    values: mx.array

    @property
    def nbytes(self) -> int:
        return self.keys.nbytes + self.values.nbytes


Rows = tuple[LayerRows, ...]  # of several layers, in their order


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """What was computed of the tokens from ``begin`` on: enough to go on after the last of them.

    ``full``: the rows of the tokens, for each layer of full attention. ``mark``: for each sliding layer the rows of the
    last tokens up to the end, as many as its window is wide or as there are; they may be older than ``begin``.
    """

    begin: int
    tokens: tuple[int, ...]
    full: Rows
    mark: Rows

    @property
    def end(self) -> int:
        return self.begin + len(self.tokens)


def size(rows: Rows) -> int:
    """Bytes."""
    return sum(layer.nbytes for layer in rows)


def part(layer: Any, begin: int, end: int) -> LayerRows:
    """A copy of some rows of a cache or of other rows; not yet computed. A view would keep all of them in memory."""
    return LayerRows(
        mx.contiguous(layer.keys[..., begin:end, :]),
        mx.contiguous(layer.values[..., begin:end, :]),
    )


def evaluate(*groups: Rows) -> None:
    mx.eval([array for rows in groups for layer in rows for array in (layer.keys, layer.values)])


def append(cache: Any, rows: LayerRows) -> None:
    """To what a ``KVCache`` holds."""
    if cache.offset == 0:
        cache.keys, cache.values = copy.copy(rows.keys), copy.copy(rows.values)  # a cache changes its own in place
    else:
        cache.keys = mx.concatenate([cache.keys[..., : cache.offset, :], rows.keys], axis=2)
        cache.values = mx.concatenate([cache.values[..., : cache.offset, :], rows.values], axis=2)
    cache.offset += rows.keys.shape[2]


def joined(layers: Sequence[LayerRows]) -> LayerRows:
    """Rows of one layer that follow each other; not yet computed."""
    return LayerRows(
        mx.concatenate([rows.keys for rows in layers], axis=2),
        mx.concatenate([rows.values for rows in layers], axis=2),
    )


class HeldRows:
    """A ``KVCache`` to a network that reads tokens again whose rows it holds: those are used, and not written twice.

    ``offset``: of the tokens that are read next. The cache itself ends where it did until that is reached.
    """

    def __init__(self, cache: Any, offset: int) -> None:
        self.cache = cache
        self.offset = offset

    def make_mask(self, count: int, *, return_array: bool, window_size: int | None) -> Any:
        """As the cache's own, were it shorter."""
        end = self.cache.offset
        self.cache.offset = self.offset
        try:
            return self.cache.make_mask(count, return_array=return_array, window_size=window_size)
        finally:
            self.cache.offset = end

    def update_and_fetch(self, keys: mx.array, values: mx.array) -> tuple[mx.array, mx.array]:
        held = self.cache.offset - self.offset
        self.offset += keys.shape[2]
        if held < keys.shape[2]:
            fetched: tuple[mx.array, mx.array] = self.cache.update_and_fetch(keys[..., held:, :], values[..., held:, :])
            return fetched
        return self.cache.keys[..., : self.offset, :], self.cache.values[..., : self.offset, :]
