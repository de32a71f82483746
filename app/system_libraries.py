"""Which shared libraries of the system Qt needs on Linux, and how to get the missing ones.

A bare Debian or Ubuntu lacks them, and without this check the first import of PySide6 would end in a linker error. On
a Mac everything is in the wheels. Standard library only: it runs before anything else is imported.
"""

from __future__ import annotations

import ctypes
import os
import sys

# soname -> Debian package (Source: ldd over PySide6 6.11 on Debian 12). apt finds libglib2.0-0t64 by the old name too.
OFFSCREEN = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libX11-xcb.so.1": "libx11-xcb1",
}
NETWORK = {  # of Qt's network, which only asking a service needs
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libbrotlidec.so.1": "libbrotli1",
    "libzstd.so.1": "libzstd1",
}
WAYLAND = {"libwayland-client.so.0": "libwayland-client0", "libwayland-cursor.so.0": "libwayland-cursor0"}


def missing_packages(needed: dict[str, str]) -> list[str]:
    """The Debian packages of those libraries that the linker cannot load, in the order given. None off Linux."""
    if not sys.platform.startswith("linux"):
        return []
    return [package for soname, package in needed.items() if not _loads(soname)]


def needed_for(platform: str) -> dict[str, str]:
    """What Qt's platform plugin of that name needs (``offscreen``, ``xcb``, ``wayland``)."""
    extra = {"xcb": X11, "wayland": X11 | WAYLAND}.get(platform.split(":")[0].split(";")[0], {})
    return OFFSCREEN | extra


def wanted_platform() -> str:
    """The platform plugin that Qt will choose here, ``""`` when there is no display to open a window on."""
    chosen = os.environ.get("QT_QPA_PLATFORM")
    if chosen:
        return chosen
    if os.environ.get("WAYLAND_DISPLAY"):
        return "wayland"
    return "xcb" if os.environ.get("DISPLAY") else ""


def advice(packages: list[str]) -> str:
    """What to tell the person, command included."""
    sudo = "" if hasattr(os, "geteuid") and os.geteuid() == 0 else "sudo "
    return (
        f"Qt needs system libraries that are missing here: {', '.join(packages)}.\n"
        f"On Debian or Ubuntu install them with:\n"
        f"  {sudo}apt-get update && {sudo}apt-get install --no-install-recommends -y {' '.join(packages)}"
    )


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True
