"""The same log-probabilities as transformers, at positions where mlx-lm's own position encoding is wrong.

The reference and the random model come from ``packaging/rope_parity``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from app.engine.forward import quicken
from app.engine.model_folder import CheckedFolder, check
from app.engine.network import read_network, widen
from app.paths import demo_model_folder

import mlx.core as mx  # isort: skip

sys.path.insert(0, str(Path(__file__).parents[2] / "packaging" / "rope_parity"))

import random_gpt_oss
from compare import difference

REFERENCE = Path(__file__).parents[1] / "data" / "rope_parity" / "reference.safetensors"
DEMO_REFERENCE = REFERENCE.with_name("demo.safetensors")
TOLERANCE = 1e-3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("random_gpt_oss")
    random_gpt_oss.write(folder)
    return folder


@pytest.mark.parametrize("is_quick", [False, True], ids=["plain", "quick"])
@pytest.mark.parametrize("count", random_gpt_oss.PROMPTS)
def test_our_network_computes_what_transformers_does(folder: Path, count: int, is_quick: bool) -> None:
    network = _read(folder, random_gpt_oss.CONFIG)
    if is_quick:
        assert quicken(network) == random_gpt_oss.LAYERS
    assert difference(network, REFERENCE, count) <= TOLERANCE


@pytest.mark.parametrize("count", random_gpt_oss.PROMPTS)
def test_with_the_rounded_range_of_mlx_lm_it_would_not(folder: Path, count: int) -> None:
    """The wrong encoding is seen at every length, so the test above can fail."""
    scaling = {name: value for name, value in random_gpt_oss.CONFIG["rope_scaling"].items() if name != "truncate"}
    network = _read(folder, {**random_gpt_oss.CONFIG, "rope_scaling": scaling})
    assert difference(network, REFERENCE, count) > 1.0


@pytest.mark.parametrize("count", random_gpt_oss.PROMPTS)
def test_the_demo_which_asks_for_the_rounded_range_gives_the_same_as_well(count: int) -> None:
    checked = check(demo_model_folder())
    assert checked.config["rope_scaling"]["truncate"] is True
    network = read_network(checked, lambda fraction: None, lambda: False)
    widen(network)
    assert difference(network, DEMO_REFERENCE, count) <= TOLERANCE


def _read(folder: Path, config: dict[str, Any]) -> Any:
    shard = folder / "model.safetensors"
    checked = CheckedFolder(folder, config, (shard,), shard.stat().st_size)
    network = read_network(checked, lambda fraction: None, lambda: False)
    widen(network)
    mx.eval(network.parameters())
    return network
