"""The process that moves the models folder, and what it says."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal

import app
from app.chat.plain import PlainError
from app.chat.sentence import sentence
from app.models.moving import MAX_LINE_BYTES, Moved, MoveFailed, MoveProgress, decode_event

KILL_LIMIT_MS = 1_000

BROKEN_OFF = MoveFailed(sentence("The move broke off. Your models stay where they are; move them again to go on."))


def default_command() -> tuple[str, ...]:
    """This program in its other role, whether it is installed, a checkout, or frozen."""
    return (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", "app")


class Move(QObject):
    """One run. ``ended`` comes exactly once, with Moved or MoveFailed; not after ``stop``."""

    progressed = Signal(object)  # MoveProgress
    ended = Signal(object)

    def __init__(
        self,
        *,
        source: Path,
        target: Path,
        role: str = "--move",
        command: Sequence[str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """``role``: ``--tidy`` to delete at ``source`` what is at ``target`` as well."""
        super().__init__(parent)
        self._last: Moved | MoveFailed | None = None
        self._unread = b""
        program, *arguments = command or default_command()
        self._process = QProcess(self)
        self._process.setProgram(program)
        self._process.setArguments([*arguments, role, str(source), str(target)])
        self._process.setWorkingDirectory(str(Path(app.__file__).resolve().parent.parent))
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.setStandardInputFile(QProcess.nullDevice())
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error_occurred)

    def start(self) -> None:
        self._process.start()

    def stop(self) -> None:
        """Ends it at once, which is safe at any moment. Says nothing more."""
        self.blockSignals(True)
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._process.kill()
            self._process.waitForFinished(KILL_LIMIT_MS)

    def _read(self) -> None:
        *lines, self._unread = (self._unread + bytes(self._process.readAllStandardOutput().data())).split(b"\n")
        self._unread = self._unread[:MAX_LINE_BYTES]
        for line in lines:
            try:
                event = decode_event(line)
            except PlainError:
                continue  # it is our own program; whatever else is printed there is of no use
            if isinstance(event, MoveProgress):
                self.progressed.emit(event)
            else:
                self._last = event

    def _on_finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        self._read()
        if self._last is None and code == 0:
            self._last = Moved("", is_copy=False)  # --tidy has nothing to say
        self.ended.emit(self._last or BROKEN_OFF)

    def _on_error_occurred(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self.ended.emit(BROKEN_OFF)
