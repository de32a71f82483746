"""A model that does what it is told, faults included: the fake that ships, for tests of everything around a model.

The last message says what happens, one step a line, if it begins with ``script:``::

    script:
    read 1000 100     read 1000 prompt tokens, reported 100 at a time
    think TEXT        a message on the analysis channel (preamble TEXT, answer TEXT: on the others)
    raw TEXT          text with control tokens spelled out: <|channel|>analysis<|message|>Hm
    wait SECONDS      between tokens; obeys Stop
    pace SECONDS      from here on between any two tokens
    endless           think for ever
    end               end the turn; without it the tokens run out
    print TEXT        a library that writes to stdout; or ``ask`` one that reads stdin, ``connect`` the network
    panic TEXT        an error from a library in Rust, which quotes somebody
    raise | abort | kill | hang | hang holding the lock

Any other question is answered by repeating it, and what a person does to the reply is written into it. The steps of
``--scripted-load`` happen while it loads, those of ``--scripted-prepare`` before each preparation. It speaks with the
vocabulary of the folder that is loaded, whose weights it ignores, and remembers the last prompt that it has read:
``MemoryUse.live`` says how many tokens of it, ``marks`` how many times it has read any.
"""

from __future__ import annotations

import ctypes
import itertools
import os
import re
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

from app.chat.conversation import PromptReading
from app.chat.exchange import MemoryUse
from app.chat.failure import FailureKind, failure_of
from app.engine.model import (
    Assignment,
    Control,
    IsStopped,
    LoadAbandoned,
    LoadError,
    LoadModel,
    ReportFraction,
    Step,
    Written,
)
from app.harmony.vocabulary import Vocabulary, VocabularyError
from app.wire.messages import Load

MARK = "script:"
CONTEXT_TOKENS = 131_072  # as gpt-oss
PIECE_TOKENS = 16  # of a prompt that is read ahead
_FOREVER_S = 100_000
_CHECK_INTERVAL_S = 0.005  # how soon a wait notices that it is stopped
_CHANNELS = {"think": "analysis", "preamble": "commentary", "answer": "final"}
_CONTROL = re.compile(r"(<\|[a-z_]+\|>)")


def loader(script: str, script_to_prepare: str = "") -> LoadModel:
    """What loads scripted models; each time the steps of ``script`` happen first."""

    def load(command: Load, report: ReportFraction, is_stopped: IsStopped) -> ScriptedModel:
        try:
            vocabulary = Vocabulary.load(Path(command.folder))
        except VocabularyError as error:
            raise LoadError(failure_of(FailureKind.MODEL_BROKEN, error.said)) from None
        for step in ScriptedModel(vocabulary).play(script, is_stopped):
            if isinstance(step, PromptReading):
                report(step.done / step.total)
        if is_stopped():
            raise LoadAbandoned
        report(1.0)
        return ScriptedModel(vocabulary, script_to_prepare)

    return load


