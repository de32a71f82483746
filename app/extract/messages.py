"""What the extracting process says, as one JSON object in one line."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace

from app.chat import plain
from app.chat.attachment import Attachment
from app.chat.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Extracted:
    """``base64``: the data of the attachment on its way, empty otherwise."""

    attachment: Attachment
    base64: str = ""


@dataclass(frozen=True, slots=True)
class ExtractFailed:
    """``detail``: technical, and never a word of the file."""

    said: Sentence
    detail: str = ""


ExtractEnd = Extracted | ExtractFailed

_ENDS: dict[str, type[ExtractEnd]] = plain.named(Extracted, ExtractFailed)


def encode(end: ExtractEnd) -> bytes:
    """Its text is free of lone surrogates: they cannot be written."""
    if isinstance(end, Extracted) and end.attachment.data:
        packed = base64.b64encode(end.attachment.data).decode("ascii")
        end = Extracted(replace(end.attachment, data=b""), packed)
    return json.dumps(plain.tagged(end), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> ExtractEnd:
    """Raises PlainError."""
    try:
        data: object = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise plain.PlainError(f"not a JSON line: {type(error).__name__}") from None
    end = plain.untagged(_ENDS, data, "extracted")
    if isinstance(end, Extracted) and end.base64:
        try:
            held = base64.b64decode(end.base64, validate=True)
        except ValueError:
            raise plain.PlainError("extracted.base64: is not base64") from None
        return Extracted(replace(end.attachment, data=held))
    return end
