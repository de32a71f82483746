"""One run of the process that measures the engine: what it does now, what it printed, and how it ended."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from app.backends.child import ChildEnd, ChildProcess
from app.backends.engine_process import default_command as engine_command

LEAVE_LIMIT_MS = 2_000  # it tidies up when it is interrupted, and needs a tenth of that
MAX_PRINTED_BYTES = 1 << 20

# As ``soliloquy bench engine`` has them where nothing else is asked.
TOKENS, REPEATS, LAYERS, CONTEXT = 64, 5, 24, "auto"


@dataclass(frozen=True, slots=True)
class Step:
    """``name``: the bench's own. ``fraction``: what was done before it, 0 to 1."""

    name: str
    fraction: float


@dataclass(frozen=True, slots=True)
class BenchmarkEnd:
    """``printed``: its stdout. ``refused``: its sentence why nothing could be measured. ``detail``: technical."""

    printed: bytes
    refused: str
    detail: str


def measuring_command(
    *,
    model: Path | None,
    tokenizer: Path,
    tokens: int = TOKENS,
    repeats: int = REPEATS,
    layers: int = LAYERS,
    context: str = CONTEXT,
) -> tuple[str, ...]:
    """``model``: None for random weights with so many ``layers``, which take the file ``tokenizer``.

    ``context``: tokens before the first tokens that are measured, "0" for none of these.
    """
    engine = engine_command()
    measured = ("--tokens", str(tokens), "--repeats", str(repeats), "--layers", str(layers), "--context", context)
    given = () if model is None else ("--model", str(model))
    return (*engine[:-1], "--bench", "--json", "--progress", *measured, "--tokenizer", str(tokenizer), *given, "--",
            *engine)  # fmt: skip


class BenchmarkProcess(ChildProcess):
    """``ended`` comes exactly once."""

    is_told_more = False
    stepped = Signal(object)  # Step
    ended = Signal(object)  # BenchmarkEnd

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(command, parent)
        self._printed = bytearray()
        self._refused = ""
        self._limit = QTimer(self, singleShot=True, interval=LEAVE_LIMIT_MS)
        self._limit.timeout.connect(self._kill)

    def interrupt(self) -> None:
        """It is not wanted any more; ``ended`` follows, at the latest when it is killed."""
        if not self._limit.isActive() and self.pid:
            os.kill(self.pid, signal.SIGINT)
            self._limit.start()

    def wait_for_end(self) -> None:
        """At the end of the window; nothing more is said."""
        self.blockSignals(True)
        self.interrupt()
        self._see_to_its_end(LEAVE_LIMIT_MS)

    def _kill(self) -> None:
        """With the engine that it has started: both are of the session that this child began."""
        if self.pid:
            os.killpg(self.pid, signal.SIGKILL)

    def _read_output(self) -> None:
        self._printed += self._process.readAllStandardOutput().data()
        if len(self._printed) > MAX_PRINTED_BYTES:
            self._kill()

    def _read_errors(self) -> None:
        """How far it is stands there, too."""
        self._process.setReadChannel(QProcess.ProcessChannel.StandardError)
        while self._process.canReadLine():
            self._on_line(bytes(self._process.readLine(MAX_PRINTED_BYTES).data()))

    def _on_ended(self, end: ChildEnd) -> None:
        self._limit.stop()
        self.ended.emit(BenchmarkEnd(bytes(self._printed), self._refused, end.detail))

    def _on_line(self, line: bytes) -> None:
        """Libraries write to stderr, too: what is not ours is kept for who looks into a failure."""
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            told = None
        match told:
            case {"step": str(name), "done": int(done), "steps": int(steps)} if steps > 0:
                self.stepped.emit(Step(name, min(1.0, max(0.0, done / steps))))
            case {"refused": str(sentence)}:
                self._refused = sentence
            case _:
                self._errors.feed(line)
