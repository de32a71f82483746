"""How long the pieces should be in which a prompt is read: longer ones are read faster, and are stopped later."""

from __future__ import annotations

import time
from typing import Any

from app.engine.bench.cancel import Control
from app.engine.bench.check import Check
from app.engine.memory import CacheBudget
from app.engine.prefill import DEFAULT_PIECE_TOKENS
from app.engine.prompt_cache import PromptCache

SIZES = (256, 512, 1024, 2048)
READ_TOKENS = 4096
WORTH = 1.05  # as many times as fast as the next shorter ones, to be worth waiting for
FACT = "best pieces"


def speeds(network: Any, sizes: tuple[int, ...] = SIZES, tokens: int = READ_TOKENS) -> dict[int, float]:
    """Tokens a second, by size. Raises whatever MLX raises."""
    found = {}
    ids = [place % network.args.vocab_size for place in range(tokens)]
    for size in sizes:
        cache = PromptCache(network, CacheBudget(0), piece_tokens=size)
        for _ in cache.prepare(ids[:size], (), size, Control()):  # makes the kernels ready
            pass
        began = time.perf_counter()
        for _ in cache.prepare(ids, (), tokens, Control()):
            pass
        found[size] = (tokens - size) / (time.perf_counter() - began)
    return found


def best(found: dict[int, float]) -> int:
    """The shortest than which no longer ones are much faster."""
    sizes = sorted(found)
    return next(size for size in sizes if all(found[longer] < WORTH * found[size] for longer in sizes if longer > size))


def checks(found: dict[int, float]) -> list[Check]:
    """The default beside the fastest."""
    fastest = max(found, key=found.__getitem__)
    default = DEFAULT_PIECE_TOKENS if DEFAULT_PIECE_TOKENS in found else min(found)
    return [
        Check(
            "reading in pieces of the usual length, to the fastest",
            found[default] / found[fastest],
            0.85,
            False,
            found[fastest],
            found[default],
            "tokens/s",
        )
    ]
