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
        self._key, key = mx.random.split(self._key)
        return mx.random.categorical(self._filtered(logits), key=key)

    def filtered_log_probabilities(self, logits: mx.array, ids: mx.array) -> mx.array:
        """What the ids (1, n) are drawn with, given ``logits``: (1, n), minus infinity for those that never are."""
        if self._temperature == 0.0:
            return mx.where(ids == mx.argmax(logits, axis=-1, keepdims=True), 0.0, -mx.inf)
        filtered = self._filtered(logits)
        return mx.take_along_axis(filtered, ids, axis=-1) - mx.logsumexp(filtered, axis=-1, keepdims=True)

    def _filtered(self, logits: mx.array) -> mx.array:
        scaled = logits / self._temperature
        return scaled if self._top_p == 1.0 else self._nucleus(scaled)

    def _nucleus(self, logits: mx.array) -> mx.array:
        """Only the likeliest ids that together have the probability top-p; the likeliest one always stays."""
        order = mx.argsort(-logits, axis=-1)
        probabilities = mx.softmax(mx.take_along_axis(logits, order, axis=-1), axis=-1)
        before = mx.cumsum(probabilities, axis=-1) - probabilities
        kept = mx.put_along_axis(mx.zeros_like(before), order, (before < self._top_p).astype(mx.float32), axis=-1)
        return mx.where(kept > 0, logits, -mx.inf)
