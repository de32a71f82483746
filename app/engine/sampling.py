"""How the next id is chosen from the logits."""

from __future__ import annotations

import os

import mlx.core as mx

from app.chat.exchange import Sampling


class Sampler:
    """Draws the next id. The same seed and the same logits give the same ids."""

    def __init__(self, sampling: Sampling) -> None:
        seed = int.from_bytes(os.urandom(8)) if sampling.seed is None else sampling.seed & (2**64 - 1)
        self._temperature = sampling.temperature
        self._top_p = sampling.top_p
        self._key = mx.random.key(seed)

    def draw(self, logits: mx.array) -> mx.array:
        """``logits``: (1, vocabulary), float32. The id: (1,)."""
        if self._temperature == 0.0:
            return mx.argmax(logits, axis=-1)
        scaled = logits / self._temperature
        if self._top_p < 1.0:
            scaled = self._nucleus(scaled)
        self._key, key = mx.random.split(self._key)
        return mx.random.categorical(scaled, key=key)

    def _nucleus(self, logits: mx.array) -> mx.array:
        """Only the likeliest ids that together have the probability top-p; the likeliest one always stays."""
        order = mx.argsort(-logits, axis=-1)
        probabilities = mx.softmax(mx.take_along_axis(logits, order, axis=-1), axis=-1)
        before = mx.cumsum(probabilities, axis=-1) - probabilities
        kept = mx.put_along_axis(mx.zeros_like(before), order, (before < self._top_p).astype(mx.float32), axis=-1)
        return mx.where(kept > 0, logits, -mx.inf)
