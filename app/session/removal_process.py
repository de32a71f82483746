"""The process that deletes what a download brought, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal

from app.backends.child import is_running, new_child
from app.backends.engine_process import default_command as engine_command
from app.chat.plain import PlainError
from app.chat.sentence import Sentence, sentence
from app.models.removing import decode_sentence

END_LIMIT_MS = 3_000  # for the end of the window; what is left then can be removed later


def default_command() -> tuple[str, ...]:
    return (*engine_command()[:-1], "--remove")


class RemovalProcess(QObject):
    """One run. ``ended`` comes exactly once: None, or a Sentence that says why not all of it is gone."""

    ended = Signal(object)

    def __init__(self, folder: Path, *, command: Sequence[str] | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._is_over = False
        self._process = new_child((*(command or default_command()), str(folder)), self)
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error_occurred)

    def start(self) -> None:
        self._process.start()
        self._process.closeWriteChannel()

    def wait_for_end(self) -> None:
        """At the end of the window; nothing more is said."""
        self.blockSignals(True)
        if is_running(self._process) and not self._process.waitForFinished(END_LIMIT_MS):
            self._process.kill()
            self._process.waitForFinished(END_LIMIT_MS)

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        if code == 0 and status is QProcess.ExitStatus.NormalExit:
            self._end(None)
            return
        try:
            self._end(decode_sentence(bytes(self._process.readAllStandardOutput().data())))
        except PlainError:  # it was killed, or never got so far
            self._end(self._broken_off)

    def _on_error_occurred(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._end(self._broken_off)

    @property
    def _broken_off(self) -> Sentence:
        return sentence("“{name}” was not deleted as a whole: please try again.", name=self._folder.name)

    def _end(self, failed: Sentence | None) -> None:
        if not self._is_over:
            self._is_over = True
            self.ended.emit(failed)
