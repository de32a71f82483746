"""Numbers that macOS tells about itself, by name (sysctl(3))."""

from __future__ import annotations

import ctypes


def sysctl_int(name: str) -> int | None:
    """None where the system knows no such number, or is another one. Takes microseconds."""
    value = ctypes.c_int(0)
    size = ctypes.c_size_t(ctypes.sizeof(value))
    try:
        failed = ctypes.CDLL(None).sysctlbyname(
            name.encode(), ctypes.byref(value), ctypes.byref(size), None, ctypes.c_size_t(0)
        )
    except (OSError, AttributeError):
        return None
    return None if failed or size.value != ctypes.sizeof(value) else value.value
