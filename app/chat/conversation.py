"""What a conversation is: a tree of turns, as immutable values.

What is on screen is the path from the root to one leaf. Regenerating, editing, forking and a second effort are all the
same thing, a sibling turn, so nothing is ever overwritten. This module knows nothing of engines, tokens or storage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NewType

from app.chat.attachment import Attachment
from app.chat.failure import Failure
from app.chat.trace import Trace

ConversationId = NewType("ConversationId", str)
TurnId = NewType("TurnId", str)


class Effort(StrEnum):
    """How long the model is asked to reason: the word that stands after ``Reasoning:`` in the system message."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class ReplyStatus(StrEnum):
    """Where a reply stands. All but the first two are final."""

    WAITING = "waiting"  # the question is kept, nothing has come back yet
    STREAMING = "streaming"
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"  # the model ended its turn without visible text
    STOPPED = "stopped"  # by the person
    CUT = "cut"  # by a token limit
    INTERRUPTED = "interrupted"  # the window or the machine was lost while it grew
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        return self not in (ReplyStatus.WAITING, ReplyStatus.STREAMING)


class SourceKind(StrEnum):
    LOCAL = "local"
    CLOUD = "cloud"


@dataclass(frozen=True, slots=True)
class Source:
    """Who answered. ``label`` is what the person reads, also after the model itself is gone.

    ``service``: the name of the one in the cloud that was asked, empty for a model of this machine.
    """

    kind: SourceKind
    model: str
    label: str
    service: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """Counts and times of one reply.

    ``reused_tokens`` is the part of ``prompt_tokens`` that was not computed again. ``reasoning_tokens`` and
    ``answer_tokens`` count generated text tokens of their channels; control tokens are in neither. ``is_estimate``: the
    counts were made from the length of the text, since the service gave none.
    """

    prompt_tokens: int = 0
    reused_tokens: int = 0
    reasoning_tokens: int = 0
    answer_tokens: int = 0
    prompt_seconds: float = 0.0
    generation_seconds: float = 0.0
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class ReasoningStep:
    """One analysis message. ``seconds`` is None while it still grows; ``tokens`` counts its text tokens."""

    text: str = ""
    tokens: int = 0
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class PromptReading:
    """How far the model has read the prompt, in tokens; ``done`` includes the ``reused`` ones."""

    done: int
    total: int
    reused: int


@dataclass(frozen=True, slots=True)
class Reply:
    """Everything that came back for one question. Grown only by ``app.chat.fold``."""

    status: ReplyStatus = ReplyStatus.WAITING
    steps: tuple[ReasoningStep, ...] = ()
    preambles: tuple[str, ...] = ()
    answer: str = ""
    source: Source | None = None
    reading: PromptReading | None = None
    usage: Usage | None = None
    failure: Failure | None = None
    trace: Trace = Trace()

    @property
    def reasoning(self) -> str:
        return "\n\n".join(step.text for step in self.steps)

    @property
    def reasoning_tokens(self) -> int:
        return sum(step.tokens for step in self.steps)

    @property
    def reasoning_seconds(self) -> float:
        """Seconds of all ended steps."""
        return sum(step.seconds or 0.0 for step in self.steps)

    @property
    def is_thinking(self) -> bool:
        """True while a reasoning step is open."""
        return not self.status.is_over and bool(self.steps) and self.steps[-1].seconds is None

    @property
    def has_text(self) -> bool:
        return bool(self.answer or self.preambles or any(step.text for step in self.steps))


@dataclass(frozen=True, slots=True)
class ForkPoint:
    """A turn that begins inside another one's reply: the turn and the index of the first token that differs."""

    turn: TurnId
    token: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and everything that came back. ``created_at`` is in seconds since 1970, UTC.

    ``attachments``: files that go with the question; the model reads them before its words.
    """

    id: TurnId
    parent: TurnId | None
    prompt: str
    effort: Effort
    created_at: float
    reply: Reply = Reply()
    forked_from: ForkPoint | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """A tree of turns, parents before children, siblings in the order in which they were made.

    ``date`` (YYYY-MM-DD) is the day on which it began. It stands in the system message and is frozen, so that
    tomorrow's prompt begins with the same tokens. ``instructions`` is the developer message, empty if there is none;
    ``persona`` the name under which the person knows it.
    """

    id: ConversationId
    title: str
    created_at: float
    date: str
    instructions: str = ""
    turns: tuple[Turn, ...] = ()
    persona: str = ""

    def turn(self, turn_id: TurnId) -> Turn:
        """Raises KeyError if there is no such turn."""
        for turn in reversed(self.turns):  # what is asked for is nearly always the newest
            if turn.id == turn_id:
                return turn
        raise KeyError(turn_id)

    def path(self, leaf: TurnId | None) -> tuple[Turn, ...]:
        """The turns from the root to ``leaf``; none for None. Raises KeyError if the leaf is unknown."""
        by_id = {turn.id: turn for turn in self.turns}
        path: list[Turn] = []
        here = leaf
        while here is not None:
            turn = by_id[here]
            path.append(turn)
            here = turn.parent
        return tuple(reversed(path))

    @property
    def sibling_ids(self) -> dict[TurnId | None, tuple[TurnId, ...]]:
        """The turns that follow each turn (None: that begin the conversation), in one pass over the tree."""
        by_parent: dict[TurnId | None, list[TurnId]] = {}
        for turn in self.turns:
            by_parent.setdefault(turn.parent, []).append(turn.id)
        return {parent: tuple(ids) for parent, ids in by_parent.items()}

    @property
    def newest_leaf(self) -> TurnId | None:
        """The newest turn is a leaf: a child would be newer still."""
        return self.turns[-1].id if self.turns else None

    def newest_leaf_below(self, turn_id: TurnId) -> TurnId:
        """The newest turn among this one and all that follow from it. Raises KeyError if there is no such turn."""
        newest = self.turn(turn_id).id
        below = {newest}
        for turn in self.turns:  # parents stand before children
            if turn.parent in below:
                below.add(turn.id)
                newest = turn.id
        return newest

    def with_turn(self, turn: Turn) -> Conversation:
        """Raises KeyError if its parent is not here, ValueError if its id already is."""
        known = {known.id for known in self.turns}
        if turn.id in known:
            raise ValueError(f"turn {turn.id} is already in the conversation")
        if turn.parent is not None and turn.parent not in known:
            raise KeyError(turn.parent)
        return replace(self, turns=(*self.turns, turn))

    def with_reply(self, turn_id: TurnId, reply: Reply) -> Conversation:
        """Raises KeyError if there is no such turn."""
        self.turn(turn_id)
        return replace(self, turns=tuple(self._replied(turn_id, reply)))

    def _replied(self, turn_id: TurnId, reply: Reply) -> Iterator[Turn]:
        for turn in self.turns:
            yield replace(turn, reply=reply) if turn.id == turn_id else turn


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """What a list shows of a conversation. ``updated_at``: seconds since 1970, UTC, of its newest turn.

    ``has_gone_out``: something of it was sent to a service, at any time.
    """

    id: ConversationId
    title: str
    updated_at: float
    has_gone_out: bool = False
