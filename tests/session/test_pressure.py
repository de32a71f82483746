from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.session.pressure import Pressure, memory_pressure, of_macos_level, of_meminfo, of_psi

PSI = "some avg10={some} avg60=0.87 avg300=0.31 total=9\nfull avg10={full} avg60=0.00 avg300=0.00 total=3\n"
MEMINFO = "MemTotal:       16000000 kB\nMemFree:          200000 kB\nMemAvailable:   {available} kB\n"


@pytest.mark.parametrize(
    ("some", "full", "expected"),
    [
        ("0.00", "0.00", Pressure.NORMAL),
        ("3.10", "1.00", Pressure.NORMAL),
        ("25.00", "4.00", Pressure.WARNING),
        ("60.00", "31.50", Pressure.CRITICAL),
    ],
)
def test_time_lost_to_waiting_for_memory_is_pressure(some: str, full: str, expected: Pressure) -> None:
    assert of_psi(PSI.format(some=some, full=full)) is expected


@pytest.mark.parametrize(
    ("available", "expected"),
    [(8_000_000, Pressure.NORMAL), (800_000, Pressure.WARNING), (300_000, Pressure.CRITICAL)],
)
def test_little_memory_left_is_pressure(available: int, expected: Pressure) -> None:
    assert of_meminfo(MEMINFO.format(available=available)) is expected


@pytest.mark.parametrize(
    ("level", "expected"),
    [(1, Pressure.NORMAL), (2, Pressure.WARNING), (4, Pressure.CRITICAL), (None, Pressure.NORMAL)],
)
def test_a_mac_says_its_level_itself(level: int | None, expected: Pressure) -> None:
    assert of_macos_level(level) is expected


@given(st.text())
def test_whatever_the_system_writes_there_is_read(text: str) -> None:
    assert of_psi(text) in Pressure
    assert of_meminfo(text) in Pressure


def test_this_machine_can_be_asked() -> None:
    assert memory_pressure() in Pressure
