"""Chat completions, the format that most services speak: a request as bytes, and the chunks that come back.

Pure: no connection, no key. What a service says in words is never kept: only numbers, known codes, and the answer
itself. Source: OpenAI's API reference for streamed chat completions; ``reasoning`` and ``reasoning_content`` as vLLM,
OpenRouter, Ollama and mlx_lm.server send them.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass

from app.backends.sse import StreamError
from app.chat.cloud_model import CloudModel
from app.chat.conversation import Effort
from app.chat.endpoint import EffortStyle, Endpoint
from app.chat.outgoing import OutgoingMessage
from app.chat.picture import Picture

PATH = "/chat/completions"
END = "[DONE]"

# Codes that tell apart what one status can mean. Whatever else a service says is not read.
KNOWN_CODES = frozenset(
    {
        "insufficient_quota",
        "billing_hard_limit_reached",
        "billing_not_active",
        "invalid_api_key",
        "model_not_found",
        "context_length_exceeded",
        "rate_limit_exceeded",
        "content_filter",
        "server_error",
    }
)


class ChunkError(StreamError):
    """The data of an event is no chunk of a chat completion."""


@dataclass(frozen=True, slots=True)
class TokenCounts:
    """What the service counted: ``reused`` is part of ``read``, ``reasoning`` part of ``written``."""

    read: int
    written: int
    reused: int = 0
    reasoning: int = 0


@dataclass(frozen=True, slots=True)
class Chunk:
    """``finish``: why the model ended, in the service's word. ``error``: the service gave up; a known code or empty."""

    content: str = ""
    reasoning: str = ""
    finish: str | None = None
    counts: TokenCounts | None = None
    error: str | None = None


def request_body(
    messages: Sequence[OutgoingMessage],
    *,
    endpoint: Endpoint,
    model: CloudModel,
    effort: Effort,
    max_tokens: int | None = None,
) -> bytes:
    """The whole body: model, messages and limits, not to be stored, streamed with its usage; nothing of the person."""
    body: dict[str, object] = {
        "model": model.id,
        "messages": [{"role": message.role.value, "content": _content(message)} for message in messages],
        "stream": True,
        "stream_options": {"include_usage": True},
        "store": False,
    }
    limit = _limit(max_tokens, model.output_tokens)
    if limit is not None:
        body[endpoint.limit_name.value] = limit
    if effort in model.efforts:
        body |= _effort(endpoint.effort_style, effort)
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _content(message: OutgoingMessage) -> object:
    """Text alone, or parts: the pictures stand after the words that tell of them."""
    if not message.pictures:
        return message.text
    pictures = [
        {"type": "image_url", "image_url": {"url": f"data:{picture.media_type};base64,{_base64(picture)}"}}
        for picture in message.pictures
    ]
    return [{"type": "text", "text": message.text}, *pictures]


def _base64(picture: Picture) -> str:
    return base64.b64encode(picture.data).decode("ascii")


def chunk_from(data: str) -> Chunk:
    """The chunk in the data of one event. Raises ChunkError."""
    try:
        chunk = json.loads(data)
    except (ValueError, RecursionError):
        raise ChunkError("an event is not JSON") from None
    if not isinstance(chunk, dict):
        raise ChunkError("an event is not an object")
    if chunk.get("error") is not None:
        return Chunk(error=_code_in(chunk["error"]))
    counts = _counts(chunk.get("usage"))
    choices = chunk.get("choices")
    if not isinstance(choices, list):
        raise ChunkError("an event has no choices")
    if not choices:
        return Chunk(counts=counts)  # the last one, with the usage only
    choice = choices[0]
    delta = choice.get("delta") if isinstance(choice, dict) else None
    if not isinstance(delta, dict | None) or not isinstance(choice, dict):
        raise ChunkError("a choice is not an object")
    delta = delta or {}
    return Chunk(
        content=_text(delta.get("content")),
        reasoning=_text(delta.get("reasoning")) or _text(delta.get("reasoning_content")),
        finish=_text(choice.get("finish_reason")) or None,
        counts=counts,
    )


def error_code(body: bytes) -> str:
    """The known code in the body of a refusal, empty for none. Never raises, and gives back nothing else of it."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if isinstance(said, list) and said:  # Google's compatible endpoint
        said = said[0]
    return _code_in(said.get("error")) if isinstance(said, dict) else ""


def _code_in(error: object) -> str:
    if not isinstance(error, dict):
        return ""
    found = (error.get(name) for name in ("code", "type", "status"))
    return next((code for code in found if isinstance(code, str) and code in KNOWN_CODES), "")


def _limit(wanted: int | None, allowed: int | None) -> int | None:
    known = [limit for limit in (wanted, allowed) if limit is not None]
    return min(known, default=None)


def _effort(style: EffortStyle, effort: Effort) -> dict[str, object]:
    match style:
        case EffortStyle.FIELD:
            return {"reasoning_effort": effort.value}
        case EffortStyle.OBJECT:
            return {"reasoning": {"effort": effort.value}}
        case EffortStyle.TEMPLATE:
            return {"chat_template_kwargs": {"reasoning_effort": effort.value}}
        case EffortStyle.EITHER:
            return _effort(EffortStyle.FIELD, effort) | _effort(EffortStyle.TEMPLATE, effort)
        case EffortStyle.NONE:
            return {}


def _text(held: object) -> str:
    if held is None:
        return ""
    if not isinstance(held, str):
        raise ChunkError("a text is expected")
    return held


def _counts(usage: object) -> TokenCounts | None:
    """None if it is not there or makes no sense: a count that is wrong must not break an answer."""
    if not isinstance(usage, dict):
        return None
    read, written = _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")
    if read is None or written is None:
        return None
    reused = _count(usage.get("prompt_tokens_details"), "cached_tokens") or 0
    reasoning = _count(usage.get("completion_tokens_details"), "reasoning_tokens") or 0
    return TokenCounts(read, written, min(reused, read), min(reasoning, written))


def _count(held: object, name: str) -> int | None:
    count = held.get(name) if isinstance(held, dict) else None
    return count if type(count) is int and 0 <= count < 1 << 40 else None
