"""Which rows a network can go on with: whatever comes from a disk has to have exactly their shapes and their type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mlx.core as mx

from app.engine.rows import Rows, Segment
from app.engine.window import rows_kept


@dataclass(frozen=True, slots=True)
class Layout:
    """``full``, ``sliding``: how many layers there are of each kind. ``heads`` of keys and values, and their ``width``.

    ``kind``: of the numbers.
    """

    full: int
    sliding: int
    window: int
    heads: int
    width: int
    kind: mx.Dtype

    def fits(self, segment: Segment) -> bool:
        return self._fit(segment.full, self.full, len(segment.tokens)) and self._fit(
            segment.mark, self.sliding, min(segment.end, rows_kept(self.window))
        )

    def _fit(self, rows: Rows, layers: int, count: int) -> bool:
        shape = (1, self.heads, count, self.width)
        arrays = [array for layer in rows for array in (layer.keys, layer.values)]
        return len(rows) == layers and all(array.shape == shape and array.dtype == self.kind for array in arrays)


def layout_of(network: Any) -> Layout:
    arguments, sliding = network.args, [hasattr(cache, "max_size") for cache in network.make_cache()]
    return Layout(
        full=sliding.count(False),
        sliding=sliding.count(True),
        window=arguments.sliding_window,
        heads=arguments.num_key_value_heads,
        width=arguments.head_dim,
        kind=network.model.embed_tokens(mx.zeros(1, mx.int32)).dtype,
    )
