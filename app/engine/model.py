"""What the loop needs of a model, and what it can be told when there is none.

``mlx_model`` is the real one, ``scripted_model`` the fake that ships. Knows no harmony: ids go in, ids come out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.chat.conversation import PromptReading
from app.chat.exchange import GenerationRequest, MemoryUse, Steering
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import sentence
from app.wire.messages import Load

if TYPE_CHECKING:  # the reader knows this module, and must not wait for tokenizers
    from app.harmony.vocabulary import Vocabulary

IsStopped = Callable[[], bool]
ReportFraction = Callable[[float], None]


class LoadError(Exception):
    """The model cannot be loaded; the folder or the machine is at fault."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class LoadAbandoned(Exception):  # noqa: N818  # nothing is wrong: nobody waits for it any more
    """Loading was stopped."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One generation: the request and its prompt as ids. ``most_tokens`` may be generated, at least 1."""

    request: GenerationRequest
    prompt: tuple[int, ...]
    most_tokens: int


@dataclass(frozen=True, slots=True)
class Steer:
    """What a person does to the reply that grows. ``text``: the words of a nudge, empty for any other kind."""

    kind: Steering
    text: str = ""


class Control(Protocol):
    """What a person wants of a generation now. The model asks between two tokens, and between two pieces of a prompt.

    Pausing and going on are told by ``is_paused`` and never come as a ``Steer``; who is stopped is not paused.
    """

    def is_stopped(self) -> bool: ...

    def is_paused(self) -> bool: ...

    def take_steering(self) -> tuple[Steer, ...]:
        """What was asked since the last time, in that order. Each comes once."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """One more token of the reply. ``is_forced``: put there, not drawn. ``record``: as in ``Trace.records``."""

    id: int
    is_forced: bool = False
    record: str = ""


@dataclass(frozen=True, slots=True)
class PromptRecords:
    """Of the prompt's ids from the place ``begin`` on, one for each, as in ``Trace.records``."""

    begin: int
    records: tuple[str, ...]


Step = PromptReading | PromptRecords | Written


class Model(Protocol):
    """A model in memory. Belongs to the thread that loaded it."""

    @property
    def vocabulary(self) -> Vocabulary: ...

    @property
    def context_tokens(self) -> int:
        """The most it can read and write together."""
        ...

    @property
    def weight_bytes(self) -> int: ...

    def generate(self, assignment: Assignment, control: Control) -> Iterator[Step]:
        """Readings first, then tokens; before all, what was asked to be recorded of the prompt.

        Ends early when stopped; the caller ends it at a stop id by reading no more.
        """
        ...

    def prepare(
        self, ids: tuple[int, ...], boundaries: tuple[int, ...], control: Control, conversation: str, lasting: int
    ) -> Iterator[PromptReading]:
        """Reads ids with which a later prompt will begin, and keeps what it has read, also when it is stopped.

        ``boundaries``: the places in ``ids`` where a message begins. ``conversation``: for which it is read.
        ``lasting``: how many ids have been sent or said; what comes after them may still be written otherwise.
        """
        ...

    def forget(self, conversation: str) -> None:
        """Keeps nothing of that conversation."""
        ...

    def memory_use(self) -> MemoryUse: ...


# Raises LoadError or LoadAbandoned.
LoadModel = Callable[[Load, ReportFraction, IsStopped], Model]


def out_of_memory(label: str, detail: str) -> Failure:
    said = sentence(
        "{name} does not fit into the memory that is free. Close other apps or choose a smaller model.", name=label
    )
    return failure_of(FailureKind.OUT_OF_MEMORY, said, detail=detail)
