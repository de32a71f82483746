"""Verdicts, checked against figures that were worked out by hand, and formulas against what MLX really takes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.catalog import CatalogModel, catalog
from app.models.fit import (
    CONTEXT_STEP,
    GIB,
    LEAST_CONTEXT,
    Fit,
    MachineMemory,
    cache_bytes,
    judge,
    mac_memory,
    need_bytes,
    peak_bytes,
    smallest_mac_gb,
    window_bytes,
)
from app.models.shape import ModelShape, ShapeError, shape_of
from app.paths import demo_model_folder

REPOSITORY = Path(__file__).parents[2]
F, W = "fits", "won't"
K4, K32, K128 = 4096, 32768, 131072

# Worked out by hand: weights in GiB (11.25, 10.41, 12.82, 60.77, 58.91), 0.87 GiB of working space and buffers, and
# with marks 0.10, 0.84 and 3.36 GiB (of the 120b 0.16, 1.26 and 5.04) of conversation, against two thirds of the
# memory up to 32 GB and three quarters above. A number is the context that is left, in tokens.
TABLE = {
    #                        8           16          24              32          64          96          128  GB
    "gpt-oss-20b": ((W, W, W), (W, W, W), (F, F, F), (F, F, F), (F, F, F), (F, F, F), (F, F, F)),
    "gpt-oss-20b-q4": ((W, W, W), (W, W, W), (F, F, F), (F, F, F), (F, F, F), (F, F, F), (F, F, F)),
    "gpt-oss-20b-openai": ((W, W, W), (W, W, W), (F, F, 89088), (F, F, F), (F, F, F), (F, F, F), (F, F, F)),
    "gpt-oss-120b": ((W, W, W), (W, W, W), (W, W, W), (W, W, W), (W, W, W), (F, F, F), (F, F, F)),
    "gpt-oss-120b-q8": ((W, W, W), (W, W, W), (W, W, W), (W, W, W), (W, W, W), (F, F, F), (F, F, F)),
    "gpt-oss-safeguard-20b": ((W, W, W), (W, W, W), (F, F, 89088), (F, F, F), (F, F, F), (F, F, F), (F, F, F)),
}
MACS_GB = (8, 16, 24, 32, 64, 96, 128)


def model(model_id: str) -> CatalogModel:
    found = catalog().find(model_id)
    assert found is not None
    return found


def told(entry: CatalogModel, mac_gb: int, tokens: int) -> object:
    verdict = judge(entry.shape, entry.weight_bytes, mac_memory(mac_gb * GIB), tokens)
    return {Fit.FITS: F, Fit.SHORT: verdict.context_tokens, Fit.WONT: W}[verdict.fit]


def test_every_model_of_the_catalogue_is_in_the_table() -> None:
    assert list(TABLE) == [entry.id for entry in catalog().models]


@pytest.mark.parametrize("model_id", TABLE)
def test_the_verdict_on_every_mac(model_id: str) -> None:
    entry = model(model_id)
    assert TABLE[model_id] == tuple(tuple(told(entry, mac, tokens) for tokens in (K4, K32, K128)) for mac in MACS_GB)


def test_the_20b_takes_24_kib_a_token_and_3_mib_for_its_window() -> None:
    shape = model("gpt-oss-20b").shape
    assert cache_bytes(shape, 1024) == 1024 * 24 * 1024
    assert window_bytes(shape) == 3 << 20
    assert cache_bytes(shape, K128) == 3 * GIB


def test_the_120b_takes_half_as_much_again() -> None:
    assert cache_bytes(model("gpt-oss-120b").shape, 1024) == 1024 * 36 * 1024


def test_the_limits_that_macs_told_are_met_by_the_rule_of_thumb() -> None:
    assert mac_memory(16 * GIB).gpu_limit_bytes >> 20 == 10_922
    assert mac_memory(24 * GIB).gpu_limit_bytes // 10**6 == 17_179
    assert mac_memory(32 * GIB).gpu_limit_bytes >> 20 == 21_845
    assert mac_memory(128 * GIB).gpu_limit_bytes // 10**8 == 1_030


def test_the_peak_published_for_an_m2_max_is_met() -> None:
    """12.354 GB: the default model, a prompt of 2,048 tokens read at once (Rapid-MLX, pull request 1068)."""
    entry = model("gpt-oss-20b")
    predicted = peak_bytes(entry.shape, entry.weight_bytes, 2048, chunk=2048)
    assert predicted == pytest.approx(12.354e9, rel=0.005)


def test_a_mac_with_16_gb_is_told_what_it_would_take() -> None:
    entry = model("gpt-oss-20b")
    verdict = judge(entry.shape, entry.weight_bytes, mac_memory(16 * GIB))
    assert verdict.fit is Fit.WONT
    assert not verdict.can_load
    assert verdict.context_tokens == 0
    assert verdict.label.english == "Needs a Mac with 24 GB"
    assert "12.2 GB" in verdict.reason.english
    assert "10.7 GB" in verdict.reason.english
    assert verdict.advice is not None
    assert verdict.advice.english == "It runs on Macs with 24 GB of memory and more."


def test_other_apps_in_the_way_are_told_apart_from_a_machine_that_is_too_small() -> None:
    entry = model("gpt-oss-20b")
    machine = MachineMemory(32 * GIB, 21 * GIB, free_bytes=9 * GIB)
    verdict = judge(entry.shape, entry.weight_bytes, machine, K32)
    assert verdict.fit is Fit.SWAPS
    assert verdict.can_load
    assert verdict.context_tokens == K32
    assert "9.0 GB are free" in verdict.reason.english
    assert verdict.advice is not None
    assert "Close" in verdict.advice.english
    unknown = MachineMemory(32 * GIB, 21 * GIB)
    assert judge(entry.shape, entry.weight_bytes, unknown, K32).fit is Fit.FITS


def test_a_model_too_large_for_any_mac_says_so() -> None:
    entry = model("gpt-oss-120b")
    verdict = judge(entry.shape, 10**13, mac_memory(512 * GIB))
    assert verdict.label.english == "Too large for any Mac"
    assert smallest_mac_gb(entry.shape, 10**13) is None


machines = st.integers(1 << 30, 1 << 40).map(mac_memory)


@given(machine=machines, weights=st.integers(0, 1 << 37), tokens=st.integers(1, 200_000))
def test_what_a_verdict_allows_stays_within_the_limit(machine: MachineMemory, weights: int, tokens: int) -> None:
    shape = model("gpt-oss-20b").shape
    verdict = judge(shape, weights, machine, tokens)
    asked = min(tokens, shape.context_tokens)
    if verdict.can_load:
        assert verdict.need_bytes <= machine.gpu_limit_bytes
        assert min(asked, LEAST_CONTEXT) <= verdict.context_tokens <= asked
        more = verdict.context_tokens + CONTEXT_STEP
        assert verdict.fit is Fit.FITS or need_bytes(shape, weights, more) > machine.gpu_limit_bytes
    else:
        assert verdict.need_bytes > machine.gpu_limit_bytes
    assert verdict.reason.english.endswith(".")


def test_a_shape_is_read_from_the_configuration() -> None:
    config = json.loads((demo_model_folder() / "config.json").read_text())
    shape = shape_of(config)
    assert shape.layers == config["num_hidden_layers"]
    assert shape.full_attention_layers == config["layer_types"].count("full_attention")
    assert shape.row_values == 2 * config["num_key_value_heads"] * config["head_dim"]
    assert shape_of({**config, "layer_types": None}).full_attention_layers == config["num_hidden_layers"] // 2


@pytest.mark.parametrize(
    "change",
    [
        {"model_type": "llama"},
        {"num_hidden_layers": 0},
        {"head_dim": "64"},
        {"vocab_size": True},
        {"hidden_size": 10**30},
        {"layer_types": ["full_attention"]},
        {"layer_types": 7},
    ],
)
def test_another_configuration_is_refused(change: dict[str, object]) -> None:
    config = json.loads((demo_model_folder() / "config.json").read_text())
    with pytest.raises(ShapeError):
        shape_of({**config, **change})


# Runs apart, so that MLX is never in the process of a test of the window's half.
MEASUREMENT = """
import json, sys
from pathlib import Path
import mlx.core as mx
from app.engine import model_folder, prefill
from app.engine.network import read_network
folder, lengths = Path(sys.argv[1]), json.loads(sys.argv[2])
checked = model_folder.check(folder)
network = read_network(checked, lambda fraction: None, lambda: False)
report = {"weights": checked.weight_bytes, "kept": [], "peaks": []}
for tokens in lengths:
    cache = network.make_cache()
    mx.clear_cache()
    mx.reset_peak_memory()
    for begin in range(0, tokens, prefill.DEFAULT_PIECE_TOKENS):
        size = min(prefill.DEFAULT_PIECE_TOKENS, tokens - begin)
        network.model(mx.array([[7] * size]), cache)
        mx.eval([layer.state for layer in cache])
        mx.clear_cache()
    report["kept"].append(sum(layer.nbytes for layer in cache))
    report["peaks"].append(mx.get_peak_memory())
    del cache
