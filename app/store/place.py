"""The files of the history in the data folder: made private, locked, recognised, put aside when they are damaged."""

from __future__ import annotations

import fcntl
import os
import struct
import time
from pathlib import Path

from app.chat.failure import Failure, FailureKind
from app.paths import private_folder
from app.store.failures import StorageError

DATABASE = "history.sqlite3"
LOCK = "history.lock"
IDENTITY = "history.id"  # the database's uuid, kept beside it

# Offsets in the 100-byte header of a database file. Source: https://sqlite.org/fileformat2.html#the_database_header
MAGIC = b"SQLite format 3\0"
USER_VERSION_AT = 60
APPLICATION_ID_AT = 68
HEADER_BYTES = 100


class Place:
    """The data folder, held by one process at a time. Raises StorageError or OSError."""

    def __init__(self, folder: Path) -> None:
        self.folder = private_folder(folder)
        self.database = folder / DATABASE
        self._identity = folder / IDENTITY
        self._lock = _locked(folder / LOCK)

    def release(self) -> None:
        """Lets another process in. Harmless when repeated."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def read_identity(self) -> str | None:
        """The uuid that the database must hold; None: there was none yet."""
        try:
            return self._identity.read_text("ascii", "replace").strip() or None
        except FileNotFoundError:
            return None

    def write_identity(self, uuid: str) -> None:
        """Only once the database holds it for sure: the other order took good files for damaged after power cuts."""
        replace_file(self._identity, uuid.encode("ascii") + b"\n")

    def header(self) -> tuple[int, int] | None:
        """application_id and user_version as they stand in the file, read without touching it.

        (0, 0) if there is no file or an empty one, None if it is no SQLite file at all.
        """
        try:
            with self.database.open("rb") as file:
                head = file.read(HEADER_BYTES)
        except FileNotFoundError:
            return 0, 0
        if not head:
            return 0, 0
        if len(head) < HEADER_BYTES or not head.startswith(MAGIC):
            return None
        application_id: int = struct.unpack_from(">i", head, APPLICATION_ID_AT)[0]
        user_version: int = struct.unpack_from(">i", head, USER_VERSION_AT)[0]
        return application_id, user_version

    @property
    def size_bytes(self) -> int:
        return _size(self.database)

    @property
    def has_content(self) -> bool:
        return self.size_bytes > 0

    @property
    def was_left_open(self) -> bool:
        """A clean end leaves no WAL behind."""
        return _size(Path(f"{self.database}-wal")) > 0

    @property
    def has_hot_journal(self) -> bool:
        """The very first transaction was cut off: SQLite takes it back, for which it has to write."""
        return _size(Path(f"{self.database}-journal")) > 0

    def touch(self) -> None:
        """Makes the database file readable by nobody else before SQLite writes the first word into it."""
        os.close(os.open(self.database, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))

    def put_aside(self) -> Path:
        """Renames the database and what SQLite keeps beside it; never deletes. Its new place."""
        aside = _free_name(self.folder, time.strftime("history.damaged-%Y%m%d-%H%M%S", time.gmtime()))
        for suffix in ("-wal", "-shm", "-journal", ""):
            beside = Path(f"{self.database}{suffix}")
            if beside.exists():
                os.rename(beside, f"{aside}{suffix}")
        self._identity.unlink(missing_ok=True)
        sync_folder(self.folder)
        return aside


def replace_file(path: Path, data: bytes) -> None:
    """Writes a private file all or nothing, durably. Raises OSError."""
    new = path.with_name(path.name + ".new")
    descriptor = os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with open(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        sync(file.fileno())
    os.replace(new, path)
    sync_folder(path.parent)


def sync(descriptor: int) -> None:
    """To the medium itself: on a Mac fsync stops at the drive's cache, F_FULLFSYNC does not."""
    full = getattr(fcntl, "F_FULLFSYNC", None)
    if full is not None:
        fcntl.fcntl(descriptor, full)
    else:
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _locked(path: Path) -> int | None:
    """The descriptor that holds the lock. The kernel lets go of it when the process ends, however it ends."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise StorageError(ANOTHER_INSTANCE) from None
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _free_name(folder: Path, stem: str) -> Path:
    names = [stem, *(f"{stem}-{number}" for number in range(2, 1000))]
    return next(path for name in names if not (path := folder / f"{name}.sqlite3").exists())


ANOTHER_INSTANCE = Failure(
    FailureKind.ANOTHER_INSTANCE, "Soliloquy is already open with this history: please use the window that is there."
)
