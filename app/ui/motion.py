"""Whether the system asks that nothing moves without need."""

from __future__ import annotations

from app.mac_answers import mac_answers


def system_reduces_motion() -> bool:
    """Reduce Motion of macOS; False elsewhere.

    Qt 6.11 tells the wanted contrast and not this. Source: NSWorkspace.accessibilityDisplayShouldReduceMotion in
    Apple's AppKit, there since macOS 10.12.
    """
    return mac_answers("AppKit", b"NSWorkspace", b"sharedWorkspace", b"accessibilityDisplayShouldReduceMotion")
