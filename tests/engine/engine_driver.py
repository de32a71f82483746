"""The engine as a process that is driven by hand: lines in, lines out, every wait with a limit."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from app.chat.conversation import Effort
from app.chat.exchange import (
    Failed,
    Finished,
    GenerationRequest,
    MemoryUse,
    ReplyEvent,
    RequestId,
    Sampling,
)
from app.chat.prompt import Message, Prompt, Role
from app.paths import demo_model_folder
from app.wire.lines import LineSplitter, decode_report, encode
from app.wire.messages import Command, Generate, Load, Memory, Report, Reported

LIMIT_S = 30.0


class Driver:
    """One engine, which tells every change of its memory. Reports that were read and not asked for yet are kept."""

    def __init__(self, *arguments: str, environment: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", "--engine", "--memory-interval", "0", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})},
        )
        self._lines = LineSplitter()
        self._reports: list[Report] = []
        self.memory: list[MemoryUse] = []  # told between the others

    @property
    def pid(self) -> int:
        return self.process.pid

    def send(self, *commands: Command) -> None:
        self.write(b"".join(map(encode, commands)))

    def write(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def next(self, limit_s: float = LIMIT_S) -> Report:
        """The next report; EOFError if there is none any more."""
        deadline = time.monotonic() + limit_s
        while not self._reports:
            self._read(deadline)
        return self._reports.pop(0)

    def until_it_holds(self, tokens: int, limit_s: float = LIMIT_S) -> None:
        """Reads until a scripted model is said to remember so many tokens."""
        deadline = time.monotonic() + limit_s
        while not self.memory or self.memory[-1].live != tokens:
            self._read(deadline)

    def until_it_holds_bytes(self, least: int, limit_s: float = LIMIT_S) -> None:
        """Reads until a model is said to hold as many in its live caches."""
        deadline = time.monotonic() + limit_s
        while not self.memory or self.memory[-1].live < least:
            self._read(deadline)

    def until_it_is_silent(self, seconds: float = 0.5) -> None:
        """Reads and drops what it still says."""
        while select.select([self.process.stdout], [], [], seconds)[0]:
            self._read(time.monotonic() + seconds)
        self._reports.clear()

    def _read(self, deadline: float) -> None:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, deadline - time.monotonic()))
        assert ready, f"not in time; memory: {self.memory[-3:]}"
        data = os.read(self.process.stdout.fileno(), 1 << 16)
        if not data:
            raise EOFError
        for report in map(decode_report, self._lines.feed(data)):
            if isinstance(report, Memory):
                self.memory.append(report.use)
            else:
                self._reports.append(report)

    def until(self, kind: type, limit_s: float = LIMIT_S) -> list[Report]:
        """All reports up to and with the first one of that class."""
        reports = [self.next(limit_s)]
        while not isinstance(reports[-1], kind):
            reports.append(self.next(limit_s))
        return reports

    def reply(self, request: str) -> list[ReplyEvent]:
        """The events of a reply to its end; those of others are dropped."""
        events: list[ReplyEvent] = []
        while not events or not isinstance(events[-1], Finished | Failed):
            report = self.next()
            if isinstance(report, Reported) and report.request == request:
                events.append(report.event)
        return events

    def rest(self) -> list[Report]:
        """Everything until it ends."""
        reports = []
        while True:
            try:
                reports.append(self.next())
            except EOFError:
                return reports

    def wait(self, limit_s: float = LIMIT_S) -> int:
        return self.process.wait(limit_s)

    def errors(self) -> str:
        """What it wrote to stderr, once it has ended."""
        assert self.process.stderr is not None
        return self.process.stderr.read().decode()

    def hang_up(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None and not stream.closed:
                with contextlib.suppress(BrokenPipeError):  # what was never sent to an engine that is gone
                    stream.close()


StartEngine = Callable[..., Driver]


def load_demo(label: str = "Demo") -> Load:
    return Load(str(demo_model_folder()), label, is_demo=True)


def asking(text: str, request: str = "r1", sampling: Sampling = Sampling(temperature=0.0)) -> Generate:
    prompt = Prompt(Effort.LOW, (Message(Role.USER, text),), "2026-11-24")
    return Generate(GenerationRequest(RequestId(request), prompt, sampling))


def has_gone(pid: int, limit_s: float) -> bool:
    """Whether that process, whoever started it, ends within the limit."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        if _has_ended(pid):
            return True
        select.select([], [], [], 0.01)
    return False


def _has_ended(pid: int) -> bool:
    """A zombie has ended too: what adopts orphans in a container may never ask for their status."""
    try:
        os.kill(pid, 0)
        return sys.platform == "linux" and ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return True
