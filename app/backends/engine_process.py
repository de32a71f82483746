"""One run of the engine's process: commands in, reports out, and how it ended as a plain value.

It only reports. What follows from a lost engine is decided in ``local.py``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from app.backends.child import how_it_ended, is_running, new_child
from app.backends.error_tail import ErrorTail
from app.wire.lines import LineSplitter, WireError, decode_report, encode
from app.wire.messages import Command, Leave

LEAVE_LIMIT_MS = 1_500  # for an engine that was asked to leave; it needs 20 ms
KILL_LIMIT_MS = 1_000


@dataclass(frozen=True, slots=True)
class EngineEnd:
    """How it ended. ``reason``: in technical words; ``tail``: the last lines that it wrote to stderr."""

    reason: str
    tail: str
    has_started: bool = True

    @property
    def detail(self) -> str:
        return f"{self.reason}\n{self.tail}".strip()


def default_command() -> tuple[str, ...]:
    """This program in its other role, whether it is installed, a checkout, or frozen."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "--engine")
    return (sys.executable, "-m", "app", "--engine")


class EngineProcess(QObject):
    """A child that speaks the wire. Used for one run; the next one gets a new object."""

    reported = Signal(object)  # Report
    ended = Signal(object)  # EngineEnd, exactly once, unless it was asked to leave
    left = Signal()  # it was asked to leave and has

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines = LineSplitter()
        self._errors = ErrorTail()
        self._reason: str | None = None
        self._is_over = False
        self._is_leaving = False
        self._process = new_child(command, self)
        self._process.readyReadStandardOutput.connect(self._read_reports)
        self._process.readyReadStandardError.connect(self._read_errors)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error_occurred)

    @property
    def pid(self) -> int:
        """0 while it does not run."""
        return self._process.processId()

    def start(self) -> None:
        self._process.start()

    def send(self, command: Command) -> None:
        if not self._is_over:
            self._process.write(encode(command))

    def kill(self, reason: str) -> None:
        """Ends it at once; ``ended`` follows from the event loop, with this reason."""
        self._reason = self._reason or reason
        self._process.kill()

    def let_go(self) -> None:
        """Asks it to leave, and kills it if it does not; ``left`` follows from the event loop, and nothing else."""
        self._is_over = True
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
        if is_running(self._process) and not self._process.waitForFinished(LEAVE_LIMIT_MS):
            self._process.kill()
            self._process.waitForFinished(KILL_LIMIT_MS)

    def _read_reports(self) -> None:
        data = bytes(self._process.readAllStandardOutput().data())
        try:
            for line in self._lines.feed(data):
                report = decode_report(line)
                if self._is_over or self._reason is not None:
                    return
                self.reported.emit(report)
        except WireError as error:
            self.kill(f"it wrote a line that is no report: {error}")

    def _read_errors(self) -> None:
        self._errors.feed(bytes(self._process.readAllStandardError().data()))

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        if self._is_leaving:
            self.left.emit()
            return
        self._read_reports()  # what it said before it ended comes first
        self._read_errors()
        self._end(how_it_ended(code, status), has_started=True)

    def _on_error_occurred(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._end(f"cannot be started: {self._process.errorString()}", has_started=False)

    def _end(self, reason: str, *, has_started: bool) -> None:
        if self._is_over:
            return
        self._is_over = True
        self.ended.emit(EngineEnd(self._reason or reason, self._errors.text, has_started))
