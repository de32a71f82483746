"""The wire's own descriptors, out of reach of everything else in this process.

Whatever a library reads from stdin finds it empty, and whatever it prints goes to stderr: a tokenizer that asked a
question on stdin once ate protocol lines and ran a stranger's file when one of them was a "y".
"""

from __future__ import annotations

import os
import sys
import threading

from app.wire.lines import encode
from app.wire.messages import Report


def take() -> tuple[int, int]:
    """Moves stdin and stdout to private descriptors that no child inherits: (to read from, to write to).

    Must run before anything heavy is imported. Raises OSError if one of them is closed.
    """
    sys.stdout.flush()
    reading, writing = os.dup(0), os.dup(1)  # os.dup makes descriptors that are not inherited
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return reading, writing


class Outbox:
    """Where reports leave. Both threads may send; lines never mix."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def send(self, *reports: Report) -> None:
        """Waits while the window does not read. Ends the process if nobody can read any more."""
        if not reports:
            return
        data = memoryview(b"".join(encode(report) for report in reports))
        with self._lock:
            while data:
                try:
                    data = data[os.write(self._descriptor, data) :]
                except BrokenPipeError:
                    os._exit(0)  # the window is gone, and with it everybody who could be told
