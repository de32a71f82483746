"""Drives the fetching process from a test, by its pipes, as the window does."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from app.models.fetch.download import Download
from app.models.fetch.events import Fetched, FetchEvent, FetchFailed, decode_event, encode_order
from app.models.fetch.hub import prepare_environment
from app.models.fetch.order import FetchOrder
from app.models.fetch.retries import Patience

LIMIT_S = 60
QUICK = ("--delay-s", "0.01", "--max-delay-s", "0.05", "--silence-s", "5", "--tries", "5", "--spare-bytes", "0")
COMMAND = (sys.executable, "-m", "app", "--fetch")


class Fetching:
    """A process that carries out one order."""

    def __init__(
        self, order: FetchOrder, *options: str, environment: dict[str, str] | None = None, file_limit: int | None = None
    ) -> None:
        self.events: list[FetchEvent] = []
        self.process = subprocess.Popen(
            (*COMMAND, *QUICK, *options),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})},
            preexec_fn=None if file_limit is None else lambda: _limit_files(file_limit),
        )
        assert self.process.stdin is not None
        self.process.stdin.write(encode_order(order))
        self.process.stdin.flush()

    def read(self) -> FetchEvent | None:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            return None
        self.events.append(decode_event(line))
        return self.events[-1]

    def read_until(self, condition: Callable[[FetchEvent], bool]) -> FetchEvent:
        while (event := self.read()) is not None:
            if condition(event):
                return event
        raise AssertionError(f"it ended without that; events: {self.events[-5:]}; {self.errors()}")

    def end(self) -> Fetched | FetchFailed:
        """The last event, once the process has ended by itself."""
        while self.read() is not None:
            pass
        self.process.wait(LIMIT_S)
        assert self.events, self.errors()
        last = self.events[-1]
        assert isinstance(last, Fetched | FetchFailed), f"{last}; {self.errors()}"
        assert self.process.returncode == (1 if isinstance(last, FetchFailed) else 0)
        return last

    def say(self, line: bytes = b"\n") -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def hang_up(self) -> int:
        """End of file on its stdin; its exit status."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(LIMIT_S)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(LIMIT_S)

    def errors(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.read().decode() if self.process.poll() is not None else "(it still runs)"

    def close(self) -> None:
        self.kill()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()


@contextmanager
def fetching(order: FetchOrder, *options: str, **rest: object) -> Iterator[Fetching]:
    found = Fetching(order, *options, **rest)  # type: ignore[arg-type]
    try:
        yield found
    finally:
        found.close()


def fetch(order: FetchOrder, *options: str, **rest: object) -> Fetched | FetchFailed:
    with fetching(order, *options, **rest) as found:
        return found.end()


def fetch_here(order: FetchOrder, *, said: list[FetchEvent] | None = None, **patience: float) -> Fetched | FetchFailed:
    """The same work in this process, for what does not depend on one: each of its own costs a second. ``said``: gets
    the events."""
    events = said if said is not None else []
    quick = Patience(**{"delay_s": 0.0, "silence_s": 5.0, "tries": 5, "spare_bytes": 0, **patience})  # type: ignore[arg-type]
    with mock.patch.dict(os.environ):
        prepare_environment(os.environ)
        last = Download(order, patience=quick, say=events.append, wait=lambda _seconds: None).run()
    events.append(last)
    return last


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _limit_files(size_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, size_bytes))
