"""A header and a message while they grow, token by token: bytes that need not be whole characters yet."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

from app.chat.prompt import Channel, Role
from app.harmony.header import Mark, Part, is_tool
from app.harmony.message import MessageEnd, MessageKind, ParsedMessage

# A header of nothing but spaces and repeated words has no text to become. Past this it becomes an empty message all the
# same: it is read anew with every token, which must not take longer and longer.
BEARABLE_HEADER_BYTES = 4096
BEARABLE_HEADER_PARTS = 64

_KINDS = {
    Channel.ANALYSIS: MessageKind.THINKING,
    Channel.COMMENTARY: MessageKind.PREAMBLE,
    Channel.FINAL: MessageKind.ANSWER,
}

_new_utf8_decoder = codecs.getincrementaldecoder("utf-8")


def new_decoder() -> codecs.IncrementalDecoder:
    """Gives whole characters as soon as their bytes are there; U+FFFD for each maximal part that can be none."""
    return _new_utf8_decoder("replace")


@dataclass(slots=True)
class GrowingMessage:
    """A message while it grows. One decoder each: an unfinished character never reaches the next message."""

    index: int
    channel: Channel
    recipient: str | None
    content_type: str | None
    decoder: codecs.IncrementalDecoder
    is_classified: bool  # False: it named neither a channel nor a tool
    texts: list[str] = field(default_factory=list)
    end: MessageEnd | None = None

    @property
    def text(self) -> str:
        return "".join(self.texts)

    @property
    def is_visible(self) -> bool:
        return any(text and not text.isspace() for text in self.texts)

    @property
    def kind(self) -> MessageKind:
        if is_tool(self.recipient) or self.end is MessageEnd.CALL:
            return MessageKind.CALL
        return MessageKind.THINKING if self.recipient == Role.ASSISTANT else _KINDS[self.channel]

    def parsed(self) -> ParsedMessage:
        return ParsedMessage(self.channel, self.recipient, self.content_type, self.text, self.kind, self.end)


class GrowingHeader:
    """The bytes of a header, in parts. ``size`` counts its bytes of text."""

    def __init__(self, began_with_start: bool = False) -> None:
        self.began_with_start = began_with_start
        self.has_channel = False
        self.size = 0
        self._parts: list[tuple[Mark, bytearray]] = [(Mark.ROLE, bytearray())]

    @property
    def is_bearable(self) -> bool:
        """Reading it anew with each token is still cheap."""
        return self.size <= BEARABLE_HEADER_BYTES and len(self._parts) <= BEARABLE_HEADER_PARTS

    def add(self, data: bytes) -> None:
        self.size += len(data)
        self._parts[-1][1].extend(data)

    def mark(self, mark: Mark) -> None:
        self.has_channel = self.has_channel or mark is Mark.CHANNEL
        self._parts.append((mark, bytearray()))

    def parts(self) -> list[Part]:
        return [Part(mark, data.decode(errors="replace")) for mark, data in self._parts]

    def parts_so_far(self) -> tuple[list[Part], codecs.IncrementalDecoder]:
        """The parts without an unfinished character at the end, which is in the decoder that comes with them."""
        decoder = new_decoder()
        *before, (mark, data) = self._parts
        parts = [Part(held, text.decode(errors="replace")) for held, text in before]
        return [*parts, Part(mark, decoder.decode(bytes(data)))], decoder
