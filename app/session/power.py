"""Whether the person has asked this machine to save energy."""

from __future__ import annotations

from app.mac_answers import mac_answers


def is_low_power() -> bool:
    """Low Power Mode of macOS; False elsewhere.

    Source: NSProcessInfo.isLowPowerModeEnabled in Apple's Foundation, there since macOS 12.
    """
    return mac_answers("Foundation", b"NSProcessInfo", b"processInfo", b"isLowPowerModeEnabled")
