"""What ``soliloquy ask --endpoint`` sent: one small file for each request, until a window enters it in the ledger.

The database has one connection, which an open window holds; so a terminal never opens it. It keeps the entry as
``ID.json`` before it sends, and once more when the reply is over. A window claims a file by renaming it to
``ID.taken``, so that what the terminal writes meanwhile is another file, and removes it when its row is committed. A
window that dies in between finds it again; since a row has the id of its request, it is in the ledger once.

What is not exactly such an entry becomes ``ID.damaged`` and stays, and is counted. Nothing else there is touched.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import sqlite3
import stat
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from app.chat import plain
from app.chat.ledger import LedgerEntry
from app.chat.prompt import clean_text
from app.paths import private_folder
from app.store import ledger
from app.store.failures import StorageError, storage_failure
from app.store.ledger import LoadedLedger
from app.store.place import replace_file, sync_folder
from app.store.rows import checksum

FOLDER = "terminal_requests"  # in the data folder, beside the history
LARGEST_BYTES = 8 * 1024  # an entry takes some 300, and never more than two names of the longest
KEPT, TAKEN, DAMAGED = ".json", ".taken", ".damaged"
LONGEST_NAME = 300  # of a service or a model, in characters; one is at most 12 bytes of JSON
LATEST = 32_503_680_000.0  # the year 3000: calendars end somewhere behind it
LARGEST_COUNT = 2**53  # tokens and micro-dollars: JSON's whole numbers are exact up to here

_ID = re.compile(r"[0-9a-f]{32}")

log = logging.getLogger("soliloquy.store")


@dataclass(frozen=True, slots=True)
class _File:
    """``checksum``: of the row that the entry becomes."""

    entry: LedgerEntry
    checksum: int


def keep(data_folder: Path, entry: LedgerEntry) -> None:
    """On the disk when this returns, in place of what was kept of that request before. Raises StorageError.

    What nobody would believe, such as a limit of 10**30 tokens, is cut to what is.
    """
    entry = _believable(entry)
    try:
        folder = private_folder(private_folder(data_folder) / FOLDER)
        sync_folder(data_folder)
        data = plain.to_plain(_File(entry, checksum(*ledger.columns_of(entry))))
        file = folder / f"{entry.id}{KEPT}"
        try:
            replace_file(file, json.dumps(data).encode("ascii"))
        except OSError:
            with contextlib.suppress(OSError):
                file.with_name(f"{file.name}.new").unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(storage_failure(error)) from error


def enter_all(connection: sqlite3.Connection, folder: Path) -> LoadedLedger:
    """Enters what is there, and gives it. Raises StorageError for a folder that cannot be read."""
    try:
        _claim_all(folder)
        entries = [entry for path in _files(folder, TAKEN) if (entry := _entered(connection, path)) is not None]
        damaged = len(_others(folder, entries))
    except OSError as error:
        log.warning("requests of the terminal cannot be read: %s", type(error).__name__)
        raise StorageError(storage_failure(error)) from error
    return LoadedLedger(tuple(entries), damaged)


def remove(folder: Path, entries: Iterable[LedgerEntry]) -> None:
    """Of what is committed. A file that cannot go is entered once more next time, which changes nothing."""
    for entry in entries:
        try:
            (folder / f"{entry.id}{TAKEN}").unlink(missing_ok=True)
        except OSError as error:
            log.warning("a request of the terminal stays: %s", type(error).__name__)


def _believable(entry: LedgerEntry) -> LedgerEntry:
    return replace(
        entry,
        endpoint=clean_text(entry.endpoint)[:LONGEST_NAME],
        model=clean_text(entry.model)[:LONGEST_NAME],
        tokens_in=_counted(entry.tokens_in),
        tokens_out=_counted(entry.tokens_out),
        cost=None if entry.cost is None else _counted(entry.cost),
    )


def _counted(count: int) -> int:
    return min(max(count, 0), LARGEST_COUNT)


def _claim_all(folder: Path) -> None:
    """A newer file of the same request takes the place of one that was claimed before."""
    for path in _files(folder, KEPT):
        os.rename(path, path.with_suffix(TAKEN))


def _files(folder: Path, suffix: str) -> list[Path]:
    """Those that are ours by name, in a fixed order."""
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
    paths = [folder / name for name in names]
    return [path for path in paths if path.suffix == suffix and _ID.fullmatch(path.stem)]


def _others(folder: Path, entries: Iterable[LedgerEntry]) -> list[Path]:
    """What of ours could not be entered, now or earlier."""
    entered = {entry.id for entry in entries}
    return [*_files(folder, DAMAGED), *(path for path in _files(folder, TAKEN) if path.stem not in entered)]


def _entered(connection: sqlite3.Connection, path: Path) -> LedgerEntry | None:
    """None: it was put aside, or cannot be read today."""
    try:
        entry = _entry(_content(path), path.stem)
        if ledger.conversation_of(connection, entry.id):
            raise plain.PlainError("request.entry: a question of the window has its id")
    except plain.PlainError as error:
        log.warning("a request of the terminal is damaged: %s", error)
        os.rename(path, path.with_suffix(DAMAGED))
        return None
    except OSError as error:
        log.warning("a request of the terminal cannot be read: %s", type(error).__name__)
        return None
    ledger.enter(connection, entry)
    return entry


def _content(path: Path) -> bytes:
    """Raises OSError; PlainError for what is no file of this person, or too large."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise plain.PlainError("it is no file")
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:
        if os.fstat(descriptor).st_uid != os.geteuid():
            raise plain.PlainError("it is somebody else's")
        content = file.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise plain.PlainError("it is too large")
    return content


def _entry(content: bytes, name: str) -> LedgerEntry:
    """Raises PlainError."""
    try:
        data: object = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise plain.PlainError(f"not JSON: {type(error).__name__}") from None
    held = plain.from_plain(_File, data, "request")
    entry = held.entry
    if entry.id != name or entry.conversation:
        raise plain.PlainError("request.entry: it is another one's")
    if checksum(*ledger.columns_of(entry)) != held.checksum:
        raise plain.PlainError("request.checksum: it is wrong")
    counts = (entry.tokens_in, entry.tokens_out, entry.cost or 0)
    if not 0 <= entry.asked_at < LATEST or not all(0 <= count <= LARGEST_COUNT for count in counts):
        raise plain.PlainError("request.entry: there is no such time or count")
    if max(len(entry.endpoint), len(entry.model)) > LONGEST_NAME:
        raise plain.PlainError("request.entry: a name is too long")
    return entry
