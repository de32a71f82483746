"""How scarce memory is on this machine now, as the system itself judges it.

Reads, decides nothing: what follows is the business of ``sleep.py``. The reading is in two functions, one a system; all
else is pure.
"""

from __future__ import annotations

import sys
from enum import IntEnum
from pathlib import Path

from app.models.sysctl import sysctl_int

PSI = Path("/proc/pressure/memory")
MEMINFO = Path("/proc/meminfo")

# Percent of the last ten seconds in which all tasks waited for memory, or some did. A machine that swaps now and then
# has a few percent of "some"; one that thrashes has "full".
FULL_CRITICAL, SOME_WARNING = 10.0, 20.0
# Without that measure: what is left of the memory, in percent.
LEFT_WARNING, LEFT_CRITICAL = 6.0, 3.0

_LEVEL_OF_MACOS = "kern.memorystatus_vm_pressure_level"


class Pressure(IntEnum):
    NORMAL = 0
    WARNING = 1
    CRITICAL = 2


def memory_pressure() -> Pressure:
    """NORMAL where it cannot be told. Takes microseconds, blocks on nothing."""
    if sys.platform == "darwin":
        return of_macos_level(sysctl_int(_LEVEL_OF_MACOS))
    try:
        return max(of_psi(PSI.read_text("ascii")), of_meminfo(MEMINFO.read_text("ascii")))
    except OSError:
        return _from_meminfo_alone()


def of_macos_level(level: int | None) -> Pressure:
    """Source: xnu, bsd/sys/event.h, NOTE_MEMORYSTATUS_PRESSURE_NORMAL 1, _WARN 2, _CRITICAL 4."""
    if level is None or level <= 1:
        return Pressure.NORMAL
    return Pressure.CRITICAL if level >= 4 else Pressure.WARNING


def of_psi(text: str) -> Pressure:
    """Of the content of /proc/pressure/memory. Source: Documentation/accounting/psi.rst of Linux."""
    averages = {line.split(" ", 1)[0]: _average_of(line) for line in text.splitlines() if line}
    if averages.get("full", 0.0) >= FULL_CRITICAL:
        return Pressure.CRITICAL
    return Pressure.WARNING if averages.get("some", 0.0) >= SOME_WARNING else Pressure.NORMAL


def of_meminfo(text: str) -> Pressure:
    """Of the content of /proc/meminfo."""
    kib = {name: value for name, _, value in (line.partition(":") for line in text.splitlines())}
    try:
        left = 100 * int(kib["MemAvailable"].split()[0]) / int(kib["MemTotal"].split()[0])
    except (KeyError, IndexError, ValueError, ZeroDivisionError):
        return Pressure.NORMAL
    if left < LEFT_CRITICAL:
        return Pressure.CRITICAL
    return Pressure.WARNING if left < LEFT_WARNING else Pressure.NORMAL


def _average_of(line: str) -> float:
    """``some avg10=1.53 avg60=0.87 …`` → 1.53."""
    for word in line.split():
        if word.startswith("avg10="):
            try:
                return float(word.removeprefix("avg10="))
            except ValueError:
                return 0.0
    return 0.0


def _from_meminfo_alone() -> Pressure:
    try:
        return of_meminfo(MEMINFO.read_text("ascii"))
    except OSError:
        return Pressure.NORMAL
