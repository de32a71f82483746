"""The bytes that the catalogue promises are those of the arrays: published shapes, built without computing anything."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine import network as _network  # before mlx-lm: it makes that light
from app.models.catalog import catalog
from app.models.fit import cache_bytes, window_bytes
from app.models.shape import ModelShape

import mlx.core as mx  # isort: skip
import mlx.nn as nn  # isort: skip
from mlx.utils import tree_flatten  # isort: skip
from mlx_lm.models import gpt_oss  # isort: skip

assert _network
EXPERTS = {"group_size": 32, "bits": 4, "mode": "mxfp4"}
OUTSIDE_EXPERTS = {"gpt-oss-20b": 8, "gpt-oss-20b-q4": 4, "gpt-oss-120b-q8": 8}  # bits; the others keep bfloat16
MODELS = catalog().models


def published(shape: ModelShape, bits: int | None) -> Any:
    arguments = gpt_oss.ModelArgs(
        num_hidden_layers=shape.layers,
        num_local_experts=shape.experts,
        num_experts_per_tok=shape.experts_per_token,
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        intermediate_size=shape.intermediate,
        head_dim=shape.head_dim,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.kv_heads,
        sliding_window=shape.window,
    )
    net = gpt_oss.Model(arguments)
    net.set_dtype(mx.bfloat16)

    def packing(path: str, module: Any) -> Any:
        if not hasattr(module, "to_quantized"):
            return False
        if ".experts." in path:
            return EXPERTS
        if bits is None:
            return False
        return {"group_size": 64, "bits": 8 if path.endswith("router") else bits, "mode": "affine"}

    nn.quantize(net, class_predicate=packing)
    return net


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_the_weights_have_as_many_bytes_as_the_catalogue_says(model: Any) -> None:
    net = published(model.shape, OUTSIDE_EXPERTS.get(model.id))
    assert sum(array.nbytes for _name, array in tree_flatten(net.parameters())) == model.weight_bytes


@pytest.mark.parametrize("tokens", [4_096, 32_768, 131_072])
def test_a_conversation_takes_what_is_predicted_within_a_hundredth(tokens: int) -> None:
    shape = MODELS[0].shape
    net = published(shape, None)
    caches = net.make_cache()
    for cache in caches:
        rows = mx.zeros((1, shape.kv_heads, tokens, shape.head_dim), mx.bfloat16)
        if hasattr(cache, "max_size"):
            rows = rows[..., : shape.window, :]
        cache.update_and_fetch(rows, rows)
    held = sum(cache.nbytes for cache in caches)
    assert held == pytest.approx(cache_bytes(shape, tokens) + window_bytes(shape), rel=0.01)
