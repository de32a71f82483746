"""One run of the process that draws formulas: a formula in, its drawing out, and how it ended. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.backends.child import ChildEnd, ChildProcess
from app.backends.engine_process import default_command as engine_command
from app.formulas.formula import Tex
from app.formulas.lines import MAX_LINE_BYTES, READY, FormulaLineError, decode_drawing, encode_tex


def default_command() -> tuple[str, ...]:
    return (*engine_command()[:-1], "--formulas")


class FormulaProcess(ChildProcess):
    """Asked one formula at a time, and used for one run; the next one gets a new object."""

    became_ready = Signal()
    drew = Signal(object)  # Drawing
    ended = Signal(str)  # exactly once: how, in technical words

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(command, parent)
        self._is_ready = False
        self._reason = ""

    @property
    def is_ready(self) -> bool:
        return self._is_ready and not self._has_ended

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
        self._see_to_its_end(0)

    def _read_output(self) -> None:
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

    def _on_ended(self, end: ChildEnd) -> None:
        told = end if not self._reason else replace(end, reason=self._reason)
        self.ended.emit(told.detail)
