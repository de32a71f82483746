"""The numbers of a gpt-oss that decide how much memory it takes, read from its config.json.

Says nothing about whether the configuration is sound otherwise; the engine checks that before it loads anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.chat.sentence import Sentence, sentence

MODEL_TYPE = "gpt_oss"
FULL, SLIDING = "full_attention", "sliding_attention"
MOST = 1 << 32  # no number of a model is larger, and none larger is worth computing with


class ShapeError(ValueError):
    """The configuration is not that of a gpt-oss. ``sentence``: "It …", about the model."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.english)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class ModelShape:
    """``window``: rows that a layer with sliding attention keeps. ``context_tokens``: what the model was made for."""

    layers: int
    full_attention_layers: int
    hidden: int
    intermediate: int
    heads: int
    kv_heads: int
    head_dim: int
    window: int
    experts: int
    experts_per_token: int
    vocabulary: int
    context_tokens: int

    @property
    def sliding_layers(self) -> int:
        return self.layers - self.full_attention_layers

    @property
    def row_values(self) -> int:
        """Numbers that one layer keeps of one token: a key and a value for each head that has its own."""
        return 2 * self.kv_heads * self.head_dim


# Where config.json keeps what. Source: transformers, GptOssConfig; mlx_lm/models/gpt_oss.py, ModelArgs.
_NAMES = {
    "layers": "num_hidden_layers",
    "hidden": "hidden_size",
    "intermediate": "intermediate_size",
    "heads": "num_attention_heads",
    "kv_heads": "num_key_value_heads",
    "head_dim": "head_dim",
    "window": "sliding_window",
    "experts": "num_local_experts",
    "experts_per_token": "num_experts_per_tok",
    "vocabulary": "vocab_size",
    "context_tokens": "max_position_embeddings",
}


def shape_of(config: Mapping[str, object]) -> ModelShape:
    """Raises ShapeError."""
    if config.get("model_type") != MODEL_TYPE:
        raise ShapeError(sentence("It holds no gpt-oss model, and no other kind can be loaded."))
    numbers = {ours: _count(config, theirs) for ours, theirs in _NAMES.items()}
    return ModelShape(full_attention_layers=_full_layers(config.get("layer_types"), numbers["layers"]), **numbers)


def _count(config: Mapping[str, object], name: str) -> int:
    value = config.get(name)
    if type(value) is not int or not 1 <= value <= MOST:
        raise ShapeError(sentence("It describes its model without a usable “{name}”.", name=name))
    return value


def _full_layers(types: object, layers: int) -> int:
    """Every second layer if nothing is said, as in all published models."""
    if types is None:
        return layers // 2
    if not isinstance(types, list) or len(types) != layers or not {FULL, SLIDING}.issuperset(map(str, types)):
        raise ShapeError(sentence("It describes layers that gpt-oss does not have."))
    return types.count(FULL)
