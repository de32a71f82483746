"""What systems say about their memory, and what this one says."""

from __future__ import annotations

import pytest

from app.models.fit import GIB, MachineMemory
from app.models.machine import of_macos, of_meminfo, read_machine, total_bytes

MEMINFO = "MemTotal:       24600000 kB\nMemFree:          500000 kB\nMemAvailable:   20000000 kB\nHugePages_Total:  0\n"


def test_this_machine_has_memory_and_says_how_much_is_free() -> None:
    machine = read_machine()
    assert machine.total_bytes == total_bytes() > GIB
    assert GIB // 2 < machine.gpu_limit_bytes < machine.total_bytes
    assert machine.free_bytes is None or 0 < machine.free_bytes <= machine.total_bytes


def test_linux_says_what_is_available_not_what_is_unused() -> None:
    assert of_meminfo(MEMINFO) == 20_000_000 * 1024


@pytest.mark.parametrize("text", ["", "MemAvailable", "MemAvailable:", "MemAvailable: many kB", "MemAvailable: -1 kB"])
def test_what_linux_does_not_say_is_not_made_up(text: str) -> None:
    assert of_meminfo(text) is None


def test_a_mac_as_it_comes_follows_the_rule_of_thumb() -> None:
    machine = of_macos(16 * GIB, limit_mib=0, free_percent=50)
    assert machine == MachineMemory(16 * GIB, 16 * GIB * 2 // 3, 8 * GIB)
    assert of_macos(16 * GIB, limit_mib=None, free_percent=None) == MachineMemory(16 * GIB, 16 * GIB * 2 // 3)


def test_a_limit_that_a_person_set_is_believed_up_to_the_memory_there_is() -> None:
    assert of_macos(16 * GIB, limit_mib=14 * 1024, free_percent=None) == MachineMemory(
        16 * GIB, 14 * GIB, is_measured=True
    )
    assert of_macos(16 * GIB, limit_mib=99 * 1024, free_percent=None).gpu_limit_bytes == 16 * GIB
    assert not of_macos(16 * GIB, limit_mib=-1, free_percent=150).is_measured
