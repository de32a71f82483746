"""Where the engine's reports leave: the wire's own descriptor, which nothing else in this process can reach."""

from __future__ import annotations

import os
import threading

from app.stdio import take as take
from app.wire.lines import encode
from app.wire.messages import Report


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