class ScriptedModel:
    def __init__(self, vocabulary: Vocabulary, script_to_prepare: str = "") -> None:
        self.vocabulary = vocabulary
        self.context_tokens = CONTEXT_TOKENS
        self.weight_bytes = 0
        self._pace_s = 0.0
        self._begun = False
        self._script_to_prepare = script_to_prepare
        self._known: tuple[int, ...] = ()
        self._readings = 0

    def generate(self, assignment: Assignment, control: Control) -> Iterator[Step]:
        asked = assignment.request.prompt.messages[-1].text
        self._pace_s, self._begun = 0.0, False
        if asked.startswith(MARK):
            script = asked.removeprefix(MARK)
        else:
            script = f"think I repeat what was said.\nanswer {asked}\nend"
            yield self._read(assignment.prompt, len(assignment.prompt), self._reused(assignment.prompt))
        tokens = 0
        for step in self.play(script, control.is_stopped):
            yield step
            while control.is_paused():
                _wait(_CHECK_INTERVAL_S, control.is_stopped)
            for steer in control.take_steering():
                for token in self.vocabulary.encode(f"[{steer.kind} {steer.text}]"):
                    yield Written(token, is_forced=True)
            tokens += isinstance(step, Written)
            if control.is_stopped() or tokens == assignment.most_tokens:
                return

    def prepare(
        self,
        ids: tuple[int, ...],
        boundaries: tuple[int, ...],  # noqa: ARG002  # a real model keeps marks there
        control: Control,
        conversation: str,  # noqa: ARG002  # it remembers one, whichever it is
        lasting: int,  # noqa: ARG002  # it keeps nothing on a disk
    ) -> Iterator[PromptReading]:
        self._pace_s, self._begun = 0.0, False
        for _ in self.play(self._script_to_prepare, control.is_stopped):
            pass
        reused = self._reused(ids)
        for done in (*range(reused + PIECE_TOKENS, len(ids), PIECE_TOKENS), len(ids)):
            if control.is_stopped():
                return
            yield self._read(ids, done, reused)
            _wait(self._pace_s, control.is_stopped)

    def forget(self, conversation: str) -> None:  # noqa: ARG002  # it remembers one, whichever it is
        self._known = ()

    def memory_use(self) -> MemoryUse:
        return MemoryUse(weights=0, live=len(self._known), marks=self._readings, parked=0, buffers=0, peak=0)

    def _reused(self, ids: tuple[int, ...]) -> int:
        """All that is known of it but for its last id, whose step makes the first new one."""
        same = (one == other for one, other in zip(ids[:-1], self._known, strict=False))
        return sum(itertools.takewhile(bool, same))

    def _read(self, ids: tuple[int, ...], done: int, reused: int) -> PromptReading:
        self._known = ids[:done]
        self._readings += 1
        return PromptReading(done, len(ids), reused)

    def play(self, script: str, is_stopped: IsStopped) -> Iterator[Step]:
        for line in filter(None, map(str.strip, script.splitlines())):
            word, _, rest = line.partition(" ")
            for step in self._steps(word, rest, is_stopped):
                yield step
                if self._pace_s and isinstance(step, Written):
                    _wait(self._pace_s, is_stopped)
            if is_stopped():
                return

    def _steps(self, word: str, rest: str, is_stopped: IsStopped) -> Iterator[Step]:
        match word:
            case "think" | "preamble" | "answer":
                yield from self._message(_CHANNELS[word], rest)
            case "raw":
                yield from self._spelled(rest)
            case "end":
                yield Written(self.vocabulary.return_)
            case "endless":
                yield from self._spelled("<|channel|>analysis<|message|>")
                while not is_stopped():
                    yield from map(Written, self.vocabulary.encode(" and so on"))
            case "read":
                total, chunk = map(int, rest.split())
                for done in range(chunk, total + 1, chunk):
                    yield PromptReading(done, total, 0)
                    if is_stopped():
                        return
                    _wait(self._pace_s, is_stopped)
            case "wait":
                _wait(float(rest), is_stopped)
            case "pace":
                self._pace_s = float(rest)
            case _:
                _misbehave(word, rest)

    def _message(self, channel: str, text: str) -> Iterator[Step]:
        opening = "<|end|><|start|>assistant" if self._begun else ""
        self._begun = True
        yield from self._spelled(f"{opening}<|channel|>{channel}<|message|>")
        yield from map(Written, self.vocabulary.encode(text))

    def _spelled(self, text: str) -> Iterator[Step]:
        for part in filter(None, _CONTROL.split(text)):
            control = self.vocabulary.special(part)
            yield from map(Written, self.vocabulary.encode(part) if control is None else (control,))


class _Panic(BaseException):  # as pyo3's, which is no Exception either
    pass


def _wait(seconds: float, is_stopped: IsStopped) -> None:
    waited = 0.0
    while waited < seconds and not is_stopped():
        step = min(_CHECK_INTERVAL_S, seconds - waited)
        threading.Event().wait(step)
        waited += step


def _misbehave(word: str, rest: str) -> None:
    """The faults that a real model or one of its libraries could commit."""
    match word:
        case "raise":
            raise RuntimeError("the script says so")
        case "panic":
            raise _Panic(rest)
        case "abort":
            os.abort()
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang" if rest == "holding the lock":
            ctypes.PyDLL(None).sleep(_FOREVER_S)  # PyDLL keeps the interpreter's lock while C runs
        case "hang":
            threading.Event().wait(_FOREVER_S)
        case "print":
            print(rest, flush=True)  # noqa: T201  # that it goes nowhere is what is tested
            os.write(1, rest.encode())
        case "ask":
            input()
        case "connect":
            socket.create_connection((rest, 443), timeout=1)
        case _:
            raise ValueError("a step of the script is not known")
