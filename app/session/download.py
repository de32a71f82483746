"""A download as people see it: a value, and how each event of the fetching process changes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import assert_never

from app.chat.sentence import Sentence
from app.models.fetch.events import (
    Fetched,
    FetchEvent,
    FetchFailed,
    Found,
    Listed,
    Progress,
    Verifying,
    Waiting,
)
from app.models.fetch.events import FetchFailureKind as FetchFailureKind  # widgets may not import the models
from app.models.fetch.folder import Unfinished, done_bytes

__all__ = ["Download", "DownloadState", "FetchFailureKind", "as_found", "as_told"]

MIN_SPEED = 1000.0  # bytes a second: below, the time left is no use to anybody


class DownloadState(StrEnum):
    STARTING = "starting"  # asks what there is to fetch
    FETCHING = "fetching"
    VERIFYING = "verifying"
    WAITING = "waiting"  # something failed and is tried again by itself; ``notice`` says what
    PAUSED = "paused"  # by somebody, or because the disk is full: then ``failure`` says so
    REMOVING = "removing"  # cancelled; what has arrived is being deleted
    FAILED = "failed"  # ``failure`` says why; what has arrived is kept
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Download:
    """``id``: the name of the model's folder. ``total_bytes``: None until it is known.

    While VERIFYING, both numbers count the bytes that are checked instead of those that have arrived.
    """

    id: str
    state: DownloadState
    done_bytes: int = 0
    total_bytes: int | None = None
    bytes_per_second: float | None = None
    notice: Sentence | None = None
    failure: FetchFailed | None = None

    @property
    def seconds_left(self) -> float | None:
        """None while it cannot be told."""
        if self.state is not DownloadState.FETCHING or self.total_bytes is None:
            return None
        if self.bytes_per_second is None or self.bytes_per_second < MIN_SPEED:
            return None
        return (self.total_bytes - self.done_bytes) / self.bytes_per_second

    @property
    def fraction(self) -> float | None:
        """0 to 1; None while it cannot be told."""
        if self.total_bytes is None:
            return None
        return self.done_bytes / self.total_bytes if self.total_bytes else 1.0

    @property
    def is_under_way(self) -> bool:
        """It goes on by itself, now or soon."""
        at_rest = (DownloadState.PAUSED, DownloadState.REMOVING, DownloadState.FAILED, DownloadState.DONE)
        return self.state not in at_rest


def as_told(download: Download, event: FetchEvent) -> Download:
    """The download after this event."""
    match event:
        case Listed(done, total):
            return replace(_moving(download, DownloadState.FETCHING, done, total), bytes_per_second=None)
        case Progress(done, total, speed):
            return replace(_moving(download, DownloadState.FETCHING, done, total), bytes_per_second=speed)
        case Verifying(done, total):
            return replace(_moving(download, DownloadState.VERIFYING, done, total), bytes_per_second=None)
        case Waiting():
            return replace(download, state=DownloadState.WAITING, bytes_per_second=None, notice=event.sentence)
        case FetchFailed(kind):
            # A disk that is full is no fault of the download: it goes on as soon as somebody has made room.
            state = DownloadState.PAUSED if kind is FetchFailureKind.DISK_FULL else DownloadState.FAILED
            return replace(download, state=state, bytes_per_second=None, notice=None, failure=event)
        case Fetched(_, total):
            return replace(_moving(download, DownloadState.DONE, total, total), bytes_per_second=None)
        case Found():
            return download  # said only by a process that fetches nothing
        case _:
            assert_never(event)


def as_found(unfinished: Unfinished) -> Download:
    """A download that an earlier window began, as its folder shows it."""
    folder, plan = Path(unfinished.order.folder), unfinished.plan
    if plan is None:
        return Download(folder.name, DownloadState.PAUSED)
    return Download(folder.name, DownloadState.PAUSED, done_bytes(folder, plan), plan.total_bytes)


def _moving(download: Download, state: DownloadState, done: int, total: int) -> Download:
    return replace(download, state=state, done_bytes=done, total_bytes=total, notice=None, failure=None)
