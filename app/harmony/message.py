"""What the parser makes of a stream: messages, and the pieces in which they arrive."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.chat.prompt import Channel


class MessageKind(StrEnum):
    """What a message is for the reader."""

    THINKING = "thinking"
    PREAMBLE = "preamble"
    ANSWER = "answer"
    CALL = "call"


class MessageEnd(StrEnum):
    """By which token a message ended. ``implicit``: by the beginning of the next one."""

    END = "end"
    RETURN = "return"
    CALL = "call"
    ENDOFTEXT = "endoftext"
    IMPLICIT = "implicit"


class StopReason(StrEnum):
    """Why the model's turn is over. ``foreign_role``: it began to speak for somebody else."""

    RETURN = "return"
    CALL = "call"
    ENDOFTEXT = "endoftext"
    FOREIGN_ROLE = "foreign_role"


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """``end`` is None while the message is open, and for good when the tokens ran out inside it."""

    channel: Channel
    recipient: str | None
    content_type: str | None
    text: str
    kind: MessageKind
    end: MessageEnd | None


@dataclass(frozen=True, slots=True)
class TextAdded:
    """New whole characters of the message with this index in the turn, from 0. Never empty."""

    message: int
    kind: MessageKind
    text: str


@dataclass(frozen=True, slots=True)
class MessageEnded:
    """The message is complete. ``kind`` is ``call`` if only its end token told that it calls."""

    message: int
    kind: MessageKind


@dataclass(frozen=True, slots=True)
class MessageReclassified:
    """A message that named no channel streamed as thinking but is the answer. ``text`` is the whole of it.

    Comes at most once, as the last piece of a turn.
    """

    message: int
    kind: MessageKind
    text: str


Piece = TextAdded | MessageEnded | MessageReclassified
