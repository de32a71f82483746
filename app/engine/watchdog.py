"""The engine's own end: no orphan outlives the window, and no hang outlives the dead-man's time.

End of file on stdin is the normal way to notice that the window is gone; Linux also sends a signal. A process that is
stuck in native code and holds the interpreter's lock notices nothing, so a timer in C, which needs no lock, ends it
unless the reader's thread keeps winding it up.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
import sys

DEAD_MAN_S = 60.0  # longer than any single call into MLX that is known to hold the lock
_WINDINGS = 6  # times that it is wound up while it runs down

_PR_SET_PDEATHSIG = 1  # Source: linux/prctl.h


class Watchdog:
    """Watches over the process that started this one and over this one itself."""

    def __init__(self, dead_man_s: float) -> None:
        self._dead_man_s = dead_man_s
        self._parent = os.getppid()

    @property
    def interval_s(self) -> float:
        """How often ``tick`` has to be called."""
        return min(5.0, self._dead_man_s / _WINDINGS)

    def start(self) -> None:
        """After any change of credentials: those make Linux forget the signal."""
        faulthandler.enable()
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        self.tick()

    def tick(self) -> None:
        """Winds the timer up, unless the window is gone; then ends the process."""
        if os.getppid() != self._parent:
            os._exit(0)
        faulthandler.dump_traceback_later(self._dead_man_s, exit=True)
