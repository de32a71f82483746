"""A small gpt-oss whose weights are the same on every machine and in every release of every library.

They are the output of a hash function, in the layout that OpenAI publishes (experts in MXFP4, everything else in
bfloat16), so that transformers and mlx-lm read one and the same folder. Standard library only.
"""

from __future__ import annotations

import hashlib
import json
import math
import struct
from pathlib import Path

LAYERS, HIDDEN, HEADS, KV_HEADS, HEAD_DIM, EXPERTS, INTERMEDIATE, VOCABULARY = 4, 64, 4, 2, 64, 4, 64, 256
CONFIG = {
    "architectures": ["GptOssForCausalLM"],
    "model_type": "gpt_oss",
    "vocab_size": VOCABULARY,
    "hidden_size": HIDDEN,
    "intermediate_size": INTERMEDIATE,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": HEADS,
    "num_key_value_heads": KV_HEADS,
    "head_dim": HEAD_DIM,
    "num_local_experts": EXPERTS,
    "num_experts_per_tok": 2,
    "sliding_window": 128,
    "layer_types": ["sliding_attention", "full_attention"] * (LAYERS // 2),
    "rms_norm_eps": 1e-05,
    "rope_theta": 150000.0,
    # As in the real gpt-oss: "truncate" is false, so the range in which YaRN goes over is not rounded.
    "rope_scaling": {
        "rope_type": "yarn",
        "factor": 32.0,
        "beta_fast": 32.0,
        "beta_slow": 1.0,
        "truncate": False,
        "original_max_position_embeddings": 4096,
    },
    "max_position_embeddings": 131072,
    "attention_bias": True,
    "hidden_act": "silu",
    "swiglu_limit": 7.0,
    "tie_word_embeddings": False,
    "quantization_config": {
        "quant_method": "mxfp4",
        "modules_to_not_convert": [
            "model.layers.*.self_attn",
            "model.layers.*.mlp.router",
            "model.embed_tokens",
            "lm_head",
        ],
    },
}
EXPONENT = 124  # of every block: 2 ** -3
PROMPTS = (127, 300, 600, 1088)  # tokens: shorter than the sliding window, and up to eight of it
FORCED = 24  # tokens that are put after each prompt, one at a time


def ids(name: str, count: int, vocabulary: int = VOCABULARY) -> list[int]:
    """Token ids that are as good as random."""
    data = _bytes(f"ids {name}", 2 * count)
    return [value % vocabulary for (value,) in struct.iter_unpack("<H", data)]


def write(folder: Path) -> None:
    """Fills ``folder`` with config.json and model.safetensors."""
    header: dict[str, object] = {}
    contents: list[bytes] = []
    end = 0
    for name, (kind, shape) in sorted(_tensors().items()):
        data = _values(name, kind, shape)
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [end, end + len(data)]}
        contents.append(data)
        end += len(data)
    text = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    (folder / "model.safetensors").write_bytes(len(text).to_bytes(8, "little") + text + b"".join(contents))
    (folder / "config.json").write_text(json.dumps(CONFIG, indent=1))


def _tensors() -> dict[str, tuple[str, list[int]]]:
    tensors = {
        "model.embed_tokens.weight": ("BF16", [VOCABULARY, HIDDEN]),
        "lm_head.weight": ("BF16", [VOCABULARY, HIDDEN]),
        "model.norm.weight": ("BF16", [HIDDEN]),
    }
    for layer in range(LAYERS):
        at = f"model.layers.{layer}"
        tensors[f"{at}.input_layernorm.weight"] = ("BF16", [HIDDEN])
        tensors[f"{at}.post_attention_layernorm.weight"] = ("BF16", [HIDDEN])
        tensors[f"{at}.self_attn.sinks"] = ("BF16", [HEADS])
        linear = {
            "self_attn.q_proj": (HEADS * HEAD_DIM, HIDDEN),
            "self_attn.k_proj": (KV_HEADS * HEAD_DIM, HIDDEN),
            "self_attn.v_proj": (KV_HEADS * HEAD_DIM, HIDDEN),
            "self_attn.o_proj": (HIDDEN, HEADS * HEAD_DIM),
            "mlp.router": (EXPERTS, HIDDEN),
        }
        for name, (rows, columns) in linear.items():
            tensors[f"{at}.{name}.weight"] = ("BF16", [rows, columns])
            tensors[f"{at}.{name}.bias"] = ("BF16", [rows])
        for name, rows, columns in (
            ("gate_up_proj", 2 * INTERMEDIATE, HIDDEN),
            ("down_proj", HIDDEN, INTERMEDIATE),
        ):
            path = f"{at}.mlp.experts.{name}"
            tensors[f"{path}_bias"] = ("BF16", [EXPERTS, rows])
            tensors[f"{path}_blocks"] = ("U8", [EXPERTS, rows, columns // 32, 16])
            tensors[f"{path}_scales"] = ("U8", [EXPERTS, rows, columns // 32])
    return tensors


def _values(name: str, kind: str, shape: list[int]) -> bytes:
    count = math.prod(shape)
    if name.endswith("_scales"):
        return bytes([EXPONENT]) * count
    data = _bytes(name, count)
    if kind == "U8":
        return data
    is_norm = "norm" in name
    # Queries and keys are large, so that attention depends on where a token stands.
    reach = 0.5 if is_norm or name.endswith(("q_proj.weight", "k_proj.weight")) else 0.25
    middle = 1.0 if is_norm else 0.0
    table = [_bfloat16(middle + reach * (byte - 128) / 128) for byte in range(256)]
    return b"".join(table[byte] for byte in data)


def _bfloat16(value: float) -> bytes:
    return struct.pack("<f", value)[2:]


def _bytes(name: str, count: int) -> bytes:
    return hashlib.shake_256(name.encode()).digest(count)
