"""How the next id is chosen from the logits, in the step's own graph.

The filters come in the order of transformers' ``generate`` (5.x): repetition penalty, temperature, top-k, top-p of what
top-k left, min-p. (mlx-lm filters before the temperature instead.) The vocabulary is never sorted for it unless more
than ``CANDIDATES`` ids pass: temperature, min-p and the penalty need no order at all, top-k and top-p that of the
likeliest few, with the weight of all.

Three things that mlx-lm (0.32.2) has are not offered, because they are wrong for gpt-oss:

- speculative decoding: rejected tokens cannot be taken out of the layers with a sliding window once it has wrapped, so
  the text silently becomes another one after 128 tokens. Drafts found in the prompt were seen to make gpt-oss slower.
- quantised keys and values: there is no kernel for them with attention sinks, so a chat would break off in the middle,
  after 5,000 tokens. They would save little, since half of the layers hold no more than 128 tokens.
- ``max_kv_size``: gpt-oss makes its own caches, so it has no effect, and would forget the system message if it had.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass

import mlx.core as mx

from app.chat.exchange import Sampling
from app.engine.likeliest import likeliest
from app.engine.limits import FREE, Limits

LEAST_TEMPERATURE = 1e-6  # only the likeliest is left long before; float32 divided by 1e-38 is infinite or no number
CANDIDATES = 512  # ids looked at one by one; what a model is sure of needs some ten, a flat distribution thousands

State = tuple[mx.array, mx.array, mx.array | None]


@dataclass(frozen=True, slots=True)
class Draw:
    """``id``: (1,). ``is_exact``: (), whether it comes from the distribution that was asked for; None: it does.

    Where it is not exact (more ids pass the filters than were looked at), it has to be drawn again ``exactly``, before
    anybody sees it. That depends on the logits alone, never on the id, so what remains is distributed as it should be.
    """

    id: mx.array
    is_exact: mx.array | None


@dataclass(frozen=True, slots=True)
class _Filtered:
    """``scaled``: logits (1, vocabulary) after temperature. What is at least ``border`` (1, 1) may be drawn.

    ``candidates``: ids (1, n) that include all of those; None: all ids.
    """

    scaled: mx.array
    border: mx.array | None
    candidates: mx.array | None
    is_exact: mx.array | None

    def logits(self) -> mx.array:
        """Of the candidates."""
        held = self.scaled if self.candidates is None else mx.take_along_axis(self.scaled, self.candidates, axis=-1)
        return held if self.border is None else mx.where(held >= self.border, held, -mx.inf)


class Sampler:
    """Draws one id after the other. The same seed, logits and accepted ids give the same ids."""

    def __init__(self, sampling: Sampling, candidates: int = CANDIDATES) -> None:
        seed = int.from_bytes(os.urandom(8)) if sampling.seed is None else sampling.seed & (2**64 - 1)
        self._sampling = sampling
        self._candidates = candidates
        self._key, self._chance = mx.random.split(mx.random.key(seed))
        self._written: mx.array | None = None  # (1, vocabulary): whether the reply holds the id
        self._masks: dict[Limits, mx.array] = {}
        self._last: tuple[mx.array, _Filtered] | None = None

    @property
    def state(self) -> State:
        """What ``accept`` changes; setting it takes ids back."""
        return self._key, self._chance, self._written

    @state.setter
    def state(self, state: State) -> None:
        self._key, self._chance, self._written = state

    def accept(self, ids: mx.array) -> None:
        """The reply goes on with these ids (n,), drawn or not. Until then the same chance decides again."""
        self._last = None
        if self._sampling.temperature > 0.0:  # nobody would ever evaluate it
            self._key, self._chance = mx.random.split(self._key)
        if self._written is not None:
            self._written = mx.put_along_axis(self._written, ids[None].astype(mx.uint32), mx.array(True), axis=-1)

    def draw(self, logits: mx.array, limits: Limits = FREE, *, exactly: bool = False) -> Draw:
        """``logits``: (1, vocabulary), float32."""
        filtered = self._filtered(logits, limits, exactly=exactly)
        self._last = logits, filtered
        if self._sampling.temperature == 0.0:
            return Draw(mx.argmax(filtered.scaled, axis=-1), None)
        place = mx.random.categorical(filtered.logits(), key=self._chance)
        if filtered.candidates is not None:
            place = mx.take_along_axis(filtered.candidates, place[:, None], axis=-1)[:, 0]
        return Draw(place, filtered.is_exact)

    def filtered_log_probabilities(self, logits: mx.array, ids: mx.array) -> mx.array:
        """What the ids (1, n) are drawn with, given ``logits``: (1, n), minus infinity for those that never are.

        If these very logits were the last that were drawn from, within the limits of that time.
        """
        last = self._last
        filtered = last[1] if last is not None and last[0] is logits else self._filtered(logits, FREE, exactly=False)
        if self._sampling.temperature == 0.0:
            return mx.where(ids == mx.argmax(filtered.scaled, axis=-1, keepdims=True), 0.0, -mx.inf)
        own = mx.take_along_axis(filtered.scaled, ids, axis=-1)
        logs = own - mx.logsumexp(filtered.logits(), axis=-1, keepdims=True)
        return logs if filtered.border is None else mx.where(own >= filtered.border, logs, -mx.inf)

    def _filtered(self, logits: mx.array, limits: Limits, *, exactly: bool) -> _Filtered:
        sampling = self._sampling
        scaled = self._penalized(logits)
        if limits != FREE:
            scaled = mx.where(self._mask(limits, logits.shape[-1]), scaled, -mx.inf)
        if sampling.temperature not in (0.0, 1.0):
            scaled = scaled / max(sampling.temperature, LEAST_TEMPERATURE)
        size = logits.shape[-1]
        top_k = sampling.top_k if sampling.top_k < size else 0
        if sampling.temperature == 0.0 or (sampling.top_p == 1.0 and not top_k):
            return _Filtered(scaled, self._least(scaled), None, None)
        count = size if exactly or top_k >= self._candidates else min(self._candidates, size)
        candidates = likeliest(scaled, count)
        ordered = mx.take_along_axis(scaled, candidates, axis=-1)
        border, is_exact = self._border(scaled, ordered, top_k)
        return _Filtered(scaled, border, candidates, None if count == size else is_exact)

    def _penalized(self, logits: mx.array) -> mx.array:
        """Source: CTRL (Keskar et al. 2019, section 4.1), for negative logits as transformers does it.

        A logit above 0 is divided by the penalty, any other multiplied with it. It counts whether the reply so far
        holds an id, not how often, and not the prompt.
        """
        penalty = self._sampling.repetition_penalty
        if penalty == 1.0:
            return logits
        if self._written is None:
            self._written = mx.zeros(logits.shape, dtype=mx.bool_)
        return mx.where(self._written, mx.where(logits > 0, logits / penalty, logits * penalty), logits)

    def _least(self, scaled: mx.array) -> mx.array | None:
        """Min-p: the least (1, 1) that is as likely as that share of the likeliest. Source: Nguyen et al. 2024."""
        if self._sampling.min_p == 0.0:
            return None
        return mx.max(scaled, axis=-1, keepdims=True) + math.log(self._sampling.min_p)

    def _border(self, scaled: mx.array, ordered: mx.array, top_k: int) -> tuple[mx.array, mx.array]:
        """The least that passes all filters (1, 1), and whether it is known for sure (): equals pass together.

            ``ordered``: the largest of ``scaled``, largest first. It is known when even the last of them does not pass
        or could not be drawn anyway.
        """
        border = first = ordered[:, top_k - 1 : top_k] if top_k else ordered[:, -1:]
        if self._sampling.top_p < 1.0:
            left = mx.where(ordered >= first, ordered, -mx.inf) if top_k else scaled
            shares = mx.exp(ordered - mx.logsumexp(left, axis=-1, keepdims=True))
            before = mx.cumsum(shares, axis=-1) - shares
            # The likeliest passes however small top-p is; of the others, those before which there is less than it.
            passes = (before < self._sampling.top_p) | (ordered == ordered[:, :1])
            border = mx.maximum(border, mx.min(mx.where(passes, ordered, mx.inf), axis=-1, keepdims=True))
        least = self._least(scaled)
        if least is not None:
            border = mx.maximum(border, least)
        last = ordered[:, -1:]
        return border, ((last < (first if top_k else border)) | (last == -mx.inf)).reshape(())

    def _mask(self, limits: Limits, size: int) -> mx.array:
        """(1, size), True for what may be drawn."""
        mask = self._masks.get(limits)
        if mask is None:
            named = range(size) if limits.only is None else limits.only
            flags = [False] * size
            for number in named:
                flags[number] = number not in limits.without
            mask = self._masks[limits] = mx.array([flags])
        return mask
