"""What the fetching process says, one JSON object a line, and how it reads its order."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from app.chat import plain
from app.chat.sentence import Sentence
from app.models.fetch.order import FetchOrder, WantedFile
from app.models.shape import ModelShape


class FetchFailureKind(StrEnum):
    """What went wrong, for code that chooses which button to offer and for translation."""

    NETWORK = "network"  # no connection, or it breaks off again and again
    CERTIFICATE = "certificate"  # somebody else answers, or the clock is wrong
    SERVER = "server"  # it is overloaded or faulty
    WEB_PAGE = "web_page"  # a page instead of data: usually the login page of a public network
    FORBIDDEN = "forbidden"  # 401, 403
    NOT_FOUND = "not_found"  # 404, 410
    CHANGED = "changed"  # it is there, but it is not what was ordered
    UNSUITABLE = "unsuitable"  # it is no gpt-oss, or none that can be loaded
    DAMAGED = "damaged"  # what arrived has the wrong checksum, again
    DISK_FULL = "disk_full"
    FOLDER = "folder"  # it cannot be written
    BUSY = "busy"  # another process fetches into the same folder
    ORDER = "order"  # we refuse it, for the names in it for example
    INTERNAL = "internal"  # a fault of ours


@dataclass(frozen=True, slots=True)
class Listed:
    """What there is to fetch is known. ``done_bytes`` of it are here already."""

    done_bytes: int
    total_bytes: int
    files: int
    revision: str


@dataclass(frozen=True, slots=True)
class Progress:
    """``bytes_per_second``: over the last seconds, None while there is nothing to measure."""

    done_bytes: int
    total_bytes: int
    bytes_per_second: float | None = None


@dataclass(frozen=True, slots=True)
class Verifying:
    """All bytes are here and their checksums are computed."""

    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something failed; it is tried again in ``seconds``, or as soon as a line comes in on stdin."""

    seconds: float
    kind: FetchFailureKind
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """The process gives up; what has arrived is kept. ``can_retry``: the same order may succeed later."""

    kind: FetchFailureKind
    sentence: Sentence
    can_retry: bool = True
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The model is here, whole and verified."""

    folder: str
    total_bytes: int


@dataclass(frozen=True, slots=True)
class Found:
    """What there is in a repository that was only looked at. ``weight_bytes``: of its tensors and their headers."""

    repository: str
    revision: str
    files: tuple[WantedFile, ...]
    weight_bytes: int
    shape: ModelShape

    @property
    def total_bytes(self) -> int:
        return sum(file.size_bytes or 0 for file in self.files)


FetchEvent = Listed | Progress | Verifying | Waiting | FetchFailed | Fetched | Found

_EVENTS: dict[str, type[FetchEvent]] = plain.named(Listed, Progress, Verifying, Waiting, FetchFailed, Fetched, Found)


class FetchLineError(ValueError):
    """A line that is neither an order nor an event."""


def encode_event(event: FetchEvent) -> bytes:
    return _line(plain.tagged(event))


def encode_order(order: FetchOrder) -> bytes:
    return _line(plain.to_plain(order))


def decode_event(line: bytes) -> FetchEvent:
    """Raises FetchLineError."""
    try:
        return plain.untagged(_EVENTS, _json(line), "event")
    except plain.PlainError as error:
        raise FetchLineError(str(error)) from None


def decode_order(line: bytes) -> FetchOrder:
    """Raises FetchLineError."""
    try:
        return plain.from_plain(FetchOrder, _json(line), "order")
    except plain.PlainError as error:
        raise FetchLineError(str(error)) from None


def _line(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def _json(line: bytes) -> object:
    try:
        data: object = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise FetchLineError(f"not a JSON line: {type(error).__name__}") from None
    return data
