"""One run of the fetching process: an order in, events out, and how it ended. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from app.backends.child import how_it_ended, is_running, new_child
from app.backends.engine_process import default_command as engine_command
from app.backends.error_tail import ErrorTail
from app.models.fetch.events import FetchLineError, decode_event, encode_order
from app.models.fetch.order import FetchOrder

HANG_UP_LIMIT_MS = 2_000  # it needs 10 ms
KILL_LIMIT_MS = 1_000
MAX_LINE_BYTES = 1 << 20


def default_command() -> tuple[str, ...]:
    return (*engine_command()[:-1], "--fetch")


class FetchProcess(QObject):
    """A child that carries out one order. Used for one run; the next one gets a new object."""

    said = Signal(object)  # FetchEvent
    ended = Signal(str)  # exactly once: how, in technical words

    def __init__(self, command: Sequence[str], order: FetchOrder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._order = order
        self._errors = ErrorTail()
        self._is_over = False
        self._process = new_child(command, self)
        self._process.readyReadStandardOutput.connect(self._read_events)
        self._process.readyReadStandardError.connect(self._read_errors)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error_occurred)
        self._limit = QTimer(self, singleShot=True, interval=HANG_UP_LIMIT_MS)
        self._limit.timeout.connect(self._process.kill)

    @property
    def pid(self) -> int:
        """0 while it does not run."""
        return self._process.processId()

    def start(self) -> None:
        self._process.start()
        self._process.write(encode_order(self._order))

    def try_now(self) -> None:
        """Cuts short its waiting, if it waits."""
        if not self._is_over:
            self._process.write(b"\n")

    def hang_up(self) -> None:
        """Nobody wants it any more; ``ended`` follows from the event loop, at the latest when it is killed."""
        if not self._is_over:
            self._process.closeWriteChannel()
            self._limit.start()

    def wait_for_end(self) -> None:
        """After ``hang_up``, at the end of the window: 3 s at most, and nothing more is said."""
        self.blockSignals(True)
        if is_running(self._process) and not self._process.waitForFinished(HANG_UP_LIMIT_MS):
            self._process.kill()
            self._process.waitForFinished(KILL_LIMIT_MS)

    def _read_events(self) -> None:
        try:
            while self._process.canReadLine():
                self.said.emit(decode_event(bytes(self._process.readLine().data())))
        except FetchLineError as error:
            self._errors.feed(f"a line that is no event: {error}\n".encode())
            self._process.kill()
        if self._process.bytesAvailable() > MAX_LINE_BYTES:
            self._process.kill()

    def _read_errors(self) -> None:
        self._errors.feed(bytes(self._process.readAllStandardError().data()))

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read_events()  # what it said before it ended comes first
        self._read_errors()
        self._end(how_it_ended(code, status))

    def _on_error_occurred(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._end(f"cannot be started: {self._process.errorString()}")

    def _end(self, reason: str) -> None:
        if not self._is_over:
            self._is_over = True
            self._limit.stop()
            self.ended.emit(f"{reason}\n{self._errors.text}".strip())
