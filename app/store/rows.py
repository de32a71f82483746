"""Values to database columns and back, each row with a CRC-32 of its own.

SQLite's own checks do not see a flipped bit inside a text: of 200 such flips quick_check noticed 2. Reading is
forgiving, unlike everywhere else: of a damaged row we show what can be read and say so.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.chat import plain
from app.chat.attachment import Attachment, AttachmentKind
from app.chat.conversation import Effort, ForkPoint, Reply, ReplyStatus, Turn, TurnId
from app.chat.exchange import (
    Delta,
    Failed,
    Finished,
    PromptProgress,
    PromptRecorded,
    ReplyEvent,
    StepEnded,
    StepRetracted,
)
from app.chat.failure import Failure, FailureKind
from app.chat.prompt import clean_text
from app.chat.trace import Trace

Column = str | int | float | bytes | None

_EVENTS: dict[str, type[ReplyEvent]] = plain.named(
    PromptProgress, PromptRecorded, Delta, StepEnded, StepRetracted, Finished, Failed
)

DAMAGED_REPLY = Failure(
    FailureKind.STORAGE, "This reply was damaged on the disk and cannot be read; you can ask again."
)


def checksum(*columns: Column) -> int:
    """CRC-32 over all columns, each with its type, so that text cannot move from one to the next unnoticed."""
    crc = 0
    for column in columns:
        data = b"b" + column if isinstance(column, bytes) else repr(column).encode()
        crc = zlib.crc32(struct.pack("<Q", len(data)) + data, crc)
    return crc


def turn_checksum(*columns: Column) -> int:
    """Of a turn's row. Its last column counts only if it is filled: rows from before there was one stay valid."""
    return checksum(*(columns[:-1] if columns[-1] == b"" else columns))


def head_checksum(*columns: Column) -> int:
    """Of a conversation's row. Its last column counts only if it is filled: rows from before there was one stay
    valid."""
    return checksum(*(columns[:-1] if columns[-1] == "" else columns))


def attachment_columns(attachment: Attachment) -> tuple[str, bytes, bytes]:
    """head, text, data."""
    head = clean_text(_json(plain.to_plain(replace(attachment, text="", data=b""))))
    return head, zlib.compress(clean_text(attachment.text).encode(), 1), attachment.data


def attachment_from(columns: tuple[Column, ...]) -> tuple[Attachment, bool]:
    """The attachment of ``attachment_columns``, and whether all of it could be read. Never raises."""
    head, text, data = columns
    is_whole = True
    try:
        attachment = plain.from_plain(Attachment, json.loads(str(head)))
    except (ValueError, RecursionError):
        attachment, is_whole = Attachment("?", AttachmentKind.TEXT), False
    try:
        read = zlib.decompress(text).decode() if isinstance(text, bytes) else ""
    except (zlib.error, UnicodeDecodeError):
        read, is_whole = "", False
    return replace(attachment, text=read, data=data if isinstance(data, bytes) else b""), is_whole


def turn_columns(conversation: str, turn: Turn) -> tuple[Column, ...]:
    """id, conversation, parent, prompt, effort, created_at, forked_turn, forked_token, and ``reply_columns``."""
    fork = turn.forked_from
    return (
        turn.id,
        conversation,
        turn.parent,
        clean_text(turn.prompt),
        turn.effort.value,
        float(turn.created_at),
        fork.turn if fork else None,
        fork.token if fork else None,
        *reply_columns(turn.reply),
    )


def reply_columns(reply: Reply) -> tuple[int, str, bytes, bytes, bytes]:
    """is_over, reply, token_ids, token_millis, trace_details."""
    text = clean_text(_json(plain.to_plain(replace(reply, trace=Trace()))))
    trace = reply.trace
    details = _packed_json(plain.to_plain(replace(trace, ids=(), millis=())))
    return int(reply.status.is_over), text, _packed(trace.ids), _packed(trace.millis), details


def turn_from(columns: tuple[Column, ...]) -> tuple[Turn, bool]:
    """The turn of ``turn_columns``, and whether all of it could be read. Never raises on damaged columns."""
    turn_id, _, parent, prompt, effort, created_at, forked_turn, forked_token, *rest = columns
    reply, is_whole = _reply_from(rest)
    if effort not in Effort.__members__.values():
        effort, is_whole = Effort.MEDIUM, False
    fork = None
    if isinstance(forked_turn, str) and isinstance(forked_token, int):
        fork = ForkPoint(TurnId(forked_turn), forked_token)
    return Turn(
        id=TurnId(str(turn_id)),
        parent=TurnId(parent) if isinstance(parent, str) else None,
        prompt=str(prompt),
        effort=Effort(str(effort)),
        created_at=created_at if isinstance(created_at, float) else 0.0,
        reply=reply,
        forked_from=fork,
    ), is_whole


def event_lines(events: Iterable[ReplyEvent]) -> str:
    return "".join(clean_text(_json(plain.tagged(event))) + "\n" for event in events)


def events_from(lines: str) -> Iterator[ReplyEvent]:
    """What ``event_lines`` wrote; lines that cannot be read are passed over."""
    for line in filter(None, lines.split("\n")):  # splitlines would also cut at U+2028, which JSON leaves alone
        try:
            yield plain.untagged(_EVENTS, json.loads(line))
        except (ValueError, RecursionError):
            continue


def _reply_from(columns: list[Column]) -> tuple[Reply, bool]:
    _, text, ids, millis, details = columns
    try:
        reply = plain.from_plain(Reply, json.loads(str(text)))
    except (ValueError, RecursionError):
        return Reply(status=ReplyStatus.FAILED, failure=DAMAGED_REPLY), False
    try:
        reply = replace(reply, trace=Trace(_unpacked(ids), _unpacked(millis)))
    except (zlib.error, struct.error, TypeError):
        return reply, False
    try:
        return replace(reply, trace=_with_details(reply.trace, details)), True
    except (zlib.error, ValueError, RecursionError, TypeError):
        return reply, False  # ids and times are still good


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _packed(numbers: tuple[int, ...]) -> bytes:
    """Little-endian 64-bit integers, deflated: about 3 bytes a number."""
    return zlib.compress(struct.pack(f"<{len(numbers)}q", *numbers), 1) if numbers else b""


def _with_details(trace: Trace, data: Column) -> Trace:
    """The trace with its other columns. Raises zlib.error, ValueError, RecursionError or TypeError."""
    if not isinstance(data, bytes):
        raise TypeError("a blob is expected")
    if not data:
        return trace
    details = plain.from_plain(Trace, json.loads(zlib.decompress(data)))
    for column in (details.kinds, details.chars, details.forced, details.records):
        if column and len(column) != len(trace):
            raise ValueError("columns of a trace are equally long")
    return replace(details, ids=trace.ids, millis=trace.millis)


def _packed_json(data: object) -> bytes:
    """Deflated JSON, nothing for an empty object. Takes back what base64 adds to the records."""
    return zlib.compress(clean_text(_json(data)).encode(), 1) if data else b""


def _unpacked(data: Column) -> tuple[int, ...]:
    """Raises zlib.error, struct.error or TypeError."""
    if not isinstance(data, bytes):
        raise TypeError("a blob is expected")
    if not data:
        return ()
    flat = zlib.decompress(data)
    return struct.unpack(f"<{len(flat) // 8}q", flat)