print(json.dumps(report))
"""


def measured(folder: Path, lengths: list[int]) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", MEASUREMENT, str(folder), json.dumps(lengths)],
        capture_output=True,
        timeout=120,
        check=False,
        cwd=REPOSITORY,
    )
    assert done.returncode == 0, done.stderr.decode()
    report = json.loads(done.stdout)
    assert isinstance(report, dict)
    return report


def test_what_a_conversation_keeps_is_predicted_to_the_byte() -> None:
    shape = shape_of(json.loads((demo_model_folder() / "config.json").read_text()))
    lengths = [2, 256, 257, 700]
    predicted = [cache_bytes(shape, tokens) + window_bytes(shape, _rows(shape, tokens)) for tokens in lengths]
    assert measured(demo_model_folder(), lengths)["kept"] == predicted


def _rows(shape: ModelShape, tokens: int) -> int:
    """After the last piece of a prompt: the piece, and before it as much of the window as there was."""
    last = (tokens - 1) % 512 + 1
    return last + min(tokens - last, shape.window - 1)


@pytest.mark.parametrize(
    "shape",
    [
        ModelShape(4, 2, 512, 512, 8, 2, 64, 128, 16, 4, 32768, 131072),
        ModelShape(6, 3, 256, 512, 16, 4, 64, 64, 12, 2, 65536, 4096),
    ],
    ids=["wide", "deep"],
)
def test_the_peak_of_a_real_load_is_predicted_within_2_percent(shape: ModelShape, tmp_path: Path) -> None:
    command = [sys.executable, str(REPOSITORY / "packaging" / "full_size_memory.py"), str(tmp_path / "model"), "--json"]
    numbers = [f"--{name.replace('_', '-')}={getattr(shape, name)}" for name in ModelShape.__slots__]
    done = subprocess.run([*command, "--tokens=16", *numbers], capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    report = json.loads(done.stdout)
    assert report["weight_bytes"] > 20_000_000
    assert report["loaded_bytes"] == pytest.approx(report["weight_bytes"], abs=1000), "the headers say all"
    assert report["predicted_bytes"] == pytest.approx(report["peak_bytes"], rel=0.02)
    assert not (tmp_path / "model").exists(), "what it wrote is removed"
