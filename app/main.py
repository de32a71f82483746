"""Opens the window, after making sure that there is something to open it on."""

from __future__ import annotations

import gc
import os
import sys

from app.system_libraries import advice, missing_packages, needed_for, wanted_platform


def run_window() -> int:
    """Runs until the window is closed; the exit status."""
    gc.disable()  # until the window is open: it would look through all that is imported, again and again
    platform = wanted_platform()
    if sys.platform.startswith("linux") and not platform:
        return _refuse('There is no display to open a window on. Try: soliloquy ask "What is 47 + 85?"')
    missing = missing_packages(needed_for(platform))
    if missing:
        return _refuse(advice(missing))

    from app.composition import run

    return run()


def require_offscreen() -> None:
    """For roles that need no screen: draw into memory unless a platform was chosen. Before Qt is imported."""
    if sys.platform.startswith("linux") and not wanted_platform():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
