"""One run of the engine's process: commands in, reports out, and how it ended as a plain value.

It only reports. What follows from a lost engine is decided in ``local.py``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from app.backends.child import ChildEnd, ChildProcess, is_running
from app.wire.lines import LineSplitter, WireError, decode_report, encode
from app.wire.messages import Command, Leave

LEAVE_LIMIT_MS = 1_500  # for an engine that was asked to leave; it needs 20 ms


def default_command() -> tuple[str, ...]:
    """This program in its other role, whether it is installed, a checkout, or frozen."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "--engine")
    return (sys.executable, "-m", "app", "--engine")


class EngineProcess(ChildProcess):
    """A child that speaks the wire."""

    reported = Signal(object)  # Report
    ended = Signal(object)  # ChildEnd, exactly once, unless it was asked to leave
    left = Signal()  # it was asked to leave and has

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(command, parent)
        self._lines = LineSplitter()
        self._reason: str | None = None
        self._is_leaving = False

    def send(self, command: Command) -> None:
        if not (self._has_ended or self._is_leaving):
            self._process.write(encode(command))

    def kill(self, reason: str) -> None:
        """Ends it at once; ``ended`` follows from the event loop, with this reason."""
        self._reason = self._reason or reason
        self._process.kill()

    def let_go(self) -> None:
        """Asks it to leave, and kills it if it does not; ``left`` follows from the event loop, and nothing else."""
        if self._is_leaving:
            return
        self._is_leaving = True
        if not is_running(self._process):
            QTimer.singleShot(0, self, self.left.emit)
            return
        self._process.write(encode(Leave()))
        self._process.closeWriteChannel()
        QTimer.singleShot(LEAVE_LIMIT_MS, self, self._process.kill)

    def leave(self) -> None:
        """As ``let_go``, but waits until it has left: at most 2.5 s."""
        self.let_go()
        self._see_to_its_end(LEAVE_LIMIT_MS)

    def _read_output(self) -> None:
        data = bytes(self._process.readAllStandardOutput().data())
        try:
            for line in self._lines.feed(data):
                report = decode_report(line)
                if self._is_leaving or self._reason is not None:
                    return
                self.reported.emit(report)
        except WireError as error:
            self.kill(f"it wrote a line that is no report: {error}")

    def _on_ended(self, end: ChildEnd) -> None:
        if self._is_leaving:
            self.left.emit()
        else:
            self.ended.emit(end if self._reason is None else replace(end, reason=self._reason))
