"""What the loop needs of a model, and what it can be told when there is none.

``mlx_model`` is the real one, ``scripted_model`` the fake that ships. Knows no harmony: ids go in, ids come out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from app.chat.conversation import PromptReading
from app.chat.exchange import GenerationRequest
from app.chat.failure import Failure, FailureKind
from app.harmony.vocabulary import Vocabulary
from app.wire.messages import Load

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


# How far the prompt is read, or the id of one more generated token.
Step = PromptReading | int


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

    def generate(self, assignment: Assignment, is_stopped: IsStopped) -> Iterator[Step]:
        """Readings first, then ids. Ends early when stopped; the caller ends it at a stop id by reading no further."""
        ...


# Raises LoadError or LoadAbandoned.
LoadModel = Callable[[Load, ReportFraction, IsStopped], Model]


def out_of_memory(label: str, detail: str) -> Failure:
    return Failure(
        FailureKind.OUT_OF_MEMORY,
        f"{label} does not fit into the memory that is free. Close other apps or choose a smaller model.",
        detail,
    )
