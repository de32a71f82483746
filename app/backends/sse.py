"""Server-sent events, taken from bytes however they are cut.

Only what a stream of answers uses: the data of each event. Event names, ids and retry times are read over, since no
stream of chat completions gives them a meaning. Source: the section "Server-sent events" of the HTML standard.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

MAX_EVENT_BYTES = 1024 * 1024  # one event of a chat completion is some hundred bytes

_BOM = "\ufeff"


class StreamError(Exception):
    """The bytes are no stream of events that we read on. The text is technical and holds nothing of the bytes."""


class EventTooLargeError(StreamError):
    def __init__(self, limit: int) -> None:
        super().__init__(f"an event is larger than {limit} bytes")


class NotUtf8Error(StreamError):
    def __init__(self) -> None:
        super().__init__("the stream is not UTF-8")


class EventStream:
    """The events of one stream: ``feed`` what arrives. After an error it takes nothing more.

    An event counts once its empty line has come: what stands after the last empty line when the stream ends is
    dropped, as the standard says.
    """

    def __init__(self, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        self._max_event_bytes = max_event_bytes
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._is_at_start = True
        self._after_cr = False  # a line feed that comes next belongs to the line end that is already counted
        self._line: list[str] = []  # pieces of a line without its end
        self._unended = 0  # bytes in them
        self._data: list[str] = []  # data lines of the event that is open
        self._size = 0  # bytes since the last event

    def feed(self, data: bytes) -> Iterator[str]:
        """The data of each event that is complete now. Raises StreamError, after the events before the fault."""
        for begin in range(0, len(data), self._max_event_bytes):  # so that no piece is larger than what is allowed
            yield from self._fed(data[begin : begin + self._max_event_bytes])

    def _fed(self, data: bytes) -> Iterator[str]:
        fault: StreamError | None = None
        try:
            text = self._decoder.decode(data)
        except UnicodeDecodeError as error:
            text, fault = error.object[: error.start].decode(), NotUtf8Error()
        for line in self._lines(text):
            size = len(line.encode())
            self._check_size(size)  # a comment counts while it comes, or how it is cut would decide
            self._size += size + 1
            event = self._taken(line)
            if event is not None:
                yield event
            self._check_size(0)
        self._check_size(self._unended)
        if fault is not None:
            raise fault

    def _check_size(self, unended: int) -> None:
        if self._size + unended > self._max_event_bytes:
            raise EventTooLargeError(self._max_event_bytes)

    def _lines(self, text: str) -> Iterator[str]:
        """Lines whose end has come: CR, LF or CR LF. (``splitlines`` would also cut at U+2028, which is text.)"""
        if self._is_at_start and text:
            self._is_at_start = False
            text = text.removeprefix(_BOM)
        if self._after_cr and text:
            self._after_cr = False
            text = text.removeprefix("\n")
        self._after_cr = self._after_cr or text.endswith("\r")
        *ended, rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for line in ended:
            yield "".join((*self._line, line))
            self._line.clear()
            self._unended = 0
        if rest:
            self._line.append(rest)
            self._unended += len(rest.encode())

    def _taken(self, line: str) -> str | None:
        """The data of the event that this line ends, None if it ends none."""
        if not line:
            data, self._data, self._size = self._data, [], 0
            return "\n".join(data) if data else None
        name, _, value = line.partition(":")
        if name == "data":
            self._data.append(value.removeprefix(" "))
        elif not name:
            self._size -= len(line.encode()) + 1  # a comment, which servers send for as long as they think
        return None
