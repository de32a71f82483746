"""One run of the fetching process: an order in, events out, and how it ended. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from app.backends.child import ChildEnd, ChildProcess
from app.backends.engine_process import default_command as engine_command
from app.models.fetch.events import FetchLineError, decode_event, encode_order
from app.models.fetch.order import FetchOrder

HANG_UP_LIMIT_MS = 2_000  # it needs 10 ms
MAX_LINE_BYTES = 1 << 20


def default_command() -> tuple[str, ...]:
    return (*engine_command()[:-1], "--fetch")


class FetchProcess(ChildProcess):
    """A child that carries out one order."""

    said = Signal(object)  # FetchEvent
    ended = Signal(str)  # exactly once: how, in technical words

    def __init__(self, command: Sequence[str], order: FetchOrder, parent: QObject | None = None) -> None:
        super().__init__(command, parent)
        self._order = order
        self._limit = QTimer(self, singleShot=True, interval=HANG_UP_LIMIT_MS)
        self._limit.timeout.connect(self._process.kill)

    def start(self) -> None:
        super().start()
        self._process.write(encode_order(self._order))

    def try_now(self) -> None:
        """Cuts short its waiting, if it waits."""
        if not self._has_ended:
            self._process.write(b"\n")

    def hang_up(self) -> None:
        """Nobody wants it any more; ``ended`` follows from the event loop, at the latest when it is killed."""
        if not self._has_ended:
            self._process.closeWriteChannel()
            self._limit.start()

    def wait_for_end(self) -> None:
        """After ``hang_up``, at the end of the window: 3 s at most, and nothing more is said."""
        self.blockSignals(True)
        self._see_to_its_end(HANG_UP_LIMIT_MS)

    def _read_output(self) -> None:
        try:
            while self._process.canReadLine():
                self.said.emit(decode_event(bytes(self._process.readLine().data())))
        except FetchLineError as error:
            self._errors.feed(f"a line that is no event: {error}\n".encode())
            self._process.kill()
        if self._process.bytesAvailable() > MAX_LINE_BYTES:
            self._process.kill()

    def _on_ended(self, end: ChildEnd) -> None:
        self._limit.stop()
        self.ended.emit(end.detail)
