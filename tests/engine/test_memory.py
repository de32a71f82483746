"""What is refused before it is loaded, and how much is wired, by what Macs say of themselves."""

from __future__ import annotations

import pytest

from app.chat.failure import FailureKind
from app.engine import memory, mlx_model
from app.engine.memory import GIB, DeviceMemory, context_limit, device_memory, read_device, refusal, wired_bytes
from app.engine.model import LoadError
from app.models.catalog import CatalogModel, catalog
from app.models.fit import judge, mac_memory
from app.models.shape import ModelShape
from app.paths import demo_model_folder
from app.wire.messages import Load

MIB = 1 << 20
DEFAULT_MODEL = 12_076_119_168
# (memory, what Metal recommends), as told by Macs with 16, 24, 32 and 128 GB
MAC_16, MAC_24, MAC_32, MAC_128 = (
    DeviceMemory(16 * GIB, 10_922 * MIB),
    DeviceMemory(24 * GIB, 16 * GIB),
    DeviceMemory(32 * GIB, 21_845 * MIB),
    DeviceMemory(128 * GIB, 96 * GIB),
)


def test_what_a_mac_says_is_understood() -> None:
    info = {
        "device_name": "Apple M2 Max",
        "memory_size": 32 * GIB,
        "max_recommended_working_set_size": 21_845 * MIB,
        "max_buffer_length": 16 * GIB,
    }
    assert device_memory(info) == DeviceMemory(32 * GIB, 21_845 * MIB, 16 * GIB)


@pytest.mark.parametrize(
    "info",
    [
        {},
        {"architecture": "x86_64", "device_name": "AMD EPYC"},
        {"memory_size": "32 GB", "max_recommended_working_set_size": 1},
        {"memory_size": GIB, "max_recommended_working_set_size": 0},
        {"memory_size": GIB, "max_recommended_working_set_size": 2 * GIB},
    ],
)
def test_a_device_that_names_no_limits_has_none(info: dict[str, object]) -> None:
    assert device_memory(info) is None


def test_this_machine_can_be_asked() -> None:
    device = read_device()
    assert device is None or 0 < device.limit_bytes <= device.total_bytes


def test_a_mac_with_16_gb_refuses_the_default_model_in_words() -> None:
    failure = refusal("gpt-oss-20b", DEFAULT_MODEL, MAC_16)
    assert failure is not None
    assert failure.kind is FailureKind.OUT_OF_MEMORY
    assert "gpt-oss-20b needs 11.6 GB" in failure.message
    assert "10.7 GB" in failure.message
    assert str(DEFAULT_MODEL) in failure.detail


@pytest.mark.parametrize("device", [MAC_24, MAC_32, MAC_128, None])
def test_a_mac_that_has_room_refuses_nothing(device: DeviceMemory | None) -> None:
    assert refusal("gpt-oss-20b", DEFAULT_MODEL, device) is None


@pytest.mark.parametrize("entry", catalog().models, ids=lambda entry: entry.id)
@pytest.mark.parametrize("mac_gb", [16, 24, 32, 48, 64, 96, 128])
def test_the_context_is_the_one_that_the_verdict_promised(entry: CatalogModel, mac_gb: int) -> None:
    machine = mac_memory(mac_gb * GIB)
    verdict = judge(entry.shape, entry.weight_bytes, machine)
    device = DeviceMemory(machine.total_bytes, machine.gpu_limit_bytes)
    if verdict.can_load:
        assert refusal(entry.label, entry.weight_bytes, device) is None
        assert context_limit(config_of(entry.shape), entry.weight_bytes, device) == verdict.context_tokens
    assert context_limit(config_of(entry.shape), entry.weight_bytes, None) == entry.shape.context_tokens


def test_however_little_is_left_a_context_is_not_zero() -> None:
    entry = catalog().models[0]
    config = config_of(entry.shape)
    for limit in (GIB, entry.weight_bytes + GIB, 2 * entry.weight_bytes):
        limited = context_limit(config, entry.weight_bytes, DeviceMemory(64 * GIB, limit))
        assert 1024 <= limited <= entry.shape.context_tokens
        without = {name: value for name, value in config.items() if name != "layer_types"}
        assert context_limit(without, entry.weight_bytes, DeviceMemory(64 * GIB, limit)) == limited


def config_of(shape: ModelShape) -> dict[str, object]:
    """As much of a config.json as the limit is made of."""
    return {
        "max_position_embeddings": shape.context_tokens,
        "num_hidden_layers": shape.layers,
        "num_key_value_heads": shape.kv_heads,
        "head_dim": shape.head_dim,
        "sliding_window": shape.window,
        "layer_types": ["sliding_attention", "full_attention"] * shape.full_attention_layers,
    }


def test_a_model_is_wired_only_where_enough_is_left_for_everything_else() -> None:
    assert wired_bytes(DEFAULT_MODEL, None) is None
    assert wired_bytes(DEFAULT_MODEL, MAC_16) is None
    assert wired_bytes(DEFAULT_MODEL, MAC_24) == DEFAULT_MODEL + GIB
    assert wired_bytes(DEFAULT_MODEL, MAC_32) == DEFAULT_MODEL + GIB
    assert wired_bytes(90 * GIB, MAC_128) is None, "a third of the memory is left to macOS"
    assert wired_bytes(62 * GIB, MAC_128) == 63 * GIB


def test_the_engine_refuses_before_it_reads_any_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that we do not have: one whose GPU may use 64 MB."""
    monkeypatch.setattr(memory, "read_device", lambda: DeviceMemory(8 * GIB, 64 * MIB))
    fractions: list[float] = []
    with pytest.raises(LoadError) as raised:
        mlx_model.load(Load(str(demo_model_folder()), "The demo"), fractions.append, lambda: False)
    assert raised.value.failure.kind is FailureKind.OUT_OF_MEMORY
    assert "The demo needs" in raised.value.failure.message
    assert fractions == []


@pytest.mark.parametrize("plan", [0, GIB, 10 * GIB, 10**15])
@pytest.mark.parametrize("device", [MAC_16, MAC_24, MAC_32, MAC_128])
def test_never_more_is_wired_than_metal_recommends(plan: int, device: DeviceMemory) -> None:
    wired = wired_bytes(plan, device)
    assert wired is None or wired <= device.limit_bytes
