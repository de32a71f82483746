"""Networks of random weights in the shape of gpt-oss-20b, but narrow, and what is asked about their graphs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from app.engine import network as _network  # before mlx-lm: it makes that light

import mlx.core as mx  # isort: skip
import mlx.nn as nn  # isort: skip
from mlx_lm.models import gpt_oss  # isort: skip

assert _network
VOCABULARY = 1000  # not a multiple of anything
YARN = {
    "rope_type": "yarn",
    "factor": 32.0,
    "original_max_position_embeddings": 4096,
    "beta_fast": 32.0,
    "beta_slow": 1.0,
}


def random_network(*, layers: int = 24, packed: bool = False, seed: int = 0, vocabulary: int = VOCABULARY) -> Any:
    """float32; ``packed``: in mlx-community's form, experts in MXFP4 and everything else in 8 bits."""
    arguments = gpt_oss.ModelArgs(
        num_hidden_layers=layers,
        num_local_experts=32,
        num_experts_per_tok=4,
        hidden_size=64,
        intermediate_size=64,
        head_dim=32,
        num_attention_heads=4,
        num_key_value_heads=2,
        vocab_size=vocabulary,
        rope_scaling=YARN,
    )
    mx.random.seed(seed)
    net = gpt_oss.Model(arguments)
    net.eval()
    net.update(nn.utils.tree_map(_random_like, net.parameters()))
    if packed:
        nn.quantize(net, class_predicate=_packing)
    mx.eval(net.parameters())
    return net


def _random_like(array: mx.array) -> mx.array:
    """Biases, norms and sinks as well, which mlx-lm begins as zeros and ones."""
    return mx.random.normal(array.shape) / (8 if array.ndim > 1 else 1)


def _packing(path: str, module: Any) -> Any:
    if not hasattr(module, "to_quantized"):
        return False
    return {"group_size": 32, "bits": 4, "mode": "mxfp4"} if "experts" in path else {"group_size": 32, "bits": 8}


def nodes(folder: Path, *results: mx.array) -> int:
    """Operations in the graph that leads to these arrays and is not computed yet."""
    mx.export_to_dot(str(folder / "graph.dot"), *results)
    return len(re.findall(r"label ?=", (folder / "graph.dot").read_text()))
