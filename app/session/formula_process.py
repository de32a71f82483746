"""One run of the process that draws formulas: a formula in, its drawing out, and how it ended. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, Signal

from app.backends.child import how_it_ended, is_running, new_child
from app.backends.engine_process import default_command as engine_command
from app.backends.error_tail import ErrorTail
from app.formulas.formula import Tex
from app.formulas.lines import MAX_LINE_BYTES, READY, FormulaLineError, decode_drawing, encode_tex

KILL_LIMIT_MS = 1_000


def default_command() -> tuple[str, ...]:
    return (*engine_command()[:-1], "--formulas")


class FormulaProcess(QObject):
    """Asked one formula at a time, and used for one run; the next one gets a new object."""

    became_ready = Signal()
    drew = Signal(object)  # Drawing
    ended = Signal(str)  # exactly once: how, in technical words

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errors = ErrorTail()
        self._is_ready = False
        self._is_over = False
        self._reason = ""
        self._process = new_child(command, self)
        self._process.readyReadStandardOutput.connect(self._read_lines)
        self._process.readyReadStandardError.connect(self._read_errors)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error_occurred)

    @property
    def pid(self) -> int:
        """0 while it does not run."""
        return self._process.processId()

    @property
    def is_ready(self) -> bool:
        return self._is_ready and not self._is_over

    def start(self) -> None:
        self._process.start()

    def ask(self, tex: Tex) -> None:
        self._process.write(encode_tex(tex))

    def hang_up(self) -> None:
        """Nobody wants it any more: it leaves by itself, and takes no more formulas."""
        self._is_ready = False
        self._process.closeWriteChannel()

    def kill(self, reason: str) -> None:
        """``ended`` follows from the event loop, with this reason."""
        self._reason = self._reason or reason
        self._process.kill()

    def end_now(self) -> None:
        """At the end of the window: it has nothing to keep, and nothing more is said."""
        self.blockSignals(True)
        if is_running(self._process):
            self._process.kill()
            self._process.waitForFinished(KILL_LIMIT_MS)

    def _read_lines(self) -> None:
        try:
            while not self._reason and self._process.canReadLine():
                self._take(bytes(self._process.readLine().data()))
        except FormulaLineError as error:
            self.kill(f"it wrote {error}")
        if self._process.bytesAvailable() > MAX_LINE_BYTES:
            self.kill("it wrote a line of unreasonable length")

    def _take(self, line: bytes) -> None:
        if self._is_ready:
            self.drew.emit(decode_drawing(line))
        elif line == READY:
            self._is_ready = True
            self.became_ready.emit()
        else:
            raise FormulaLineError("something else than that it is ready")

    def _read_errors(self) -> None:
        self._errors.feed(bytes(self._process.readAllStandardError().data()))

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read_lines()  # what it said before it ended comes first
        self._read_errors()
        self._end(self._reason or how_it_ended(code, status))

    def _on_error_occurred(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._end(f"cannot be started: {self._process.errorString()}")

    def _end(self, reason: str) -> None:
        if not self._is_over:
            self._is_over = True
            self.ended.emit(f"{reason}\n{self._errors.text}".strip())
