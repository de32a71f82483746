"""Whether config.json describes a gpt-oss model whose numbers make sense together."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from app.chat.sentence import Sentence, sentence

RaisedAs = Callable[[Sentence], Exception]

MODEL_TYPE = "gpt_oss"
_LAYER_TYPES = ("sliding_attention", "full_attention")

# (least, most); gpt-oss-120b is far inside all of them.
_COUNTS = {
    "vocab_size": (1, 4_000_000),
    "hidden_size": (1, 131_072),
    "intermediate_size": (1, 1_048_576),
    "num_hidden_layers": (1, 1_024),
    "num_attention_heads": (1, 4_096),
    "num_key_value_heads": (1, 4_096),
    "head_dim": (2, 8_192),
    "num_local_experts": (1, 16_384),
    "num_experts_per_tok": (1, 16_384),
    "sliding_window": (1, 1_048_576),
    "max_position_embeddings": (16, 100_000_000),
}
_SCALING_NUMBERS = ("factor", "beta_fast", "beta_slow", "original_max_position_embeddings", "mscale", "mscale_all_dim")


def with_rope_scaling(config: Mapping[str, object]) -> Mapping[str, object]:
    """transformers 5 writes ``rope_parameters`` where mlx-lm (0.32.2) reads nothing but ``rope_scaling``."""
    parameters = config.get("rope_parameters")
    if not isinstance(parameters, dict) or config.get("rope_scaling") is not None:
        return config
    return {**config, "rope_scaling": parameters, "rope_theta": parameters.get("rope_theta", config.get("rope_theta"))}


def check_config(config: Mapping[str, object], error: RaisedAs) -> None:
    """Raises ``error`` with a sentence."""
    if config.get("model_type") != MODEL_TYPE:
        raise error(sentence("This is not a gpt-oss model, and no other kind can be loaded."))
    numbers = {name: _count(config, name, limits, error) for name, limits in _COUNTS.items()}
    if numbers["num_attention_heads"] % numbers["num_key_value_heads"] or numbers["head_dim"] % 2:
        raise error(sentence("The model's config.json describes attention heads that do not fit together."))
    if numbers["num_experts_per_tok"] > numbers["num_local_experts"]:
        raise error(sentence("The model's config.json uses more experts than there are."))
    _check_layers(config.get("layer_types"), numbers["num_hidden_layers"], error)
    _check_number(config, "rms_norm_eps", 0.0, 1.0, error)
    _check_number(config, "rope_theta", 1.0, 1e12, error)
    _check_scaling(config.get("rope_scaling"), error)
    _check_quantization(config, error)


def _count(config: Mapping[str, object], name: str, limits: tuple[int, int], error: RaisedAs) -> int:
    value = config.get(name)
    if type(value) is not int or not limits[0] <= value <= limits[1]:
        raise error(sentence("The model's config.json gives no usable “{name}”.", name=name))
    return value


def _check_number(values: Mapping[str, object], name: str, least: float, most: float, error: RaisedAs) -> None:
    """``least`` itself is too little."""
    value = values.get(name)
    if type(value) not in (int, float) or not least < float(value) <= most:  # type: ignore[arg-type]  # a number by now
        raise error(sentence("The model's config.json gives no usable “{name}”.", name=name))


def _check_layers(types: object, layers: int, error: RaisedAs) -> None:
    if types is None and layers % 2 == 0:
        return
    if not isinstance(types, list) or len(types) != layers or set(map(str, types)) != set(_LAYER_TYPES):
        raise error(sentence("The model's config.json describes layers that gpt-oss does not have."))


def _check_scaling(scaling: object, error: RaisedAs) -> None:
    if scaling is None:
        return
    if not isinstance(scaling, dict) or (scaling.get("rope_type") or scaling.get("type")) not in ("yarn", "default"):
        raise error(sentence("The model's config.json describes a position encoding that gpt-oss does not have."))
    if scaling.get("rope_type", scaling.get("type")) == "yarn":
        _check_number(scaling, "factor", 0.0, 1e6, error)
    for name in _SCALING_NUMBERS:
        value = scaling.get(name, 1)
        if type(value) not in (int, float) or not math.isfinite(value) or not 0 <= value <= 1e9:
            raise error(sentence("The model's config.json gives no usable “{name}”.", name=name))
    if scaling.get("beta_fast", 32) <= 0 or scaling.get("beta_slow", 1) <= 0:
        raise error(sentence("The model's config.json describes a position encoding that makes no sense."))
    if scaling.get("original_max_position_embeddings", 4096) < 1:
        raise error(sentence("The model's config.json gives no usable “original_max_position_embeddings”."))


def _check_quantization(config: Mapping[str, object], error: RaisedAs) -> None:
    quantization = config.get("quantization")
    if quantization is not None:
        _check_packing(quantization, error)
        return
    foreign = config.get("quantization_config")
    if foreign is not None and (not isinstance(foreign, dict) or foreign.get("quant_method") != "mxfp4"):
        raise error(sentence("The model's weights are packed in a way that is not known here."))


def _check_packing(quantization: object, error: RaisedAs) -> None:
    """mlx-lm's form: numbers for all layers, and under a layer's name its own ones, or false for not at all."""
    if not isinstance(quantization, dict):
        raise error(sentence("The model's config.json describes its packing in a way that is not known here."))
    own = [value for value in quantization.values() if isinstance(value, dict)]
    for packing in (quantization, *own):
        bits, group, mode = packing.get("bits"), packing.get("group_size"), packing.get("mode", "affine")
        if bits not in (2, 3, 4, 5, 6, 8) or group not in (16, 32, 64, 128) or not isinstance(mode, str):
            raise error(sentence("The model's weights are packed in a way that is not known here."))
