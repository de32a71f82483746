"""The peer: mlx-lm's own loop, without a window, a pipe, a parser or a record."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import mlx.core as mx


def decoder() -> Callable[..., Iterator[Any]] | None:
    """mlx-lm's ``generate_step``; None where this installation lacks what that imports."""
    try:
        from mlx_lm.generate import generate_step
    except ImportError:
        return None
    return generate_step  # type: ignore[no-any-return]  # mlx-lm ships no types


def seconds_per_token(decode: Callable[..., Iterator[Any]], network: Any, prompt: list[int], tokens: int) -> float:
    """From the prompt's end to the last token. Greedy. Raises whatever MLX raises."""
    cache = network.make_cache()
    network.model(mx.array([prompt[:-1]]), cache)
    mx.eval([layer.state for layer in cache])
    began = time.perf_counter()
    for _token in decode(mx.array(prompt[-1:]), network, max_tokens=tokens, prompt_cache=cache):
        pass
    return (time.perf_counter() - began) / tokens
