"""Writes a gpt-oss of any shape with random weights, packed as MXFP4-Q8, one file after the other.

For measuring memory, of which random weights take as much as trained ones. Standard library only: nothing larger than
one file's tensors is ever held.
"""

from __future__ import annotations

import json
import math
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from app.models.shape import FULL, MODEL_TYPE, SLIDING, ModelShape
from app.paths import demo_model_folder

WRITE_BYTES = 16 << 20
MXFP4 = {"group_size": 32, "bits": 4, "mode": "mxfp4"}
AFFINE = {"group_size": 64, "bits": 8}
EXPONENT = b"\x78"  # of a block's scale: 2 ** -7, so that nothing overflows on its way through the layers
WIDTHS = {"U8": 1, "U32": 4, "BF16": 2, "F32": 4}
# The highest byte of a bfloat16 or float32 between 0.0078 and 0.031, of either sign.
_WIDER = {"BF16": "F32"}
_SMALL = bytes(0x3C | (value & 0x80) for value in range(256))


@dataclass(frozen=True, slots=True)
class Tensor:
    name: str
    kind: str
    shape: tuple[int, ...]

    @property
    def size_bytes(self) -> int:
        return math.prod(self.shape) * WIDTHS[self.kind]


def write_model(folder: Path, shape: ModelShape, *, float32: bool = False) -> int:
    """Makes ``folder``, which must not be there yet. Returns the bytes of all tensors. Raises OSError.

    ``float32``: instead of bfloat16, for whatever is not packed.
    """
    folder.mkdir(parents=True)
    packing: dict[str, object] = dict(MXFP4)
    shards = [_ends(shape, packing), *(_layer(shape, number, packing) for number in range(shape.layers))]
    if float32:
        shards = [[replace(tensor, kind=_WIDER.get(tensor.kind, tensor.kind)) for tensor in shard] for shard in shards]
    weight_map: dict[str, str] = {}
    for number, tensors in enumerate(shards, start=1):
        name = f"model-{number:05}-of-{len(shards):05}.safetensors"
        weight_map.update({tensor.name: name for tensor in tensors})
        _write_shard(folder / name, tensors)
    total = sum(tensor.size_bytes for tensors in shards for tensor in tensors)
    index = {"metadata": {"total_size": total}, "weight_map": weight_map}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    (folder / "config.json").write_text(json.dumps({**config_of(shape), "quantization": packing}, indent=1))
    shutil.copy(demo_model_folder() / "tokenizer.json", folder)
    return total


def config_of(shape: ModelShape) -> dict[str, object]:
    types = [SLIDING, FULL] * shape.full_attention_layers + [SLIDING] * (shape.layers % 2)
    return {
        "model_type": MODEL_TYPE,
        "vocab_size": shape.vocabulary,
        "hidden_size": shape.hidden,
        "intermediate_size": shape.intermediate,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "head_dim": shape.head_dim,
        "num_local_experts": shape.experts,
        "num_experts_per_tok": shape.experts_per_token,
        "sliding_window": shape.window,
        "layer_types": types,
        "max_position_embeddings": shape.context_tokens,
        "rms_norm_eps": 1e-05,
        "rope_theta": 150000.0,
        "rope_scaling": None,
    }


def _ends(shape: ModelShape, packing: dict[str, object]) -> list[Tensor]:
    """The embedding table, the head and the last norm."""
    table = (shape.vocabulary, shape.hidden)
    return [
        *_affine("model.embed_tokens", table, packing),
        *_affine("lm_head", table, packing),
        Tensor("model.norm.weight", "BF16", (shape.hidden,)),
    ]


def _layer(shape: ModelShape, number: int, packing: dict[str, object]) -> list[Tensor]:
    at = f"model.layers.{number}"
    queries, keys = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
    linear = {
        "self_attn.q_proj": (queries, shape.hidden),
        "self_attn.k_proj": (keys, shape.hidden),
        "self_attn.v_proj": (keys, shape.hidden),
        "self_attn.o_proj": (shape.hidden, queries),
        "mlp.router": (shape.experts, shape.hidden),
    }
    tensors = [Tensor(f"{at}.{norm}.weight", "BF16", (shape.hidden,)) for norm in _NORMS]
    tensors.append(Tensor(f"{at}.self_attn.sinks", "BF16", (shape.heads,)))
    for name, size in linear.items():
        tensors += _affine(f"{at}.{name}", size, packing)
        tensors.append(Tensor(f"{at}.{name}.bias", "BF16", size[:1]))
    for name, rows, columns in (
        ("gate_proj", shape.intermediate, shape.hidden),
        ("up_proj", shape.intermediate, shape.hidden),
        ("down_proj", shape.hidden, shape.intermediate),
    ):
        path, experts = f"{at}.mlp.experts.{name}", shape.experts
        tensors.append(Tensor(f"{path}.weight", "U32", (experts, rows, columns // 8)))
        tensors.append(Tensor(f"{path}.scales", "U8", (experts, rows, columns // 32)))
        tensors.append(Tensor(f"{path}.bias", "BF16", (experts, rows)))
    return tensors


_NORMS = ("input_layernorm", "post_attention_layernorm")


def _affine(path: str, size: tuple[int, int], packing: dict[str, object]) -> list[Tensor]:
    packing[path] = AFFINE
    rows, columns = size
    groups = (rows, columns // 64)
    return [
        Tensor(f"{path}.weight", "U32", (rows, columns // 4)),
        Tensor(f"{path}.scales", "BF16", groups),
        Tensor(f"{path}.biases", "BF16", groups),
    ]


def _write_shard(path: Path, tensors: list[Tensor]) -> None:
    header: dict[str, object] = {}
    end = 0
    for tensor in tensors:
        begin, end = end, end + tensor.size_bytes
        header[tensor.name] = {"dtype": tensor.kind, "shape": list(tensor.shape), "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    with path.open("xb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for tensor in tensors:
            for piece in _values(tensor):
                file.write(piece)


def _values(tensor: Tensor) -> Iterator[bytes]:
    left = tensor.size_bytes
    while left:
        size = min(left, WRITE_BYTES)
        left -= size
        if tensor.kind == "U8":
            yield EXPONENT * size
        elif tensor.kind == "U32":
            yield os.urandom(size)
        else:
            piece = bytearray(os.urandom(size))
            width = WIDTHS[tensor.kind]
            piece[width - 1 :: width] = piece[width - 1 :: width].translate(_SMALL)
            yield bytes(piece)
