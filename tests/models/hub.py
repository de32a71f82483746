"""A hub on this machine that speaks the protocol of the real one, keeps count of everything, and fails to order.

Small files are answered by the hub itself; large ones are redirected with a signed address to a "CDN" under another
host name, whose answers honour ranges. Source: what huggingface-hub 2.4 asks and expects, see
``test_the_hubs_own_library_is_content_with_the_hub_of_these_tests``.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from app.models.fetch.order import FetchOrder
from app.paths import demo_model_folder

REPOSITORY = "pocket-labs/many-files"
REVISION = "0123456789abcdef0123456789abcdef01234567"
LARGE_BYTES = 100_000  # at least: stored as an LFS object
PIECE_BYTES = 16 << 10

_FILE = re.compile(r"^/cdn/|^/.*/resolve/[^/]+/")  # what stands before the name of a file


@dataclass
class Seen:
    """One request as it arrived. ``host``: as the client named it. ``sent_bytes`` of the body left this server."""

    method: str
    path: str
    host: str
    headers: dict[str, str]
    sent_bytes: int = 0

    @property
    def start(self) -> int:
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("range", ""))
        return int(found[1]) if found else 0

    @property
    def is_cdn(self) -> bool:
        return self.path.startswith("/cdn/")

    @property
    def file(self) -> str:
        return _FILE.sub("", unquote(urlsplit(self.path).path))


class Fault:
    """What is to go wrong with one answer. The default does nothing wrong."""

    def __init__(
        self,
        *,
        status: int | None = None,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
        cut_after: int | None = None,
        stall_after: int | None = None,
        claims_bytes: int | None = None,
        ignores_range: bool = False,
        changes: Callable[[bytes], bytes] | None = None,
    ) -> None:
        self.status = status
        self.headers = headers or {}
        self.body = body
        self.cut_after = cut_after
        self.stall_after = stall_after
        self.claims_bytes = claims_bytes
        self.ignores_range = ignores_range
        self.changes = changes


HTML = Fault(status=200, headers={"Content-Type": "text/html; charset=utf-8"}, body=b"<html>Please log in</html>")
OK = Fault()


@dataclass
class FakeHub:
    """``also``: further names under which it has the same files.

    ``faults``: by "api", "resolve" or "cdn", what to do wrong with the next answers, in this order."""

    files: dict[str, bytes]
    revision: str = REVISION
    bytes_per_second: float | None = None
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    listing: dict[str, object] | None = None
    redirect_to: str | None = None
    released: threading.Event = field(default_factory=threading.Event)
    port: int = 0
    also: tuple[str, ...] = ()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def total_bytes(self) -> int:
        return sum(map(len, self.files.values()))

    def order(self, folder: object, **changes: object) -> FetchOrder:
        return FetchOrder(**{"repository": REPOSITORY, "folder": str(folder), "endpoint": self.endpoint, **changes})  # type: ignore[arg-type]

    def downloads(self, name: str | None = None) -> list[Seen]:
        """The requests that bytes of a file were asked for with."""
        found = [seen for seen in self.seen if seen.method == "GET" and not seen.path.startswith("/api/")]
        asked = [seen for seen in found if seen.is_cdn or len(self.files.get(seen.file, b"")) < LARGE_BYTES]
        return [seen for seen in asked if name in (None, seen.file)]

    def fault(self, place: str) -> Fault:
        waiting = self.faults.get(place)
        return waiting.pop(0) if waiting else OK

    def tree(self) -> list[dict[str, object]]:
        found = []
        for name, data in self.files.items():
            entry = sibling(name, data)
            rest: dict[str, object] = {"type": "file", "path": name, "size": len(data), "oid": entry["blobId"]}
            if "lfs" in entry:
                rest["lfs"] = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 134}
            found.append(rest)
        return found

    def info(self) -> dict[str, object]:
        return {
            "id": REPOSITORY,
            "modelId": REPOSITORY,
            "sha": self.revision,
            "private": False,
            "tags": [],
            "siblings": [sibling(name, data) for name, data in self.files.items()],
        }


def sibling(name: str, data: bytes) -> dict[str, object]:
    found: dict[str, object] = {"rfilename": name, "size": len(data), "blobId": git_id(data)}
    if len(data) >= LARGE_BYTES:
        found["blobId"] = git_id(name.encode())  # of the pointer, not of the data
        found["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 134}
    return found


def git_id(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def model_files(total_bytes: int = 3_000_000, shards: int = 5, seed: int = 1) -> dict[str, bytes]:
    """A repository of the shape of a real one; the weights are noise."""
    chance = random.Random(seed)
    shard_bytes = total_bytes // shards
    weights = {
        f"model-{i:05}-of-{shards:05}.safetensors": chance.randbytes(shard_bytes + i) for i in range(1, shards + 1)
    }
    index = {"metadata": {"total_size": total_bytes}, "weight_map": {f"layer.{name}": name for name in weights}}
    return {
        ".gitattributes": b"*.safetensors filter=lfs\n",
        "README.md": b"# Many files\n",
        "LICENSE": b"Apache License\n",
        "config.json": (demo_model_folder() / "config.json").read_bytes(),
        "generation_config.json": b"{}\n",
        "model.safetensors.index.json": json.dumps(index).encode(),
        "tokenizer.json": chance.randbytes(150_000),
        "tokenizer_config.json": b"{}\n",
        "chat_template.jinja": b"{{ messages }}\n",
        "modeling_evil.py": b"raise SystemExit\n",
        "pytorch_model.bin": b"\x80\x04",
        "original/model.safetensors": b"not wanted",
        **weights,
    }


WANTED = (
    *("LICENSE", "README.md", "chat_template.jinja", "config.json", "generation_config.json"),
    *("model.safetensors.index.json", "tokenizer.json", "tokenizer_config.json"),
)


@contextmanager
def serving(files: dict[str, bytes] | None = None, **options: object) -> Iterator[FakeHub]:
    hub = FakeHub(files if files is not None else model_files(), **options)  # type: ignore[arg-type]
    handler = type("Handler", (_Handler,), {"hub": hub})
    with _Server(("127.0.0.1", 0), handler) as server:
        hub.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield hub
        finally:
            hub.released.set()
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that are killed in mid-sentence are what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    hub: FakeHub
    seen: Seen
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 0

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.seen = seen = Seen(self.command, self.path, headers["host"], headers)
        self.hub.seen.append(seen)
        path = unquote(urlsplit(self.path).path)
        try:
            if path.startswith("/api/"):
                self._list(path)
            elif path.startswith("/cdn/"):
                self._send_file(seen, self.hub.fault("cdn"), is_signed="sign" in parse_qs(urlsplit(self.path).query))
            elif path.partition("/resolve/")[0][1:] in (REPOSITORY, *self.hub.also):
                self._resolve(seen, path)
            else:
                self._send(404, {}, b"")
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _list(self, path: str) -> None:
        fault = self.hub.fault("api")
        name = next((name for name in (REPOSITORY, *self.hub.also) if path.startswith(f"/api/models/{name}")), "")
        base = f"/api/models/{name}"
        is_known = path in (base, f"{base}/revision/main", f"{base}/revision/{self.hub.revision}")
        body = json.dumps(self.hub.listing or self.hub.info()).encode() if is_known else b'{"error": "not found"}'
        if path == f"{base}/tree/{self.hub.revision}":  # what the hub's own library asks for
            is_known, body = True, json.dumps(self.hub.tree()).encode()
        headers = {"Content-Type": "application/json", "Set-Cookie": "token=tracked; Path=/"}
        self._send(fault.status or (200 if is_known else 404), {**headers, **fault.headers}, fault.body or body)

    def _resolve(self, seen: Seen, path: str) -> None:
        revision, _, name = path.partition("/resolve/")[2].partition("/")
        fault = self.hub.fault("resolve")
        data = self.hub.files.get(name)
        if fault.status is not None:
            self._send(fault.status, fault.headers, fault.body or b"")
        elif data is None or revision not in ("main", self.hub.revision):
            self._send(404, {"X-Error-Code": "EntryNotFound"}, b"Entry not found")
        elif len(data) < LARGE_BYTES:
            self._send_file(seen, fault, headers={"ETag": f'"{git_id(data)}"', "X-Repo-Commit": self.hub.revision})
        else:
            address = self.hub.redirect_to or f"http://localhost:{self.hub.port}/cdn/{name}?sign={len(self.hub.seen)}"
            headers = {
                "Location": address,
                "X-Repo-Commit": self.hub.revision,
                "X-Linked-Size": str(len(data)),
                "X-Linked-Etag": f'"{hashlib.sha256(data).hexdigest()}"',
                "Set-Cookie": "token=tracked; Path=/",
            }
            self._send(302, {**headers, **fault.headers}, b"Found. Redirecting")

    def _send_file(
        self, seen: Seen, fault: Fault, *, is_signed: bool = True, headers: dict[str, str] | None = None
    ) -> None:
        data = self.hub.files[seen.file]
        if not is_signed:
            self._send(403, {}, b"")
            return
        if fault.status is not None:
            self._send(fault.status, fault.headers, fault.body or b"")
            return
        start = 0 if fault.ignores_range else seen.start
        if start and start >= len(data):
            self._send(416, {"Content-Range": f"bytes */{len(data)}"}, b"")
            return
        body = data[start:]
        if fault.changes is not None:
            body = fault.changes(body)
        head = {"Accept-Ranges": "bytes", "Content-Type": "binary/octet-stream", **(headers or {}), **fault.headers}
        if start:
            head["Content-Range"] = fault.headers.get("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        head["Content-Length"] = str(fault.claims_bytes if fault.claims_bytes is not None else len(body))
        self._send(206 if start else 200, head, body, fault)

    def _send(self, status: int, headers: dict[str, str], body: bytes, fault: Fault = OK) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        sent = 0
        for piece in _pieces(body[: fault.cut_after]):
            if fault.stall_after is not None and sent + len(piece) > fault.stall_after:
                self.wfile.write(piece[: fault.stall_after - sent])
                self.hub.released.wait(30)
                self.close_connection = True
                return
            self.wfile.write(piece)
            sent += len(piece)
            self.seen.sent_bytes += len(piece)
            if self.hub.bytes_per_second and len(body) >= LARGE_BYTES:
                time.sleep(len(piece) / self.hub.bytes_per_second)  # the speed of a network, not a wait for something
        if fault.cut_after is not None or fault.claims_bytes is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name in the base class
        pass


def _pieces(data: bytes) -> Iterator[bytes]:
    view = memoryview(data)
    for at in range(0, len(view), PIECE_BYTES):
        yield bytes(view[at : at + PIECE_BYTES])
