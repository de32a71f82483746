"""Harmony that came as plain text: servers that do not know gpt-oss hand its messages on as the content of an answer.

Seen with mlx_lm.server 0.32.2. By text alone a mark that was written cannot be told from one that is only mentioned, so
little is taken for one: content is harmony only if a header is the first thing in it, a further message begins only
with a whole header right after the end of the one before, and the answer is the last message. All other text stays.

Source: openai/harmony, docs/format.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.chat.prompt import Channel

END, MESSAGE = "<|end|>", "<|message|>"
ROLE = "<|start|>assistant"
LAST_MARKS = (END, "<|return|>", "<|call|>")  # each may be the last thing of a reply
MAX_HEADER_CHARACTERS = 200  # the longest name of a function has 64; what is longer is text

_HEADER = r"<\|channel\|>(analysis|commentary|final)\b[^<\n]*(?:<\|constrain\|>[^<\n]*)?<\|message\|>"
_FIRST = re.compile(rf"(?:<\|start\|>assistant[^<\n]*)?{_HEADER}")
_NEXT = re.compile(rf"<\|end\|><\|start\|>assistant[^<\n]*{_HEADER}")

# How headers begin: those without a recipient, written out, and all others by what they certainly begin with.
_PLAIN = tuple(f"<|channel|>{channel.value}{MESSAGE}" for channel in Channel)
_PLAIN_FIRST = (*_PLAIN, *(ROLE + plain for plain in _PLAIN))
_PLAIN_NEXT = tuple(END + ROLE + plain for plain in _PLAIN)
_FIRST_BEGINNINGS = (ROLE, *(plain.removesuffix(MESSAGE) for plain in _PLAIN))
_NEXT_BEGINNINGS = (END + ROLE,)


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one channel. ``begins``: it opens a message, which is never so for content that is no harmony."""

    channel: Channel
    text: str
    begins: bool = False


class HarmonyText:
    """The content of one answer. What ``feed`` and ``end`` give does not depend on how the content is cut."""

    def __init__(self) -> None:
        self._channel: Channel | None = None  # None: it is not known yet whether this is harmony
        self._is_harmony = False
        self._begins = False
        self._held = ""

    def feed(self, text: str) -> tuple[Piece, ...]:
        """What is certain now; the beginning of what may become a mark is held back."""
        self._held += text
        pieces: list[Piece] = []
        if self._channel is None:
            self._open()
        if self._channel in (Channel.ANALYSIS, Channel.COMMENTARY):
            pieces += self._messages_before_the_answer()
        if self._channel is Channel.FINAL:
            kept = _beginning_at_the_end(self._held, LAST_MARKS) if self._is_harmony else 0
            pieces += self._taken(len(self._held) - kept)
        return tuple(pieces)

    def end(self) -> tuple[Piece, ...]:
        """The rest, without the mark or the broken-off header that it may end with. Nothing when repeated."""
        held, self._held = self._held, ""
        if self._is_harmony and (held in LAST_MARKS or _is_broken_off(held)):
            return ()
        self._held = held
        self._channel = self._channel or Channel.FINAL
        return self._taken(len(held))

    def _open(self) -> None:
        header = _header(_FIRST, self._held)
        if header is not None:
            self._begin(header)
        elif self._held and not _may_become(self._held, _PLAIN_FIRST, _FIRST_BEGINNINGS):
            self._channel = Channel.FINAL

    def _begin(self, header: re.Match[str]) -> None:
        self._channel, self._is_harmony, self._begins = Channel(header[1]), True, True
        self._held = self._held[header.end() :]

    def _messages_before_the_answer(self) -> list[Piece]:
        pieces: list[Piece] = []
        at = 0
        while self._channel is not Channel.FINAL and (at := self._held.find("<", at)) >= 0:
            rest = self._held[at : at + MAX_HEADER_CHARACTERS]
            header = _header(_NEXT, rest)
            if header is not None:
                pieces += self._taken(at)
                self._begin(header)
                at = 0
            elif _may_become(rest, (*_PLAIN_NEXT, *LAST_MARKS), _NEXT_BEGINNINGS):
                pieces += self._taken(at)
                return pieces
            else:
                at += 1
        if self._channel is not Channel.FINAL:
            pieces += self._taken(len(self._held))
        return pieces

    def _taken(self, end: int) -> tuple[Piece, ...]:
        text, self._held = self._held[:end], self._held[end:]
        if not text or self._channel is None:
            return ()
        begins, self._begins = self._begins, False
        return (Piece(self._channel, text, begins),)


def _header(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return pattern.match(text, 0, MAX_HEADER_CHARACTERS)


def _may_become(text: str, whole: tuple[str, ...], beginnings: tuple[str, ...]) -> bool:
    """Whether more text could make this one of ``whole``, or a header that begins with one of ``beginnings``."""
    if any(one.startswith(text) for one in whole):
        return True
    return len(text) < MAX_HEADER_CHARACTERS and MESSAGE not in text and text.startswith(beginnings)


def _is_broken_off(text: str) -> bool:
    return text.startswith(END) and any(plain.startswith(text) for plain in _PLAIN_NEXT)


def _beginning_at_the_end(text: str, marks: tuple[str, ...]) -> int:
    """How many characters at the end of the text may be the beginning of a mark, or one."""
    at = text.rfind("<")
    return len(text) - at if at >= 0 and any(mark.startswith(text[at:]) for mark in marks) else 0
