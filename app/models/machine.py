"""How much memory this machine has, how much of it a model may take, and how much is free now.

Asks the system and nobody else; MLX knows the limit for the GPU to the byte, but only in the engine's process (see
``engine.memory``). On a Mac without a limit of its own that is macOS's default, which the rule of thumb meets.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from app.models.fit import MachineMemory, mac_memory
from app.models.sysctl import sysctl_int

MEMINFO = Path("/proc/meminfo")
MIB = 1 << 20

# Set by a person with sysctl; 0 or absent: macOS decides. Source: mlx, "Wired limit" in the docs of set_wired_limit.
_LIMIT_MIB = "iogpu.wired_limit_mb"
# Percent of the memory that is free or can be had without swapping; what the tool memory_pressure(1) prints.
_FREE_PERCENT = "kern.memorystatus_level"


def read_machine() -> MachineMemory:
    """Takes microseconds."""
    total = total_bytes()
    if sys.platform == "darwin":
        return of_macos(total, limit_mib=sysctl_int(_LIMIT_MIB), free_percent=sysctl_int(_FREE_PERCENT))
    try:
        return mac_memory(total, of_meminfo(MEMINFO.read_text("ascii")))
    except OSError:
        return mac_memory(total)


def total_bytes() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def of_macos(total: int, *, limit_mib: int | None, free_percent: int | None) -> MachineMemory:
    """From what sysctl says; None where it says nothing."""
    free = total * free_percent // 100 if free_percent is not None and 0 <= free_percent <= 100 else None
    machine = mac_memory(total, free)
    if not limit_mib or limit_mib < 0:
        return machine
    return replace(machine, gpu_limit_bytes=min(limit_mib * MIB, total), is_measured=True)


def of_meminfo(text: str) -> int | None:
    """The free bytes of /proc/meminfo's content; None if it does not say."""
    for line in text.splitlines():
        name, _, value = line.partition(":")
        words = value.split()
        if name == "MemAvailable" and len(words) == 2 and words[0].isascii() and words[0].isdigit():
            return int(words[0]) * 1024
    return None
