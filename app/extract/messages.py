"""What the extracting process says, as one JSON object in one line."""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.chat import plain
from app.chat.attachment import Attachment
from app.chat.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Extracted:
    attachment: Attachment


@dataclass(frozen=True, slots=True)
class ExtractFailed:
    """``detail``: technical, and never a word of the file."""

    said: Sentence
    detail: str = ""


ExtractEnd = Extracted | ExtractFailed

_ENDS: dict[str, type[ExtractEnd]] = plain.named(Extracted, ExtractFailed)


def encode(end: ExtractEnd) -> bytes:
    """Its text is free of lone surrogates: they cannot be written."""
    return json.dumps(plain.tagged(end), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> ExtractEnd:
    """Raises PlainError."""
    try:
        data: object = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise plain.PlainError(f"not a JSON line: {type(error).__name__}") from None
    return plain.untagged(_ENDS, data, "extracted")
