"""The position encoding that the real gpt-oss asks for, in figures that others have published."""

from __future__ import annotations

import pytest

from app.engine.rope import correction_range, exact_frequencies

GPT_OSS = {
    "rope_type": "yarn",
    "factor": 32.0,
    "beta_fast": 32.0,
    "beta_slow": 1.0,
    "truncate": False,
    "original_max_position_embeddings": 4096,
}
DIMENSIONS, BASE = 64, 150_000.0


def test_the_range_of_the_real_model_is_not_rounded() -> None:
    low, high = correction_range(DIMENSIONS, BASE, GPT_OSS)
    assert low == pytest.approx(8.0928, abs=1e-4)
    assert high == pytest.approx(17.3980, abs=1e-4)


def test_fast_pairs_are_kept_and_slow_ones_are_scaled() -> None:
    frequencies = exact_frequencies(DIMENSIONS, BASE, GPT_OSS)
    assert frequencies is not None
    assert len(frequencies) == DIMENSIONS // 2
    unscaled = [BASE ** (2 * pair / DIMENSIONS) for pair in range(DIMENSIONS // 2)]
    assert frequencies[:9] == pytest.approx(unscaled[:9])
    assert frequencies[18:] == pytest.approx([32 * value for value in unscaled[18:]])
    assert all(1 < frequencies[pair] / unscaled[pair] < 32 for pair in range(9, 18))


@pytest.mark.parametrize(
    "scaling",
    [
        None,
        {**GPT_OSS, "truncate": True},
        {name: value for name, value in GPT_OSS.items() if name != "truncate"},
        {**GPT_OSS, "rope_type": "default"},
    ],
)
def test_where_nothing_else_is_asked_for_mlx_lm_decides(scaling: dict[str, object] | None) -> None:
    assert exact_frequencies(DIMENSIONS, BASE, scaling) is None


def test_the_older_name_of_the_type_is_understood() -> None:
    older = {("type" if name == "rope_type" else name): value for name, value in GPT_OSS.items()}
    assert exact_frequencies(DIMENSIONS, BASE, older) == exact_frequencies(DIMENSIONS, BASE, GPT_OSS)
