"""One run of the process that reads a file, and how it ended. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from app.backends.child import ChildEnd, ChildProcess
from app.backends.engine_process import default_command as engine_command
from app.chat.attachment import Attachment, shown_name
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.plain import PlainError
from app.chat.sentence import sentence
from app.extract.messages import Extracted, decode

TIME_LIMIT_MS = 60_000
MOST_ANSWER_BYTES = 16 << 20


def default_command() -> tuple[str, ...]:
    return (*engine_command()[:-1], "--extract")


class Extraction(ChildProcess):
    """``ended`` comes exactly once, with an Attachment or a Failure; never after ``cancel``."""

    is_told_more = False
    ended = Signal(object)

    def __init__(
        self,
        path: Path,
        *,
        command: Sequence[str] | None = None,
        limit_ms: int = TIME_LIMIT_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__((*(command or default_command()), str(path)), parent)
        self.name = shown_name(path.name)
        self._process.setStandardErrorFile(QProcess.nullDevice())  # what a library says there may be the file's words
        self._limit = QTimer(self, singleShot=True, interval=limit_ms)
        self._limit.timeout.connect(self._kill)

    def start(self) -> None:
        super().start()
        self._limit.start()

    def cancel(self) -> None:
        """Nobody wants it any more. It holds nothing, so it is just ended."""
        self.blockSignals(True)
        self._limit.stop()
        self._see_to_its_end(0)

    def _read_output(self) -> None:
        if self._process.bytesAvailable() > MOST_ANSWER_BYTES:
            self._kill()

    def _on_ended(self, end: ChildEnd) -> None:
        self._limit.stop()
        self.ended.emit(self._result(end))

    def _result(self, end: ChildEnd) -> Attachment | Failure:
        if end.has_started and end.status is None:
            said = sentence("“{name}” takes too much time or memory to be read.", name=self.name)
            return failure_of(FailureKind.ATTACHMENT, said, detail=end.detail)
        try:
            if not end.has_started:
                raise PlainError(end.detail)
            result = decode(bytes(self._process.readAllStandardOutput().data()))
        except PlainError as error:
            said = sentence("“{name}” could not be read because of a fault in this app.", name=self.name)
            return failure_of(FailureKind.ATTACHMENT, said, detail=str(error))
        if isinstance(result, Extracted):
            return result.attachment
        return failure_of(FailureKind.ATTACHMENT, result.said, detail=result.detail)
