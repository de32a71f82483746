"""Token ids to messages, one token at a time, for whatever a model may emit.

A small state machine: either a header is open, or the content of a message. It never raises and never waits longer
than it must: text appears as soon as its bytes form whole characters. Which control token means what is decided by id
alone; a text that spells a tag is text. What a header says is decided in ``header``.

Source: rules R1 to R14 of RULES.md. What openai/harmony 0.0.8 accepts is read as there, invalid bytes included.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence

from app.chat.prompt import Channel, Role
from app.harmony.growing import GrowingHeader, GrowingMessage, new_decoder
from app.harmony.header import (
    Header,
    Mark,
    closed_header,
    cut_header,
    has_foreign_role,
    is_role_word_begun,
    is_tool,
)
from app.harmony.message import (
    MessageEnd,
    MessageEnded,
    MessageKind,
    MessageReclassified,
    ParsedMessage,
    Piece,
    StopReason,
    TextAdded,
)
from app.harmony.vocabulary import Vocabulary

__all__ = [
    "MessageEnd",
    "MessageEnded",
    "MessageKind",
    "MessageReclassified",
    "ParsedMessage",
    "Piece",
    "StopReason",
    "StreamParser",
    "TextAdded",
]

MAX_HEADER_BYTES = 256  # a longer one is no header but an answer without one; rule R8
_ENDED_BY_MODEL = (StopReason.RETURN, StopReason.ENDOFTEXT, StopReason.FOREIGN_ROLE)


class StreamParser:
    """The messages of one assistant turn. Feed every generated id in order, then ``close``."""

    def __init__(self, vocabulary: Vocabulary, prefix: Sequence[int] | None = ()) -> None:
        """``prefix``: what the prompt already holds of the turn; empty stands for ``<|start|>assistant``, None for
        nothing at all. Its messages are in ``messages`` but are not reported as pieces.
        """
        self._vocabulary = vocabulary
        self._messages: list[GrowingMessage] = []
        self._open: GrowingMessage | None = None  # None: a header is open
        self._header = GrowingHeader()
        self._is_over = False
        self.stop: StopReason | None = None
        self._ends = {
            vocabulary.end: MessageEnd.END,
            vocabulary.return_: MessageEnd.RETURN,
            vocabulary.call: MessageEnd.CALL,
            vocabulary.endoftext: MessageEnd.ENDOFTEXT,
        }
        if prefix is not None:
            for token in prefix or (vocabulary.start, *vocabulary.encode(Role.ASSISTANT)):
                self.feed(token)
        self.prefix_chars = self._open_chars()

    @property
    def messages(self) -> tuple[ParsedMessage, ...]:
        """All messages so far, the open one included."""
        return tuple(message.parsed() for message in self._messages)

    @property
    def open_kind(self) -> MessageKind | None:
        """What the message is whose text comes now; None in a header and after the turn."""
        return None if self._open is None else self._open.kind

    @property
    def is_whole(self) -> bool:
        """Whether no character of the open message is begun and not finished."""
        return self._open is None or not self._open.decoder.getstate()[0]

    def feed(self, token: int) -> tuple[Piece, ...]:
        """What this token brings; nothing once the turn is over. Never raises, for any int."""
        if self._is_over:
            return ()
        data = self._vocabulary.token_bytes(token)
        if data:
            return self._add_to_header(data) if self._open is None else self._add_to_content(self._open, data)
        if token not in self._vocabulary.control:
            return ()
        return tuple(self._in_header(token) if self._open is None else self._in_content(self._open, token))

    def close(self) -> tuple[Piece, ...]:
        """The tokens ran out. Further calls change nothing."""
        if self._is_over:
            return ()
        self._is_over = True
        if self._open is not None:
            return tuple(self._end(self._open, None))
        header = self._header
        parts = header.parts()
        is_hidden = header.began_with_start and has_foreign_role(parts)
        if header.has_channel or is_hidden or is_role_word_begun(parts):
            return ()
        meaning = cut_header(parts)
        if meaning.recipient is not None or not meaning.text:
            return ()
        return tuple(self._whole(meaning, None))

    def _open_chars(self) -> int:
        return len(self._open.text) if self._open else 0

    def _add_to_content(self, message: GrowingMessage, data: bytes) -> tuple[Piece, ...]:
        text = message.decoder.decode(data)
        if not text:
            return ()
        message.texts.append(text)
        return (TextAdded(message.index, message.kind, text),)

    def _add_to_header(self, data: bytes) -> tuple[Piece, ...]:
        header = self._header
        header.add(data)
        if header.size <= MAX_HEADER_BYTES:
            return ()
        parts, decoder = header.parts_so_far()
        if header.began_with_start and has_foreign_role(parts):
            return tuple(self._stop(StopReason.FOREIGN_ROLE))
        meaning = cut_header(parts)
        if not meaning.text and not is_tool(meaning.recipient) and header.is_bearable:
            return ()
        return tuple(self._begin(meaning, decoder))

    def _in_header(self, token: int) -> Iterator[Piece]:
        vocabulary, header = self._vocabulary, self._header
        if token == vocabulary.channel:
            header.mark(Mark.CHANNEL)
        elif token == vocabulary.constrain:
            header.mark(Mark.CONSTRAIN)
        elif token == vocabulary.message:
            parts = header.parts()
            if has_foreign_role(parts):
                yield from self._stop(StopReason.FOREIGN_ROLE)
            else:
                yield from self._begin(closed_header(parts), new_decoder())
        elif token == vocabulary.start or token in self._ends:
            yield from self._cut_header(token)

    def _cut_header(self, token: int) -> Iterator[Piece]:
        """The header ends without ``<|message|>``, by ``<|start|>``, ``<|end|>`` or a stop token."""
        parts = self._header.parts()
        if self._header.began_with_start and has_foreign_role(parts):
            yield from self._stop(StopReason.FOREIGN_ROLE)
            return
        end = self._ends.get(token, MessageEnd.IMPLICIT)
        meaning = cut_header(parts)
        calls = is_tool(meaning.recipient)
        if meaning.text or calls:
            yield from self._whole(meaning, end)
        yield from self._after_end(end, calls, token)

    def _in_content(self, message: GrowingMessage, token: int) -> Iterator[Piece]:
        vocabulary = self._vocabulary
        if token in (vocabulary.start, vocabulary.channel) or token in self._ends:
            end = self._ends.get(token, MessageEnd.IMPLICIT)
            yield from self._end(message, end)
            yield from self._after_end(end, is_tool(message.recipient), token)

    def _after_end(self, end: MessageEnd, calls: bool, token: int) -> Iterator[Piece]:
        """A call ends the turn by whatever token it ends; after other messages a header is open at once."""
        if calls:
            yield from self._stop(StopReason.CALL)
        elif token in self._vocabulary.stops:
            yield from self._stop(StopReason(end))
        else:
            self._header = GrowingHeader(began_with_start=token == self._vocabulary.start)
            if token == self._vocabulary.channel:
                self._header.mark(Mark.CHANNEL)

    def _begin(self, header: Header, decoder: codecs.IncrementalDecoder) -> Iterator[Piece]:
        message = GrowingMessage(
            index=len(self._messages),
            channel=header.channel or Channel.ANALYSIS,
            recipient=header.recipient,
            content_type=header.content_type,
            decoder=decoder,
            is_classified=header.channel is not None,
        )
        self._messages.append(message)
        self._open = message
        if header.text:
            message.texts.append(header.text)
            yield TextAdded(message.index, message.kind, header.text)

    def _whole(self, header: Header, end: MessageEnd | None) -> Iterator[Piece]:
        yield from self._begin(header, new_decoder())
        yield from self._end(self._messages[-1], end)

    def _end(self, message: GrowingMessage, end: MessageEnd | None) -> Iterator[Piece]:
        self._open = None
        text = message.decoder.decode(b"", True)
        if text:
            message.texts.append(text)
            yield TextAdded(message.index, message.kind, text)
        message.end = end
        yield MessageEnded(message.index, message.kind)

    def _stop(self, reason: StopReason) -> Iterator[Piece]:
        self._is_over = True
        self.stop = reason
        answers = (message for message in self._messages if message.channel is Channel.FINAL)
        if reason not in _ENDED_BY_MODEL or any(message.is_visible for message in answers):
            return
        candidates = (message for message in self._messages if not message.is_classified and message.is_visible)
        for message in list(candidates)[-1:]:
            message.channel = Channel.FINAL
            if message.kind is MessageKind.ANSWER:
                yield MessageReclassified(message.index, message.kind, message.text)
