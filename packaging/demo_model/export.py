"""Writes a checkpoint as a model folder in OpenAI's own gpt-oss layout: MXFP4 experts, everything else bfloat16.

`python packaging/demo_model/export.py --run DIR --out FOLDER`. Stock mlx-lm and transformers read the folder. Needs
torch, but writes the safetensors format itself (a JSON header and the bytes), so that no further package is needed.
"""

from __future__ import annotations

import argparse
import json
import os
import struct
from pathlib import Path
from typing import Any

import torch
from model import GptOss, Shape, mxfp4_codes
from tokenizer import CONTROL, VOCABULARY_SIZE
from torch import Tensor

EXPONENT_BIAS = 127
SAFETENSORS_TYPES = {torch.bfloat16: "BF16", torch.uint8: "U8"}


def control_id(text: str) -> int:
    return VOCABULARY_SIZE - len(CONTROL) + CONTROL.index(text)


def packed(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Blocks of 16 bytes (low nibble first) and one exponent byte each."""
    codes, exponent = mxfp4_codes(weight)
    pairs = codes.to(torch.uint8).unflatten(-1, (-1, 2))
    return pairs[..., 0] | (pairs[..., 1] << 4), (exponent + EXPONENT_BIAS).clamp(0, 254).to(torch.uint8)


def interleaved(weight: Tensor, axis: int) -> Tensor:
    """Gate and up rows alternate in OpenAI's layout: gate 0, up 0, gate 1, up 1, ..."""
    gate, up = weight.chunk(2, axis)
    return torch.stack((gate, up), axis + 1).flatten(axis, axis + 1)


def tensors_of(model: GptOss) -> dict[str, Tensor]:
    out: dict[str, Tensor] = {}
    for name, value in model.state_dict().items():
        if ".mlp.gate_up" in name or ".mlp.down" in name:
            stem = name.rpartition(".mlp.")[0]
            part = "gate_up_proj" if ".gate_up" in name else "down_proj"
            weight = interleaved(value, 1) if part == "gate_up_proj" else value
            key = f"model.{stem}.mlp.experts.{part}"
            if name.endswith("_bias"):
                out[f"{key}_bias"] = weight.bfloat16()
            else:
                out[f"{key}_blocks"], out[f"{key}_scales"] = packed(weight)
        else:
            out[name if name.startswith("lm_head") else f"model.{name}"] = value.bfloat16()
    return dict(sorted(out.items()))


def write_safetensors(path: Path, tensors: dict[str, Tensor]) -> None:
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    at, chunks = 0, []
    for name, t in tensors.items():
        data = t.contiguous().view(torch.uint8).numpy().tobytes()
        header[name] = {
            "dtype": SAFETENSORS_TYPES[t.dtype],
            "shape": list(t.shape),
            "data_offsets": [at, at + len(data)],
        }
        at += len(data)
        chunks.append(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(chunks))


def config_of(s: Shape) -> dict[str, Any]:
    rope = {
        "rope_type": "yarn",
        "factor": s.rope_factor,
        "beta_fast": s.beta_fast,
        "beta_slow": s.beta_slow,
        "truncate": True,
        "original_max_position_embeddings": s.rope_original,
        "rope_theta": s.rope_theta,
    }
    return {
        "architectures": ["GptOssForCausalLM"],
        "model_type": "gpt_oss",
        "vocab_size": s.vocabulary,
        "hidden_size": s.hidden,
        "intermediate_size": s.expert,
        "num_hidden_layers": s.layers,
        "num_attention_heads": s.heads,
        "num_key_value_heads": s.kv_heads,
        "head_dim": s.head,
        "num_local_experts": s.experts,
        "num_experts_per_tok": s.active,
        "experts_per_token": s.active,
        "sliding_window": s.window,
        "layer_types": ["sliding_attention" if i % 2 == 0 else "full_attention" for i in range(s.layers)],
        "rms_norm_eps": s.epsilon,
        "rope_theta": s.rope_theta,
        "rope_scaling": rope,
        "max_position_embeddings": 131072,
        "initial_context_length": s.rope_original,
        "attention_bias": True,
        "attention_dropout": 0.0,
        "hidden_act": "silu",
        "swiglu_limit": s.swiglu_limit,
        "tie_word_embeddings": False,
        "router_aux_loss_coef": 0.01,
        "output_router_logits": False,
        "use_cache": True,
        "eos_token_id": control_id("<|return|>"),
        "pad_token_id": control_id("<|endoftext|>"),
        "torch_dtype": "bfloat16",
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


def averaged_model(run: Path, use_average: bool = True) -> GptOss:
    saved = torch.load(run / "checkpoint.pt", weights_only=True)
    model = GptOss(Shape())
    model.load_state_dict(saved["model"])
    if use_average:
        model.load_state_dict(dict(zip(saved["names"], saved["average"], strict=True)), strict=False)
    print(f"step {saved['step']}, {saved['tokens']:,} tokens, {saved['seconds'] / 60:.0f} minutes")
    return model


def write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False), encoding="utf-8")


def export(model: GptOss, run: Path, out: Path) -> None:
    """Every file is written beside its place and then moved there, so that a reader never sees half a file."""
    out.mkdir(parents=True, exist_ok=True)
    part = out.parent / f".{out.name}.part"
    part.mkdir(exist_ok=True)
    write_safetensors(part / "model.safetensors", tensors_of(model))
    write_json(part / "config.json", config_of(model.shape))
    stops = [control_id(t) for t in ("<|return|>", "<|endoftext|>", "<|call|>")]
    write_json(
        part / "generation_config.json",
        {
            "bos_token_id": control_id("<|startoftext|>"),
            "eos_token_id": stops,
            "pad_token_id": stops[1],
            "do_sample": False,
        },
    )
    write_json(
        part / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": "<|startoftext|>",
            "eos_token": "<|return|>",
            "pad_token": "<|endoftext|>",
            "model_max_length": 131072,
            "clean_up_tokenization_spaces": False,
            "model_input_names": ["input_ids", "attention_mask"],
        },
    )
    (part / "tokenizer.json").write_bytes((run / "tokenizer.json").read_bytes())
    (part / "chat_template.jinja").write_bytes((Path(__file__).parent / "chat_template.jinja").read_bytes())
    for path in part.iterdir():
        os.replace(path, out / path.name)
    part.rmdir()
    print(f"{out}: {sum(p.stat().st_size for p in out.iterdir()) / 1e6:.2f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder of train.py")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--last", action="store_true", help="the last weights instead of their moving average")
    args = parser.parse_args()
    export(averaged_model(args.run, not args.last), args.run, args.out)


if __name__ == "__main__":
    main()
