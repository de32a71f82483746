"""Messages to lines and back: UTF-8 JSON, one object a line, nothing else.

Strict on both sides: an unknown type, field or word is refused by name (WireError), never guessed at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from app.chat import plain
from app.chat.exchange import ReplyEvent, RequestId
from app.wire.messages import (
    REPLY_EVENTS,
    Command,
    Count,
    Counted,
    Forget,
    Generate,
    Hello,
    Leave,
    Load,
    Loaded,
    LoadFailed,
    Loading,
    Memory,
    Prepare,
    Refused,
    Report,
    Reported,
    Steer,
    Stop,
    Typed,
)

# The longest line either side accepts. A question of 10 MB in JSON is 60 MB if every character is escaped.
MAX_LINE_BYTES = 64 * 1024 * 1024

_COMMANDS: dict[str, type[Command]] = plain.named(Load, Generate, Stop, Steer, Prepare, Typed, Count, Forget, Leave)
_REPORTS: dict[str, type[Report]] = plain.named(Hello, Loading, Loaded, LoadFailed, Memory, Counted, Refused)
_EVENTS: dict[str, type[ReplyEvent]] = plain.named(*REPLY_EVENTS)


class WireError(ValueError):
    """A line that is not a message. The text names the place and never repeats anybody's words."""


def encode(message: Command | Report) -> bytes:
    """One line, its end included."""
    if isinstance(message, Reported):
        data = {**plain.tagged(message.event), "request": message.request}
    else:
        data = plain.tagged(message)
    return json.dumps(data, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def decode_command(line: bytes) -> Command:
    """Raises WireError."""
    try:
        return plain.untagged(_COMMANDS, _json(line), "command")
    except plain.PlainError as error:
        raise WireError(str(error)) from None


def decode_report(line: bytes) -> Report:
    """Raises WireError."""
    data = _json(line)
    try:
        name = data.get(plain.TYPE) if isinstance(data, dict) else None
        if isinstance(data, dict) and isinstance(name, str) and name in _EVENTS:
            request = plain.from_plain(str, data.pop("request", None), "report.request")
            return Reported(RequestId(request), plain.untagged(_EVENTS, data, "report"))
        return plain.untagged(_REPORTS, data, "report")
    except plain.PlainError as error:
        raise WireError(str(error)) from None


class LineSplitter:
    """Cuts a stream of bytes into lines, however it arrives. Raises WireError when a line grows over the limit."""

    def __init__(self, max_line_bytes: int = MAX_LINE_BYTES) -> None:
        self._max_line_bytes = max_line_bytes
        self._open: list[bytes] = []
        self._open_bytes = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The lines that are complete now, without their ends. Empty lines are skipped."""
        *complete, rest = data.split(b"\n")
        for part in complete:
            self._keep(part)
            line = b"".join(self._open)
            self._open, self._open_bytes = [], 0
            if line:
                yield line
        self._keep(rest)

    def _keep(self, part: bytes) -> None:
        self._open.append(part)
        self._open_bytes += len(part)
        if self._open_bytes > self._max_line_bytes:
            raise WireError(f"a line is longer than {self._max_line_bytes} bytes")


def _json(line: bytes) -> object:
    try:
        data: object = json.loads(line.decode("utf-8"))  # given bytes it would take UTF-16 as well
    except (ValueError, RecursionError) as error:
        # The decoder's message quotes no content, only a position.
        raise WireError(f"not a JSON line: {type(error).__name__}") from None
    return data
