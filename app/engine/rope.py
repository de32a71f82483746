"""YaRN's frequencies as the configuration asks for them.

mlx-lm (0.32.2) always rounds the correction range to whole dimensions. The real gpt-oss says ``"truncate": false``, and
rounded, 9 of its 32 frequencies are off, the worst by 43 %. Standard library only.

Source: transformers' ``_compute_yarn_parameters``; vllm-project/vllm#28244.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

# Part of the name of everything that is computed with these frequencies and kept: other ones, other number.
ROPE_VERSION = 1


def correction_range(dimensions: int, base: float, scaling: Mapping[str, object]) -> tuple[float, float]:
    """The dimensions, not rounded, between which YaRN goes over from unscaled to scaled."""
    original = _number(scaling, "original_max_position_embeddings", 4096)

    def dimension(rotations: float) -> float:
        return dimensions * math.log(original / (rotations * 2 * math.pi)) / (2 * math.log(base))

    low = dimension(_number(scaling, "beta_fast", 32))
    high = dimension(_number(scaling, "beta_slow", 1))
    return max(low, 0.0), min(high, dimensions - 1.0)


def exact_frequencies(dimensions: int, base: float, scaling: Mapping[str, object] | None) -> tuple[float, ...] | None:
    """Wave lengths divided by 2π, one per pair of dimensions, or None where mlx-lm's own are what is asked for."""
    if scaling is None or scaling.get("truncate") is not False:
        return None
    if (scaling.get("rope_type") or scaling.get("type")) != "yarn":
        return None
    factor = _number(scaling, "factor", 1)
    low, high = correction_range(dimensions, base, scaling)

    def frequency(pair: int) -> float:
        unscaled = math.pow(base, 2 * pair / dimensions)
        scaled = factor * unscaled
        kept = 1 - min(1.0, max(0.0, (pair - low) / ((high - low) or 0.001)))
        return scaled * unscaled / (scaled * kept + unscaled * (1 - kept))

    return tuple(frequency(pair) for pair in range(dimensions // 2))


def _number(scaling: Mapping[str, object], name: str, default: float) -> float:
    value = scaling.get(name, default)
    assert isinstance(value, int | float), "checked with the folder"
    return float(value)
