"""A folder with a gpt-oss of random weights: as many layers and experts as the real one, but narrow.

Its speed is that of dispatching small operations, which is what the engine's own work is added to.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from app.engine import mlx_lm_package

mlx_lm_package.stand_in()  # before the first import from mlx_lm

import mlx.core as mx  # noqa: E402
from mlx.utils import tree_flatten, tree_map  # noqa: E402
from mlx_lm.models import gpt_oss  # noqa: E402

EXPERTS = 32
SPREAD = 8  # of weights: 1/8 is about one over the root of the width
# What mlx-lm's server needs besides, to know the tokenizer.
TOKENIZER_CONFIG = {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "<|return|>"}


@dataclass(frozen=True, slots=True)
class Shape:
    vocabulary: int
    width: int
    heads: int
    kv_heads: int
    head_dim: int


# A step of it is all dispatch of small operations.
STEPS = Shape(vocabulary=32_768, width=64, heads=4, kv_heads=2, head_dim=32)
# Reading a token takes about as much for its context, compared with its experts, as in gpt-oss-20b, in heads as wide:
# after 16,384 tokens 0.58 of the rest of its multiplications, there 0.53.
READING = Shape(vocabulary=1024, width=384, heads=1, kv_heads=1, head_dim=64)


def write(folder: Path, tokenizer: Path, layers: int, shape: Shape = STEPS) -> None:
    """Fills ``folder``. ``tokenizer``: a tokenizer.json. It never ends a reply: control tokens are never the likeliest.

    Raises OSError.
    """
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    first_control = min(token["id"] for token in json.loads(tokenizer.read_bytes())["added_tokens"])
    config = _config(layers, shape)
    network = gpt_oss.Model(gpt_oss.ModelArgs.from_dict(config))
    mx.random.seed(0)
    network.update(tree_map(lambda array: mx.random.normal(array.shape) / SPREAD, network.parameters()))
    head = network.lm_head.weight
    network.lm_head.weight = mx.where(mx.arange(shape.vocabulary)[:, None] < first_control, head, 0)
    mx.save_safetensors(str(folder / "model.safetensors"), dict(tree_flatten(network.parameters())))
    (folder / "config.json").write_text(json.dumps(config, indent=1))
    (folder / "tokenizer_config.json").write_text(json.dumps(TOKENIZER_CONFIG))


def _config(layers: int, shape: Shape) -> dict[str, object]:
    return {
        "model_type": "gpt_oss",
        "vocab_size": shape.vocabulary,
        "hidden_size": shape.width,
        "intermediate_size": shape.width,
        "num_hidden_layers": layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "head_dim": shape.head_dim,
        "num_local_experts": EXPERTS,
        "num_experts_per_tok": 4,
        "sliding_window": 128,
        "layer_types": ["sliding_attention", "full_attention"] * (layers // 2),
        "max_position_embeddings": 131_072,
        "rms_norm_eps": 1e-05,
        "rope_theta": 150_000.0,
        "rope_scaling": {
            "rope_type": "yarn",
            "factor": 32.0,
            "beta_fast": 32.0,
            "beta_slow": 1.0,
            "truncate": False,
            "original_max_position_embeddings": 4096,
        },
    }
