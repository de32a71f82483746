"""One run of the process that reads a file, and how it ended. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from app.backends.child import is_running, new_child
from app.backends.engine_process import default_command as engine_command
from app.chat.attachment import Attachment, shown_name
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.plain import PlainError
from app.chat.sentence import sentence
from app.extract.messages import Extracted, decode

TIME_LIMIT_MS = 60_000
END_LIMIT_MS = 1_000
MOST_ANSWER_BYTES = 16 << 20


def default_command() -> tuple[str, ...]:
    return (*engine_command()[:-1], "--extract")


class Extraction(QObject):
    """``ended`` comes exactly once, with an Attachment or a Failure; never after ``cancel``."""

    ended = Signal(object)

    def __init__(
        self,
        path: Path,
        *,
        command: Sequence[str] | None = None,
        limit_ms: int = TIME_LIMIT_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = shown_name(path.name)
        self._is_over = False
        self._process = new_child((*(command or default_command()), str(path)), self)
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.readyReadStandardOutput.connect(self._on_ready_read)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error_occurred)
        self._limit = QTimer(self, singleShot=True, interval=limit_ms)
        self._limit.timeout.connect(self._process.kill)

    def start(self) -> None:
        self._process.start()
        self._process.closeWriteChannel()
        self._limit.start()

    def cancel(self) -> None:
        """Nobody wants it any more. It holds nothing, so it is just ended."""
        self._is_over = True
        self._limit.stop()
        if is_running(self._process):
            self._process.kill()
            self._process.waitForFinished(END_LIMIT_MS)

    def _on_ready_read(self) -> None:
        if self._process.bytesAvailable() > MOST_ANSWER_BYTES:
            self._process.kill()

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        if status is QProcess.ExitStatus.CrashExit:
            said = sentence("“{name}” takes too much time or memory to be read.", name=self.name)
            self._end(failure_of(FailureKind.ATTACHMENT, said, detail=f"ended by signal {code}"))
            return
        try:
            end = decode(bytes(self._process.readAllStandardOutput().data()))
        except PlainError as error:
            self._end(self._fault(str(error)))
            return
        if isinstance(end, Extracted):
            self._end(end.attachment)
        else:
            self._end(failure_of(FailureKind.ATTACHMENT, end.said, detail=end.detail))

    def _on_error_occurred(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._end(self._fault(self._process.errorString()))

    def _fault(self, detail: str) -> Failure:
        said = sentence("“{name}” could not be read because of a fault in this app.", name=self.name)
        return failure_of(FailureKind.ATTACHMENT, said, detail=detail)

    def _end(self, end: Attachment | Failure) -> None:
        if not self._is_over:
            self._is_over = True
            self._limit.stop()
            self.ended.emit(end)
