"""What is asked of a backend and what it says back, whichever backend it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from app.chat.conversation import PromptReading, Source, SourceKind, Usage
from app.chat.failure import Failure
from app.chat.prompt import Channel, Prompt
from app.chat.trace import Trace

RequestId = NewType("RequestId", str)


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are chosen. OpenAI recommends temperature 1.0 and top-p 1.0 for gpt-oss.

    ``seed`` None draws another reply each time. ``max_tokens`` counts every generated token; None: as many as fit.
    ``min_p`` drops ids less likely than that share of the likeliest (0: none); ``top_k`` keeps that many (0: all);
    ``repetition_penalty`` makes ids that the reply already holds less likely (1: as likely as before).
    """

    temperature: float = 1.0
    top_p: float = 1.0
    seed: int | None = None
    max_tokens: int | None = None
    min_p: float = 0.0
    top_k: int = 0
    repetition_penalty: float = 1.0


class Recording(StrEnum):
    """How much of each step's distribution the trace holds."""

    OFF = "off"
    CONFIDENCE = "confidence"  # log-probability, entropy and rank of each id
    EVERYTHING = "everything"  # also its alternatives, and the experts of every layer


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """One reply asked for. ``id`` is unique: events of an older request no longer match and are dropped.

    ``conversation`` names the conversation for which the engine may keep what it computed, empty for none.
    ``thinking_budget``: reasoning tokens after which the model is made to answer, None for no limit.
    ``guards_headers``: only what harmony allows may stand in a message's header. ``records_prompt``: how likely the
    model held each token of the prompt is told first, for which all of it is read once more.
    """

    id: RequestId
    prompt: Prompt
    sampling: Sampling = Sampling()
    conversation: str = ""
    recording: Recording = Recording.OFF
    thinking_budget: int | None = None
    guards_headers: bool = False
    records_prompt: bool = False


class Steering(StrEnum):
    """What a person may do to a reply that grows."""

    ANSWER_NOW = "answer_now"  # the reasoning ends here, and the answer begins
    THINK_MORE = "think_more"  # the reasoning goes on where the model would have ended it
    NUDGE = "nudge"  # words of the person go into the reasoning, as if the model had thought them
    PAUSE = "pause"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class MemoryUse:
    """Bytes that the engine holds, by what they are for; ``limit`` None where the system sets none.

    ``live``: keys and values of the conversation that is open; ``marks``: places from which it can go on after a
    change; ``parked``: other branches and conversations; ``buffers``: freed, kept for reuse; ``peak``: the most that
    was held at once since the model was loaded.
    """

    weights: int
    live: int
    marks: int
    parked: int
    buffers: int
    peak: int
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class PromptProgress:
    reading: PromptReading


@dataclass(frozen=True, slots=True)
class PromptRecorded:
    """Some of the prompt's tokens, the first of which has the number ``begin`` (from 0), in columns of equal length.

    ``texts``: control tokens by their names; half a character is U+FFFD. ``records``: as in a trace, of how likely the
    token was after those before it; "" for the very first one.
    """

    begin: int
    ids: tuple[int, ...]
    texts: tuple[str, ...]
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """New text of one channel: all tokens since the last flush, at most 30 flushes a second.

    ``tokens`` counts the text tokens in it. ``trace`` also holds control tokens that came since the last flush, so a
    delta can have a trace and no text. ``begins`` says that its text opens a new message of the channel.
    """

    channel: Channel
    text: str
    tokens: int
    trace: Trace = Trace()
    begins: bool = False


@dataclass(frozen=True, slots=True)
class StepEnded:
    """The open reasoning step is complete and took ``seconds``."""

    seconds: float


@dataclass(frozen=True, slots=True)
class StepRetracted:
    """The reasoning step at this index (from 0) turned out to be the answer: the model forgot to name a channel.

    It leaves the reasoning, and its text follows as a delta of the final channel. Comes only at the end of a reply.
    """

    step: int


class FinishReason(StrEnum):
    ENDED = "ended"  # the model ended its turn
    STOPPED = "stopped"  # the person stopped it
    LENGTH = "length"  # a token limit was reached


@dataclass(frozen=True, slots=True)
class Finished:
    reason: FinishReason
    usage: Usage
    source: Source


@dataclass(frozen=True, slots=True)
class Failed:
    failure: Failure


ReplyEvent = PromptProgress | PromptRecorded | Delta | StepEnded | StepRetracted | Finished | Failed


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model that can answer. ``folder`` is absolute; ``context_tokens`` the most it may read and write together.

    One in the cloud has no folder and weighs nothing here; its ``context_tokens`` is 0 where they are not known.
    """

    id: str
    label: str
    folder: str
    context_tokens: int
    weight_bytes: int
    is_demo: bool
    kind: SourceKind = SourceKind.LOCAL

    @property
    def source(self) -> Source:
        return Source(self.kind, self.id, self.label)


class BackendState(StrEnum):
    OFF = "off"
    STARTING = "starting"  # the process starts, or starts again
    LOADING = "loading"  # a model is being read into memory
    READY = "ready"
    BUSY = "busy"
    ASLEEP = "asleep"  # its memory is given back; the next question wakes it. ``Readiness.model`` will answer then
    FAILED = "failed"  # see ``Readiness.failure``; a person has to do something


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a backend can answer now. ``fraction`` (0 to 1) is the progress of loading, None if unknown."""

    state: BackendState
    model: ModelInfo | None = None
    fraction: float | None = None
    failure: Failure | None = None

    @property
    def can_answer(self) -> bool:
        return self.state in (BackendState.READY, BackendState.BUSY)
