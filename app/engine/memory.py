"""The memory that Metal gives a model: read once, and asked before anything is loaded.

Metal ends the process when memory runs out, so the limit is checked beforehand. Decides from numbers; MLX is asked in
``read_device`` and told in ``wire`` and ``limit_buffers``. On a CPU there is no limit to read, and nothing is refused
or wired.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass

from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import sentence

GIB = 1 << 30
# Besides the weights: what reading one short question takes, with the buffers that are then free to be used again.
LEAST_WORKING_BYTES = 400_000_000
BUFFERS_BYTES = GIB // 2  # freed buffers that MLX may keep
VALUE_BYTES = 2  # of a number in the cache, a bfloat16
MARKS_PERCENT = 12  # for the marks from which a changed conversation goes on
CONTEXT_STEP = 1024  # a shorter context is told in such round numbers
# More than the weights: for conversations, so that wiring never moves while a reply grows.
WIRED_SPARE_BYTES = GIB
# What wiring has to leave to macOS and other apps. Wiring all that Metal recommends froze Macs with 16 GB (vmlx-swift
# 417); not wiring a large model made it 40 times slower (vmlx-swift 418).
LEFT_FREE_BYTES, LEFT_FREE_PERCENT = 8 * GIB, 35
# For conversations that are not open: 87,000 tokens of gpt-oss-20b.
PARKED_BYTES, PARKED_PERCENT = 2 * GIB, 10


@dataclass(frozen=True, slots=True)
class DeviceMemory:
    """``limit_bytes``: what Metal recommends to use at most. ``buffer_limit_bytes``: the longest single array."""

    total_bytes: int
    limit_bytes: int
    buffer_limit_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class CacheBudget:
    """``parked_bytes``: for what is not open. ``most_bytes``: for all that was read; None if there is no limit."""

    parked_bytes: int
    most_bytes: int | None = None


def read_device() -> DeviceMemory | None:
    """None where MLX computes on a CPU."""
    import mlx.core as mx

    return device_memory(mx.device_info()) if mx.default_device() == mx.gpu else None


def device_memory(info: Mapping[str, object]) -> DeviceMemory | None:
    """From ``mx.device_info()``; None if it does not name its limits. Source: mlx, metal/device_info.cpp."""
    total, limit, buffer = (
        info.get(name) for name in ("memory_size", "max_recommended_working_set_size", "max_buffer_length")
    )
    if type(total) is not int or type(limit) is not int or not 0 < limit <= total:
        return None
    return DeviceMemory(total, limit, buffer if type(buffer) is int and buffer > 0 else None)


def refusal(label: str, weight_bytes: int, device: DeviceMemory | None) -> Failure | None:
    """Why a model of that size is not loaded here; None if it may be."""
    need = weight_bytes + LEAST_WORKING_BYTES
    if device is None or need <= device.limit_bytes:
        return None
    said = sentence(
        "{name} needs {need_memory} of memory and this Mac can give a model {limit_memory}, so it was not loaded. "
        "Choose another model.",
        name=label,
        need_memory=need,
        limit_memory=device.limit_bytes,
    )
    detail = f"weights: {weight_bytes} bytes; limit: {device.limit_bytes}"
    return failure_of(FailureKind.OUT_OF_MEMORY, said, detail=detail)


def context_limit(config: Mapping[str, object], weight_bytes: int, device: DeviceMemory | None) -> int:
    """The most tokens that are read and written together, so that they surely fit: what verdicts promise beforehand.

    ``config`` as the folder's check leaves it.
    """
    names = ("max_position_embeddings", "num_hidden_layers", "num_key_value_heads", "head_dim", "sliding_window")
    most, layers, heads, width, window = (_number(config, name) for name in names)
    if device is None:
        return most
    types = config.get("layer_types")
    full = types.count("full_attention") if isinstance(types, list) else layers // 2
    row = 2 * heads * width * VALUE_BYTES
    fixed = weight_bytes + (layers - full) * row * window + LEAST_WORKING_BYTES + BUFFERS_BYTES
    room = device.limit_bytes - fixed
    tokens = room * 100 // (full * row * (100 + MARKS_PERCENT))
    return most if tokens >= most else max(tokens // CONTEXT_STEP, 1) * CONTEXT_STEP


def cache_budget(weight_bytes: int, device: DeviceMemory | None) -> CacheBudget:
    """What may be kept of all that a model of that size reads."""
    total = _total_bytes() if device is None else device.total_bytes
    parked = min(PARKED_BYTES, total * PARKED_PERCENT // 100)
    if device is None:
        return CacheBudget(parked)
    fixed = weight_bytes + LEAST_WORKING_BYTES + BUFFERS_BYTES
    return CacheBudget(parked, max(0, device.limit_bytes - fixed))


def limit_buffers(device: DeviceMemory | None) -> None:
    """How many freed bytes MLX keeps, and from where on it waits for memory instead of asking for more."""
    import mlx.core as mx

    mx.set_cache_limit(BUFFERS_BYTES)
    if device is not None:
        mx.set_memory_limit(device.limit_bytes)


def wire(weight_bytes: int, device: DeviceMemory | None) -> None:
    """Keeps a model that is loaded in memory for good, as far as that is safe; instead of what was wired before."""
    if device is None:
        return
    import mlx.core as mx

    with contextlib.suppress(RuntimeError, ValueError):  # slower without it, and still right
        mx.set_wired_limit(wired_bytes(weight_bytes, device) or 0)


def wired_bytes(weight_bytes: int, device: DeviceMemory | None) -> int | None:
    """What may be kept in memory for good for a model of that size. Never more than Metal recommends.

    None: nothing, because too little would be left for everything else.
    """
    if device is None:
        return None
    wired = min(weight_bytes + WIRED_SPARE_BYTES, device.limit_bytes)
    left = max(LEFT_FREE_BYTES, device.total_bytes * LEFT_FREE_PERCENT // 100)
    return wired if device.total_bytes - wired >= left else None


def _total_bytes() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _number(config: Mapping[str, object], name: str) -> int:
    value = config[name]
    assert type(value) is int, "checked with the folder"
    return value
