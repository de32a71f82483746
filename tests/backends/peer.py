"""A service on this machine that misbehaves as told: raw bytes on a socket, one thread a connection."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator

LIMIT_S = 30.0


class Call:
    """One connection that asked something. ``body`` is what it asked, ``head`` the lines before it."""

    def __init__(self, connection: socket.socket, head: bytes, body: bytes) -> None:
        self._connection = connection
        self.head = head
        self.body = body

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def answer(self, status: str = "200 OK", *, kind: str = "text/event-stream", **headers: str) -> None:
        """A head without a length: the body ends with the connection."""
        lines = [f"HTTP/1.1 {status}"]
        if kind:
            lines.append(f"Content-Type: {kind}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.send(("\r\n".join(lines) + "\r\n\r\n").encode())

    def refuse(self, status: str, body: bytes = b"", **headers: str) -> None:
        kind = headers.pop("kind", "application/json")
        self.answer(status, kind=kind, Content_Length=str(len(body)), **headers)
        self.send(body)

    def chunk(self, **delta: object) -> None:
        self.send(chunk(**delta))

    def reset(self) -> None:
        """Closes without the words that TCP has for it."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()

    def wait_until_gone(self) -> None:
        """Until the other side closes, or the limit."""
        self._connection.settimeout(LIMIT_S)
        with contextlib.suppress(OSError):
            while self._connection.recv(4096):
                pass


Act = Callable[[Call], None]


class Peer:
    """``calls``: everything that was asked, in order. ``gone``: set each time that an act is over."""

    def __init__(self, act: Act, *, context: ssl.SSLContext | None = None, greets: bytes | None = None) -> None:
        """``greets``: said at once, before anything is asked; then nothing else is."""
        self.act = act
        self.calls: list[Call] = []
        self.connections = 0
        self.over = threading.Semaphore(0)
        self._context = context
        self._greets = greets
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._port = self._listening.getsockname()[1]
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        return f"http{'s' if self._context or self._greets is not None else ''}://{self.host}/v1"

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in [self._accepting, *self._threads]:
            thread.join(LIMIT_S)
            assert not thread.is_alive()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                self.connections += 1
                self._open.append(connection)
                thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            if self._greets is not None:
                connection.sendall(self._greets)
                Call(connection, b"", b"").wait_until_gone()
                return
            if self._context is not None:
                connection = self._context.wrap_socket(connection, server_side=True)
            head, body = _request(connection)
            if not head:
                return  # Qt opens a connection ahead now and then, and asks nothing on it
            call = Call(connection, head, body)
            self.calls.append(call)
            try:
                self.act(call)
            finally:
                self.over.release()
                connection.close()


def chunk(**delta: object) -> bytes:
    """An event with one choice; ``finish`` is its finish reason."""
    finish = delta.pop("finish", None)
    return event({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


def event(data: object) -> bytes:
    return f"data: {json.dumps(data)}\n\n".encode()


def usage(read: int, written: int) -> bytes:
    return event({"choices": [], "usage": {"prompt_tokens": read, "completion_tokens": written}})


DONE = b"data: [DONE]\n\n"


def well(call: Call) -> None:
    """An answer as it should be: reasoning, text, usage."""
    call.answer()
    call.chunk(role="assistant", content="")
    call.chunk(reasoning="Let me ")
    call.chunk(reasoning="see.")
    for piece in ("It ", "is ", "5."):
        call.chunk(content=piece)
    call.chunk(finish="stop")
    call.send(usage(11, 9) + DONE)


def answering(call: Call) -> None:
    """As a service does: at once, or without an end where that is the question."""
    if json.loads(call.body)["messages"][-1]["content"] != "endless":
        well(call)
        return
    call.answer()
    call.chunk(reasoning="Hm")
    call.wait_until_gone()


@contextlib.contextmanager
def serving(act: Act = well, **options: object) -> Iterator[Peer]:
    peer = Peer(act, **options)  # type: ignore[arg-type]  # named by the tests
    try:
        yield peer
    finally:
        peer.close()


def _request(connection: socket.socket) -> tuple[bytes, bytes]:
    """Head and whole body; empty if the other side asked nothing."""
    connection.settimeout(LIMIT_S)
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return b"", b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    length = int(lengths[0].partition(b":")[2]) if lengths else 0
    while len(body) < length:
        more = connection.recv(65536)
        if not more:
            break
        body += more
    return head, body
