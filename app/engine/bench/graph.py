"""How many operations a token takes: exact, and the same on every machine."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import mlx.core as mx

from app.chat.exchange import Recording
from app.engine.probe import Probe

PROMPT = [1, 2, 3, 4]


def logits_after(network: Any, prompt: list[int]) -> mx.array:
    """The logits of each of the prompt's tokens, read one at a time: (tokens, vocabulary)."""
    cache = network.make_cache()
    rows = [network(mx.array([[token]]), cache)[0, -1] for token in prompt]
    return mx.stack(rows)


def nodes_of_a_step(network: Any, recording: Recording | None) -> int:
    """Operations of one token after a short prompt. ``recording`` None: the forward pass and the choice alone."""
    cache = network.make_cache()
    network.model(mx.array([PROMPT]), cache)
    mx.eval([layer.state for layer in cache])
    if recording is None:
        logits = network(mx.array([[1]]), cache)[:, -1].astype(mx.float32)
        return _nodes(mx.argmax(logits, axis=-1))
    probe = Probe(network, recording, lambda logits, ids: mx.take_along_axis(logits, ids, axis=-1))
    logits, routes = probe.logits(mx.array([1]), cache)
    chosen = mx.argmax(logits, axis=-1)
    return _nodes(chosen, *probe.arrays(logits, chosen, routes))


def _nodes(*results: mx.array) -> int:
    with tempfile.TemporaryDirectory(prefix="soliloquy-bench-") as folder:
        file = Path(folder) / "graph.dot"
        mx.export_to_dot(str(file), *results)
        return len(re.findall(r"label ?=", file.read_text()))
