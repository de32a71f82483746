"""Child processes of this app: how each is started, read, ended and waited for. What they say is not our business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment

import app
from app.backends.error_tail import ErrorTail

KILL_LIMIT_MS = 1_000


@dataclass(frozen=True, slots=True)
class ChildEnd:
    """How it ended. ``reason``: in technical words; ``tail``: the last lines that it wrote to stderr.

    ``status``: None if it was ended by a signal, or never began.
    """

    reason: str
    tail: str
    status: int | None = None
    has_started: bool = True

    @property
    def detail(self) -> str:
        return f"{self.reason}\n{self.tail}".strip()


class ChildProcess(QObject):
    """One run; the next one gets a new object. A subclass reads what the child writes, and says what its end means.

    ``is_told_more``: besides its arguments, on its standard input; else that is closed at once.
    """

    is_told_more = True

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errors = ErrorTail()
        self._has_ended = False
        self._process = new_child(command, self)
        self._process.readyReadStandardOutput.connect(self._read_output)
        self._process.readyReadStandardError.connect(self._read_errors)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error_occurred)

    @property
    def pid(self) -> int:
        """0 while it does not run."""
        return self._process.processId()

    def start(self) -> None:
        self._process.start()
        if not self.is_told_more:
            self._process.closeWriteChannel()

    def _read_output(self) -> None:
        raise NotImplementedError

    def _on_ended(self, end: ChildEnd) -> None:
        """Exactly once, after the last of its output was read."""
        raise NotImplementedError

    def _read_errors(self) -> None:
        self._errors.feed(bytes(self._process.readAllStandardError().data()))

    def _kill(self) -> None:
        self._process.kill()

    def _see_to_its_end(self, limit_ms: int) -> None:
        """Waits, and then kills it: for the end of the window."""
        if is_running(self._process) and not self._process.waitForFinished(limit_ms):
            self._kill()
            self._process.waitForFinished(KILL_LIMIT_MS)

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read_output()
        self._read_errors()
        was_killed = status is QProcess.ExitStatus.CrashExit
        reason = f"ended by signal {code}" if was_killed else f"ended with status {code}"
        self._end(ChildEnd(reason, self._errors.text, None if was_killed else code))

    def _on_error_occurred(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            reason = f"cannot be started: {self._process.errorString()}"
            self._end(ChildEnd(reason, self._errors.text, has_started=False))

    def _end(self, end: ChildEnd) -> None:
        if not self._has_ended:
            self._has_ended = True
            self._on_ended(end)


def new_child(command: Sequence[str], parent: QObject) -> QProcess:
    """Not started yet. It has pipes for all three streams, and inherits nothing else that is open."""
    process = QProcess(parent)
    process.setProgram(command[0])
    process.setArguments(list(command[1:]))
    process.setProcessEnvironment(_environment())
    # "-m" looks for the package where the process starts, which must not be wherever the person happens to be.
    process.setWorkingDirectory(str(Path(app.__file__).resolve().parent.parent))
    flags = QProcess.UnixProcessFlag
    parameters = QProcess.UnixProcessParameters()
    # A session of its own: Ctrl-C in a terminal is meant for the window, which then says what is to stop.
    parameters.flags = flags.CloseFileDescriptors | flags.ResetSignalHandlers | flags.CreateNewSession
    process.setUnixProcessParameters(parameters)
    return process


def is_running(process: QProcess) -> bool:
    return process.state() is not QProcess.ProcessState.NotRunning


def _environment() -> QProcessEnvironment:
    environment = QProcessEnvironment.systemEnvironment()
    environment.insert("PYTHONUTF8", "1")
    environment.remove("PYTHONINSPECT")  # it would keep a child that failed alive at a prompt that nobody sees
    return environment
