"""Replies through the whole path: an engine in a process of its own, asked and heard over its pipe."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.chat.conversation import Effort
from app.chat.exchange import (
    Failed,
    Finished,
    FinishReason,
    GenerationRequest,
    PromptProgress,
    Recording,
    RequestId,
    Sampling,
)
from app.chat.prompt import Channel, Message, Prompt, Role
from app.wire.lines import LineSplitter, decode_report, encode
from app.wire.messages import (
    Command,
    Generate,
    Leave,
    Load,
    Loaded,
    LoadFailed,
    Memory,
    Prepare,
    Report,
    Reported,
    Stop,
    Typed,
)

# The reply stands inside of its reasoning, so that a random model's words are parsed as text and not as a header.
PROMPT = Prompt(
    Effort.HIGH,
    (Message(Role.USER, "Write a long story about a lighthouse and a storm."),),
    open=(Message(Role.ASSISTANT, "The", channel=Channel.ANALYSIS, closed=False),),
)
READ_BYTES = 1 << 16


class EngineError(Exception):
    """The engine did not do what it was asked; the text is a sentence."""


class Engine:
    """An engine that runs, with a model in it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._lines = LineSplitter()
        self._reports: list[Report] = []
        self._asked = 0
        self.read_tokens = 0  # of the last prompt, until the first token of the reply
        self.peak_bytes = 0  # the most that its model has held

    def load(self, folder: Path) -> None:
        """Raises EngineError."""
        self._send(Load(str(folder), folder.name))
        while not isinstance(report := self._next(), Loaded):
            if isinstance(report, LoadFailed):
                raise EngineError(report.failure.message)

    def seconds_per_token(self, tokens: int, recording: Recording, prompt: Prompt = PROMPT) -> float:
        """From the prompt's end to the reply's, which has ``tokens``. Raises EngineError."""
        self._asked += 1
        request = RequestId(f"bench-{self._asked}")
        sampling = Sampling(temperature=0.0, max_tokens=tokens)
        self._send(Generate(GenerationRequest(request, prompt, sampling, recording=recording)))
        began = time.perf_counter()
        while True:
            report = self._next()
            if not isinstance(report, Reported) or report.request != request:
                continue
            match report.event:
                case PromptProgress():
                    began = time.perf_counter()
                case Finished(FinishReason.LENGTH):
                    return (time.perf_counter() - began) / tokens
                case Finished():
                    raise EngineError(f"The model ended its reply before {tokens} tokens; measure fewer with --tokens.")
                case Failed(failure):
                    raise EngineError(failure.message)
                case _:
                    pass

    def first_token(self, prompt: Prompt, conversation: str) -> float:
        """Seconds until a reply of one token is there. Raises EngineError."""
        self._asked += 1
        request = RequestId(f"bench-{self._asked}")
        sampling = Sampling(temperature=0.0, max_tokens=1)
        began = time.perf_counter()
        self._send(Generate(GenerationRequest(request, prompt, sampling, conversation)))
        self.read_tokens = 0
        while True:
            report = self._next()
            if not isinstance(report, Reported) or report.request != request:
                continue
            match report.event:
                case PromptProgress(reading):
                    self.read_tokens = reading.total - reading.reused
                case Finished():
                    seconds = time.perf_counter() - began
                    self.wait_for_rest()
                    return seconds
                case Failed(failure):
                    raise EngineError(failure.message)
                case _:
                    pass

    def stop(self, prompt: Prompt, after_pieces: int, share: float) -> tuple[float, float] | None:
        """Stops the reading of a long prompt in the midst of a piece, so much of which is done by then.

        Seconds until it says that it has stopped, and those that a whole piece takes; None if it was done before.
        Raises EngineError.
        """
        self._asked += 1
        request = RequestId(f"bench-{self._asked}")
        self._send(Generate(GenerationRequest(request, prompt, Sampling(temperature=0.0, max_tokens=1))))
        told_at: list[float] = []
        asked_at = 0.0
        while True:
            report = self._next()
            now = time.perf_counter()
            if not isinstance(report, Reported) or report.request != request:
                continue
            match report.event:
                case PromptProgress():
                    told_at.append(now)
                    if len(told_at) > after_pieces + 1 and not asked_at:
                        threading.Event().wait(share * (told_at[-1] - told_at[-2]))
                        asked_at = time.perf_counter()
                        self._send(Stop(request))
                case Finished(FinishReason.STOPPED):
                    self.wait_for_rest()
                    return now - asked_at, told_at[after_pieces + 1] - told_at[after_pieces]
                case Finished():
                    self.wait_for_rest()
                    return None
                case Failed(failure):
                    raise EngineError(failure.message)
                case _:
                    pass

    def rest(self, prompt: Prompt, conversation: str) -> None:
        """Lets it read, while nobody asks, what the next question will come after. Raises EngineError."""
        self._send(Prepare(prompt, conversation))
        self.wait_for_rest()

    def read_typed(self, text: str, conversation: str) -> None:
        """The same for what was typed of that question. Raises EngineError."""
        self._send(Typed(text, conversation))
        self.wait_for_rest()

    def wait_for_rest(self) -> None:
        """Until it tells its memory, as it does once after each thing that it was asked."""
        while not isinstance(report := self._next(), Memory):
            pass
        self.peak_bytes = report.use.peak

    def _send(self, command: Command) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(encode(command))
        self._process.stdin.flush()

    def _next(self) -> Report:
        assert self._process.stdout is not None
        while not self._reports:
            data = os.read(self._process.stdout.fileno(), READ_BYTES)
            if not data:
                raise EngineError("The engine ended before it was done.")
            self._reports.extend(map(decode_report, self._lines.feed(data)))
        return self._reports.pop(0)

    def leave(self) -> None:
        self._send(Leave())


@contextmanager
def engine(program: tuple[str, ...]) -> Iterator[Engine]:
    """``program``: what starts an engine. Raises OSError, and EngineError if there is none to speak with."""
    program = (*program, "--memory-interval", "0")
    process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with process:
        try:
            started = Engine(process)
            yield started
            started.leave()
        except BrokenPipeError:
            raise EngineError("The engine ended before it was done.") from None
        finally:
            if process.poll() is None:
                process.stdin.close() if process.stdin else None  # end of file, at which it leaves
