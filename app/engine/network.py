"""gpt-oss's network in MLX: the weights of a checked folder in mlx-lm's own classes.

The rules for packed weights are those of ``mlx_lm.utils.load_model`` (0.32.2), for gpt-oss only; the result is the same
to the last bit. Nothing else of mlx-lm is used: no tokenizer, no template, no code from the folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine import mlx_lm_package, model_folder, rope
from app.engine.model import IsStopped, LoadAbandoned, ReportFraction

mlx_lm_package.stand_in()  # before the first import from mlx_lm

import mlx.core as mx  # noqa: E402
import mlx.nn as nn  # noqa: E402
from mlx.utils import tree_flatten, tree_map  # noqa: E402
from mlx_lm.models import gpt_oss  # noqa: E402

LOAD_CHUNK_BYTES = 256 << 20  # read at once while loading; a second or less even from a slow disk
WARM_UP_TOKENS = 64  # enough for the kernels of whole matrices; a step of one token has others

_MXFP4 = {"group_size": 32, "bits": 4, "mode": "mxfp4"}


def read_network(folder: model_folder.CheckedFolder, report: ReportFraction, is_stopped: IsStopped) -> Any:
    """The network with its weights in memory. Raises LoadAbandoned, and what MLX raises: RuntimeError, ValueError."""
    config = folder.config
    network = gpt_oss.Model(gpt_oss.ModelArgs.from_dict(dict(config)))
    weights: dict[str, mx.array] = {}
    for shard in folder.shards:
        tensors = mx.load(str(shard))  # maps the file; nothing is read yet
        assert isinstance(tensors, dict), "safetensors hold named tensors"
        weights.update(tensors)
    weights = network.sanitize(weights)
    _quantize(network, config, weights)
    network.eval()
    network.load_weights(list(weights.items()), strict=True)
    del weights
    _honour_rope(network, config)
    _read_all(network, report, is_stopped)
    return network


def warm_up(network: Any) -> None:
    """Runs a short prompt and one step after it and forgets both, so that no question waits for Metal's compiler."""
    cache = network.make_cache()
    for tokens in (WARM_UP_TOKENS, 1):
        mx.eval(network(mx.zeros((1, tokens), dtype=mx.int32), cache))
    mx.clear_cache()


def widen(network: Any) -> None:
    """Computes in float32 from here on; packed weights stay packed."""

    def widened(array: mx.array) -> mx.array:
        return array.astype(mx.float32) if array.dtype in (mx.bfloat16, mx.float16) else array

    network.update(tree_map(widened, network.parameters()))
    mx.eval(network.parameters())


def _quantize(network: Any, config: Mapping[str, Any], weights: Mapping[str, mx.array]) -> None:
    """Turns layers whose weights come packed into layers that read them so."""
    packing: Mapping[str, Any] | None = config.get("quantization")
    if packing is None:
        if "quantization_config" not in config:
            return
        packing = _MXFP4  # the only foreign one that the folder's check lets through

    def own_packing(path: str, module: Any) -> Any:
        if path in packing:
            return packing[path]
        if not hasattr(module, "to_quantized") or f"{path}.scales" not in weights:
            return False
        return _packing_of(path, module, weights)

    nn.quantize(
        network,
        group_size=packing["group_size"],
        bits=packing["bits"],
        mode=packing.get("mode", "affine"),
        class_predicate=own_packing,
    )


def _packing_of(path: str, module: Any, weights: Mapping[str, mx.array]) -> dict[str, Any]:
    """Read off the shapes, since configurations have been wrong about single layers (mlx-lm's infer_quant_config)."""
    width = module.weight.shape[-1]
    scales, packed = weights[f"{path}.scales"], weights.get(f"{path}.weight")
    if packed is None or not all(array.ndim and array.shape[-1] for array in (scales, packed)):
        raise ValueError(f"{path} is packed, but its weights or its scales are not there")
    group_size = width // scales.shape[-1]
    bits = packed.shape[-1] * 32 // width
    if scales.dtype != mx.uint8:
        return {"group_size": group_size, "bits": bits, "mode": "affine"}
    modes = {(4, 16): "nvfp4", (4, 32): "mxfp4", (8, 32): "mxfp8"}
    if (bits, group_size) not in modes:
        raise ValueError(f"{path} is packed in {bits} bits with groups of {group_size}, which is not known")
    return {"group_size": group_size, "bits": bits, "mode": modes[bits, group_size]}


def _honour_rope(network: Any, config: Mapping[str, Any]) -> None:
    exact = rope.exact_frequencies(config["head_dim"], config["rope_theta"], config.get("rope_scaling"))
    if exact is None:
        return
    frequencies = mx.array(exact, dtype=mx.float32)
    for layer in network.layers:
        layer.self_attn.rope._freqs = frequencies


def _read_all(network: Any, report: ReportFraction, is_stopped: IsStopped) -> None:
    """Reads the weights into memory, some at a time, so that progress can be told and Stop obeyed."""
    arrays = [array for _name, array in tree_flatten(network.parameters())]
    total = sum(array.nbytes for array in arrays) or 1
    done, group, group_bytes = 0, [], 0
    for array in arrays:
        group.append(array)
        group_bytes += array.nbytes
        if group_bytes >= LOAD_CHUNK_BYTES or array is arrays[-1]:
            if is_stopped():
                raise LoadAbandoned
            mx.eval(group)
            done, group, group_bytes = done + group_bytes, [], 0
            report(done / total)
