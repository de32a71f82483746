"""A model of random weights as a GGUF file, so that llama.cpp can be asked the same with the same weights.

Converts what ``random_folder`` writes, and any other folder whose weights are not packed. Needs ``gguf`` and numpy,
neither of which the app itself has.

Source: the tensor names of llama.cpp's architecture gpt-oss, as ``gguf`` knows them.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

from app.engine.model_folder import CheckedFolder

import mlx.core as mx  # isort: skip

NORMAL, CONTROL = 1, 3  # of tokens; Source: gguf's TokenType
_WHOLE = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}
_OF_A_LAYER = {
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "post_attention_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.router": "ffn_gate_inp",
    "mlp.experts.gate_proj": "ffn_gate_exps",
    "mlp.experts.up_proj": "ffn_up_exps",
    "mlp.experts.down_proj": "ffn_down_exps",
}


class NotConvertibleError(Exception):
    """These weights cannot be written as GGUF; the text says why."""


def write(file: Path, folder: CheckedFolder) -> None:
    """Raises NotConvertibleError, OSError, ImportError."""
    tensors = {name: array for shard in folder.shards for name, array in _tensors(shard).items()}
    named = {_name(name): array for name, array in tensors.items()}
    gguf: Any = importlib.import_module("gguf")
    numpy: Any = importlib.import_module("numpy")
    writer = gguf.GGUFWriter(str(file), "gpt-oss")
    _describe(writer, gguf, dict(folder.config))
    _spell(writer, folder.path / "tokenizer.json", int(named["token_embd.weight"].shape[0]))
    for name, array in named.items():
        writer.add_tensor(name, numpy.array(array.astype(mx.float32)))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _tensors(shard: Path) -> dict[str, mx.array]:
    tensors = mx.load(str(shard))
    assert isinstance(tensors, dict), "safetensors hold named tensors"
    return tensors


def _name(name: str) -> str:
    """llama.cpp's name of a tensor. Raises NotConvertibleError for one that has none there."""
    module, _, kind = name.rpartition(".")
    if module in _WHOLE and kind == "weight":
        return f"{_WHOLE[module]}.weight"
    _, _, rest = module.partition("model.layers.")
    number, _, part = rest.partition(".")
    if kind == "sinks":
        return f"blk.{number}.attn_sinks.weight"
    if part not in _OF_A_LAYER or kind not in ("weight", "bias"):
        raise NotConvertibleError("its weights are packed, or have other names")
    return f"blk.{number}.{_OF_A_LAYER[part]}.{kind}"


def _describe(writer: Any, gguf: Any, config: dict[str, Any]) -> None:
    scaling = config["rope_scaling"]
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_expert_feed_forward_length(config["intermediate_size"])
    writer.add_expert_count(config["num_local_experts"])
    writer.add_expert_used_count(config["num_experts_per_tok"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_key_length(config["head_dim"])
    writer.add_value_length(config["head_dim"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_sliding_window(config["sliding_window"])
    writer.add_rope_freq_base(config["rope_theta"])
    writer.add_rope_scaling_type(gguf.RopeScalingType.YARN)
    writer.add_rope_scaling_factor(scaling["factor"])
    writer.add_rope_scaling_orig_ctx_len(scaling["original_max_position_embeddings"])


def _spell(writer: Any, tokenizer: Path, size: int) -> None:
    """Its tokens; nothing is encoded with them, since it is asked with ids."""
    told = json.loads(tokenizer.read_bytes())
    words = {number: word for word, number in told["model"]["vocab"].items()}
    added = {token["id"]: token["content"] for token in told["added_tokens"]}
    merges = [pair if isinstance(pair, str) else " ".join(pair) for pair in told["model"]["merges"]]
    merges = merges or [" ".join(list(words.values())[:2])]  # it refuses a vocabulary without any
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-4o")
    writer.add_token_list([added.get(place) or words.get(place) or f"<|unused {place}|>" for place in range(size)])
    writer.add_token_types([NORMAL if place in words and place not in added else CONTROL for place in range(size)])
    writer.add_token_merges(merges)
    end = next(number for number, content in added.items() if content == "<|return|>")
    writer.add_bos_token_id(end)
    writer.add_eos_token_id(end)
    writer.add_add_bos_token(False)
