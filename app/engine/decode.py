"""Decoding: one id after the other, one step ahead of what is yielded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mlx.core as mx

from app.chat.exchange import Sampling
from app.engine.model import Control, Written
from app.engine.sampling import Sampler

CLEAR_INTERVAL = 256  # generated tokens between two times that freed buffers are given back


def decode(
    network: Any, cache: list[Any], last: int, most_tokens: int, sampling: Sampling, control: Control
) -> Iterator[Written]:
    """Generated tokens. ``cache`` holds the prompt but for its ``last`` id.

    Wherever it is left, the cache then holds the prompt and exactly the tokens that were yielded, but for the last of
    them. Raises whatever MLX raises.
    """
    sampler = Sampler(sampling)

    def step(token: mx.array) -> mx.array:
        logits = network(token[None], cache)[:, -1]
        return sampler.draw(logits.astype(mx.float32))  # bfloat16 logits tie and round

    current = step(mx.array([last]))
    mx.async_eval(current)  # type: ignore[no-untyped-call]  # mlx has no type for it
    for count in range(1, most_tokens + 1):
        following = step(current) if count < most_tokens else current
        mx.async_eval(following)  # type: ignore[no-untyped-call]
        token = int(current.item())  # type: ignore[arg-type]  # an index, so never complex
        if control.is_stopped():
            return
        yield Written(token)
        if count % CLEAR_INTERVAL == 0:
            mx.clear_cache()
        current = following
