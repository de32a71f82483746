"""What the header of a message says, however malformed it is.

A header is what stands between ``<|start|>`` (or the end of the message before) and ``<|message|>``. Models break it in
many ways; these are pure functions from its parts to its meaning, over decoded text.

Source: rules R4 to R8 of RULES.md, which follow openai/harmony 0.0.8 where that accepts a header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.chat.prompt import Channel, Role
from app.harmony.vocabulary import CONSTRAIN


class Mark(StrEnum):
    """What a part of a header begins with. The first part is always the role's."""

    ROLE = "role"
    CHANNEL = "channel"
    CONSTRAIN = "constrain"


@dataclass(frozen=True, slots=True)
class Part:
    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Header:
    """``text``: what is left for the message if the header ended without ``<|message|>``; empty otherwise."""

    channel: Channel | None
    recipient: str | None
    content_type: str | None
    text: str = ""


_NAME = r"[A-Za-z0-9_.:/-]+"
_ROLE_WORDS = re.compile(rf"\s*(?:{Role.ASSISTANT}\s*)*{Role.ASSISTANT}|")
_PUNCTUATION = re.compile(r"^[\W_]+|[\W_]+$")
# Punctuation around the name belongs to it only where a space or the end follows: final{"a":1} keeps its text.
_CHANNEL_WORD = re.compile(r"[\W_]*((?ai:analysis|commentary|final))(?![A-Za-z0-9_])(?:[^\w\s]+(?=\s|\Z))?")
_RECIPIENT = re.compile(rf"(?<![A-Za-z0-9_])to=({_NAME})|(?<![A-Za-z0-9_.:/=-])(functions\.{_NAME})")
_LEADING_RECIPIENT = re.compile(rf"\s*(?:to=({_NAME})|(functions\.{_NAME}))")
_PLAIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_+./-]*")
_LEADING_PLAIN_WORD = re.compile(rf"\s*({_PLAIN_WORD.pattern})")

_FOREIGN_ROLES = frozenset(("user", "system", "developer", "tool", "python"))
_FOREIGN_PREFIXES = ("functions.", "browser")
_NOT_TOOLS = frozenset(("assistant", "user", "all"))


def is_tool(recipient: str | None) -> bool:
    return recipient is not None and recipient not in _NOT_TOOLS


def has_foreign_role(parts: Sequence[Part]) -> bool:
    """Whether the header begins with the role of somebody who is not the assistant (R4)."""
    text = parts[0].text
    if _role_end(text):
        return False
    word = next(iter(text.split(maxsplit=1)), "")
    name = _PUNCTUATION.sub("", word).partition(":")[0]
    return name in _FOREIGN_ROLES or name.startswith(_FOREIGN_PREFIXES)


def is_role_word_begun(parts: Sequence[Part]) -> bool:
    """Whether there is nothing yet but a beginning of the word ``assistant``, or nothing at all."""
    return len(parts) == 1 and Role.ASSISTANT.startswith(parts[0].text.strip())


def closed_header(parts: Sequence[Part]) -> Header:
    """The meaning of a header that ``<|message|>`` closed (R5, R6). Text in it that means nothing is dropped."""
    channel: Channel | None = None
    recipient: str | None = None
    constrained: str | None = None
    words: list[str] = []
    names_channel = any(part.mark is Mark.CHANNEL for part in parts)
    for part in parts:
        text = part.text
        if part.mark is Mark.CHANNEL and not is_tool(recipient):
            recipient = None
        if part.mark is Mark.ROLE:
            text = text[_role_end(text) :]
        if part.mark is Mark.CHANNEL or (part.mark is Mark.ROLE and not names_channel):
            found, text = _taken_channel(text)
            channel = found or channel
            if part.mark is Mark.ROLE and found is None and text == part.text:
                text = _without_unknown_role(text)
        elif part.mark is Mark.ROLE and text == part.text:
            text = _without_unknown_role(text)
        recipient = _last_recipient(recipient, (match[1] or match[2] for match in _RECIPIENT.finditer(text)))
        text = _RECIPIENT.sub(" ", text)
        if part.mark is Mark.CONSTRAIN:
            word, text = _taken_word(text)
            constrained = constrained or word
        words += text.split()
    return _header(channel, recipient, constrained or _first_plain(words))


def cut_header(parts: Sequence[Part]) -> Header:
    """The meaning of a header that ended without ``<|message|>`` (R8): what is left of it is the message's text."""
    channel: Channel | None = None
    recipient: str | None = None
    constrained: str | None = None
    left: list[str] = []
    for part in parts:
        text = part.text
        if part.mark is Mark.ROLE:
            text = text[_role_end(text) :]
        elif part.mark is Mark.CHANNEL:
            recipient = recipient if is_tool(recipient) else None
            found, text = _taken_channel(text)
            channel = found or channel
        else:
            word, text = _taken_word(text)
            constrained = constrained or word
        while match := _LEADING_RECIPIENT.match(text):
            recipient = _last_recipient(recipient, (match[1] or match[2],))
            text = text[match.end() :]
        left.append(text)
    return _header(channel, recipient, constrained, "".join(left).lstrip())


def _header(channel: Channel | None, recipient: str | None, content_type: str | None, text: str = "") -> Header:
    if channel is None and is_tool(recipient):
        channel = Channel.COMMENTARY
    return Header(channel, recipient, content_type, text)


def _role_end(text: str) -> int:
    """Where the word ``assistant``, also repeated, ends; 0 if the text does not begin with it."""
    match = _ROLE_WORDS.match(text)
    return match.end() if match else 0


def _without_unknown_role(text: str) -> str:
    """Without a first word that is no recipient: a role that nobody knows says nothing."""
    if _LEADING_RECIPIENT.match(text):
        return text
    return "".join(text.split(maxsplit=1)[1:])


def _taken_channel(text: str) -> tuple[Channel | None, str]:
    match = _CHANNEL_WORD.match(text)
    return (Channel(match[1].lower()), text[match.end() :]) if match else (None, text)


def _taken_word(text: str) -> tuple[str | None, str]:
    match = _LEADING_PLAIN_WORD.match(text)
    return (CONSTRAIN + match[1], text[match.end() :]) if match else (None, text)


def _last_recipient(recipient: str | None, names: Iterable[str]) -> str | None:
    for name in names:
        if is_tool(name) or not is_tool(recipient):
            recipient = name
    return recipient


def _first_plain(words: Iterable[str]) -> str | None:
    channels = frozenset(Channel)
    plain = (word for word in words if _PLAIN_WORD.fullmatch(word))
    return next((word for word in plain if word.lower() not in channels), None)
