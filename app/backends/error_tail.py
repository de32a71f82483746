"""The last lines that the engine wrote to stderr, for "Details" and the log: what failed, without anybody's words.

Our own lines never hold any. A panic in Rust, where tokenizers lives, quotes the text that it was working on.
"""

from __future__ import annotations

from collections import deque

from app.wire.lines import LineSplitter, WireError

MAX_LINES = 30  # a traceback of all threads is about as long
MAX_LINE_CHARACTERS = 300
MAX_LINE_BYTES = 1 << 20

_QUOTES_FOLLOW = " panicked at "
_QUOTES_END = ("note: run with", "note: Some details", "Traceback", "Fatal Python error", "ERROR ", "WARNING ", "INFO ")


class ErrorTail:
    def __init__(self) -> None:
        self._lines: deque[str] = deque(maxlen=MAX_LINES)
        self._splitter = LineSplitter(MAX_LINE_BYTES)
        self._is_quoting = False

    @property
    def text(self) -> str:
        return "\n".join(self._lines)

    def feed(self, data: bytes) -> None:
        try:
            for line in self._splitter.feed(data):
                self._add(line.decode("utf-8", "replace"))
        except WireError:  # one endless line is of no use to anybody
            self._splitter = LineSplitter(MAX_LINE_BYTES)

    def _add(self, line: str) -> None:
        self._is_quoting = self._is_quoting and not line.startswith(_QUOTES_END)
        if not self._is_quoting:
            self._lines.append(line[:MAX_LINE_CHARACTERS])
        self._is_quoting = self._is_quoting or _QUOTES_FOLLOW in line
