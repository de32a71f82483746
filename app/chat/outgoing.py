"""What of a prompt goes out when a service is asked: the very messages of the request, and nothing beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.chat.picture import Picture
from app.chat.prompt import Channel, Message, Prompt, Role, clean_text

CHARACTERS_PER_TOKEN = 4  # of English text; a character that is not ASCII is counted as a token
MESSAGE_TOKENS = 4  # the marks around a message. Source: OpenAI's cookbook, "How to count tokens"


class OutgoingRole(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    role: OutgoingRole
    text: str
    pictures: tuple[Picture, ...] = ()


class NotForServicesError(ValueError):
    """The prompt holds something that chat completions have no place for: tools, or a reply that is already begun."""


def outgoing_messages(prompt: Prompt, *, sees_pictures: bool = False) -> tuple[OutgoingMessage, ...]:
    """The instructions, then questions and visible answers; the visible parts of one answer are one message.

    ``sees_pictures``: they go along; else only the words that say that there is one. Never reasoning, dates or token
    ids. Raises NotForServicesError.
    """
    if prompt.open or prompt.builtin_tools or prompt.functions:
        raise NotForServicesError("tools and begun replies stay here")
    messages: list[OutgoingMessage] = []
    if prompt.instructions:
        messages.append(OutgoingMessage(OutgoingRole.SYSTEM, clean_text(prompt.instructions)))
    for message in prompt.messages:
        if message.channel is Channel.ANALYSIS:
            continue
        said = _outgoing(message, sees_pictures=sees_pictures)
        if messages and said.role is OutgoingRole.ASSISTANT is messages[-1].role:
            said = OutgoingMessage(said.role, f"{messages.pop().text}\n\n{said.text}")
        messages.append(said)
    return tuple(messages)


def _outgoing(message: Message, *, sees_pictures: bool) -> OutgoingMessage:
    if message.role is Role.TOOL or message.recipient is not None:
        raise NotForServicesError("calls of tools stay here")
    role = OutgoingRole.USER if message.role is Role.USER else OutgoingRole.ASSISTANT
    return OutgoingMessage(role, clean_text(message.text), message.pictures if sees_pictures else ())


def estimated_tokens(text: str) -> int:
    """From the length alone, where no vocabulary is at hand; 0 only for no text."""
    plain = len(text.encode("ascii", "ignore"))
    return -(-plain // CHARACTERS_PER_TOKEN) + len(text) - plain


def estimated_prompt_tokens(messages: Iterable[OutgoingMessage]) -> int:
    return sum(MESSAGE_TOKENS + estimated_tokens(message.text) for message in messages)
