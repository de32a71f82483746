"""The peer: mlx-lm's own loop, without a window, a pipe, a parser or a record."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import mlx.core as mx

READ_AT_ONCE = 2048  # tokens, as mlx-lm does


@dataclass(frozen=True, slots=True)
class Decode:
    """``generate_step``: mlx-lm's."""

    generate_step: Callable[..., Iterator[Any]]

    def __call__(self, network: Any, cache: list[Any], tokens: int, last: int = 1) -> float:
        """Seconds a token, after what the cache holds and one more. Greedy. Raises whatever MLX raises."""
        began = time.perf_counter()
        for _token in self.generate_step(mx.array([last]), network, max_tokens=tokens, prompt_cache=cache):
            pass
        return (time.perf_counter() - began) / tokens

    def reading(self, network: Any, tokens: int) -> float:
        """Seconds until the first token after so many."""
        ids, cache = mx.arange(tokens)[None] % network.args.vocab_size, network.make_cache()
        began = time.perf_counter()
        for begin in range(0, tokens - 1, READ_AT_ONCE):
            network.model(ids[:, begin : min(begin + READ_AT_ONCE, tokens - 1)], cache)
            mx.eval([layer.state for layer in cache])
        mx.eval(mx.argmax(network(ids[:, -1:], cache)[0, -1]))
        return time.perf_counter() - began


def decoder() -> Decode | None:
    """None where this installation lacks what mlx-lm's loop imports."""
    try:
        from mlx_lm.generate import generate_step
    except ImportError:
        return None
    return Decode(generate_step)


def seconds_per_token(decode: Decode, network: Any, prompt: list[int], tokens: int) -> float:
    """From the prompt's end to the last token. Raises whatever MLX raises."""
    cache = network.make_cache()
    network.model(mx.array([prompt[:-1]]), cache)
    mx.eval([layer.state for layer in cache])
    return decode(network, cache, tokens, prompt[-1])
