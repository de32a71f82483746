"""The process that deletes what a download brought, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.backends.child import ChildEnd, ChildProcess
from app.backends.engine_process import default_command as engine_command
from app.chat.plain import PlainError
from app.chat.sentence import sentence
from app.models.removing import decode_sentence

END_LIMIT_MS = 3_000  # for the end of the window; what is left then can be removed later


def default_command() -> tuple[str, ...]:
    return (*engine_command()[:-1], "--remove")


class RemovalProcess(ChildProcess):
    """``ended`` comes exactly once: None, or a Sentence that says why not all of it is gone."""

    is_told_more = False
    ended = Signal(object)

    def __init__(self, folder: Path, *, command: Sequence[str] | None = None, parent: QObject | None = None) -> None:
        super().__init__((*(command or default_command()), str(folder)), parent)
        self._folder = folder
        self._said = bytearray()

    def wait_for_end(self) -> None:
        """At the end of the window; nothing more is said."""
        self.blockSignals(True)
        self._see_to_its_end(END_LIMIT_MS)

    def _read_output(self) -> None:
        self._said += self._process.readAllStandardOutput().data()

    def _on_ended(self, end: ChildEnd) -> None:
        if end.status == 0:
            self.ended.emit(None)
            return
        try:
            failed = decode_sentence(bytes(self._said))
        except PlainError:  # it was killed, or never got so far
            failed = sentence("“{name}” was not deleted as a whole: please try again.", name=self._folder.name)
        self.ended.emit(failed)
