"""The process that moves the models folder, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.backends.child import KILL_LIMIT_MS, ChildEnd, ChildProcess
from app.backends.engine_process import default_command as engine_command
from app.chat.plain import PlainError
from app.chat.sentence import sentence
from app.models.moving import MAX_LINE_BYTES, Moved, MoveFailed, MoveProgress, decode_event

BROKEN_OFF = MoveFailed(sentence("The move broke off. Your models stay where they are; move them again to go on."))


def default_command() -> tuple[str, ...]:
    return engine_command()[:-1]


class Move(ChildProcess):
    """``ended`` comes exactly once, with Moved or MoveFailed; not after ``stop``."""

    is_told_more = False
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
        super().__init__((*(command or default_command()), role, str(source), str(target)), parent)
        self._last: Moved | MoveFailed | None = None
        self._unread = b""

    def stop(self) -> None:
        """Ends it at once, which is safe at any moment. Says nothing more."""
        self.blockSignals(True)
        self._process.kill()
        self._process.waitForFinished(KILL_LIMIT_MS)

    def _read_output(self) -> None:
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

    def _on_ended(self, end: ChildEnd) -> None:
        if self._last is None and end.status == 0:
            self._last = Moved("", is_copy=False)  # --tidy has nothing to say
        self.ended.emit(self._last or BROKEN_OFF)
