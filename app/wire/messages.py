"""The messages, one class each. Commands go down to the engine, reports come up from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from app.chat.conversation import Source, SourceKind
from app.chat.exchange import (
    Delta,
    Failed,
    Finished,
    GenerationRequest,
    MemoryUse,
    ModelInfo,
    PromptProgress,
    PromptRecorded,
    ReplyEvent,
    RequestId,
    Steering,
    StepEnded,
    StepRetracted,
)
from app.chat.failure import Failure
from app.chat.prompt import Prompt

DEMO = "demo"  # the id of the demo model, wherever it is installed
PROTOCOL = 4  # raised whenever an older engine or window would misread a message


@dataclass(frozen=True, slots=True)
class Load:
    """Load the model in this absolute folder instead of the one that is loaded. ``label`` is its name for people."""

    folder: str
    label: str
    is_demo: bool = False

    @property
    def source(self) -> Source:
        """Who answers once it is loaded."""
        return Source(SourceKind.LOCAL, DEMO if self.is_demo else PurePath(self.folder).name, self.label)


@dataclass(frozen=True, slots=True)
class Generate:
    request: GenerationRequest


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop that request if it is running or waiting; otherwise nothing happens."""

    request: RequestId


@dataclass(frozen=True, slots=True)
class Steer:
    """Do that to the request if it is running or waiting; otherwise nothing happens. ``text``: of a nudge."""

    request: RequestId
    kind: Steering
    text: str = ""


@dataclass(frozen=True, slots=True)
class Prepare:
    """Read, whenever there is nothing else to do, what the next question after these messages will begin with.

    Replaces what was to be prepared for the same conversation. Nothing is reported, not even that it failed.
    """

    prompt: Prompt
    conversation: str


@dataclass(frozen=True, slots=True)
class Typed:
    """The question that is being written there begins so: read it, too, after what was last to be prepared for it.

    Short, since it comes while somebody types. Nothing happens if nothing was to be prepared. Nothing is reported.
    """

    text: str
    conversation: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many tokens that is: a text alone, or what the next question after the messages of a prompt begins with.

    Answered at once, also while a reply grows, by a ``Counted`` with the same name; not at all while no model is
    loaded, or if something else is to be counted under that name before it was.
    """

    name: str
    text: str = ""
    prompt: Prompt | None = None


@dataclass(frozen=True, slots=True)
class Forget:
    """Keep nothing of that conversation."""

    conversation: str


@dataclass(frozen=True, slots=True)
class Leave:
    """End the process once what is running has stopped."""


Command = Load | Generate | Stop | Steer | Prepare | Typed | Count | Forget | Leave


@dataclass(frozen=True, slots=True)
class Hello:
    """The first line of an engine."""

    protocol: int
    version: str
    pid: int


@dataclass(frozen=True, slots=True)
class Loading:
    """``fraction``: 0 to 1, None while it cannot be told."""

    folder: str
    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    model: ModelInfo


@dataclass(frozen=True, slots=True)
class LoadFailed:
    folder: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class Memory:
    """What the model holds now. Comes when that has changed, at most once a second and never inside a reply."""

    use: MemoryUse


@dataclass(frozen=True, slots=True)
class Counted:
    name: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that the engine could not read: a fault of ours on one side or the other."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reported:
    """A reply event of a request, under its own class name: ``{"type": "Delta", "request": …, …}``."""

    request: RequestId
    event: ReplyEvent


Report = Hello | Loading | Loaded | LoadFailed | Memory | Counted | Refused | Reported

REPLY_EVENTS: tuple[type[ReplyEvent], ...] = (
    PromptProgress,
    PromptRecorded,
    Delta,
    StepEnded,
    StepRetracted,
    Finished,
    Failed,
)
