"""One SQLite connection, owned by one writer thread: every use of it is a job in its queue.

Deliberately knows nothing of conversations. SQLite before 3.51.3 can corrupt a WAL file that two connections use
(the WAL-reset bug), so there is exactly one.
"""

from __future__ import annotations

import logging
import sqlite3
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from app.store.failures import DAMAGED, MOVED_AWAY, DamageError, StorageError, is_damage, storage_failure

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]

CLOSE_TIMEOUT_S = 5.0

# A larger file is checked only after an unclean end, and then without its indexes. Measured: 24 MB in 21 ms.
THOROUGH_CHECK_BYTES = 128 * 1024 * 1024

log = logging.getLogger("soliloquy.store")


class Database:
    """``path`` None keeps everything in memory: for a folder that cannot be used. Raises what ``opening`` raises.

    ``opening`` is the first job: it gets the bare connection and makes it ready.
    """

    def __init__(self, path: Path | None, opening: Callable[[sqlite3.Connection], None]) -> None:
        self._path = path
        self._file: tuple[int, int] | None = None  # device and inode; set by the writer thread
        self._jobs: SimpleQueue[Callable[[sqlite3.Connection], None] | None] = SimpleQueue()
        opened: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, args=(opening, opened), name="store-writer", daemon=True)
        self._closed = False
        self._thread.start()
        try:
            opened.result()
        except BaseException:
            self._thread.join()  # nothing holds the file any more
            raise

    def submit(self, job: Job[T]) -> Future[T]:
        """Runs the job in one transaction, after all earlier ones; committed before the future resolves.

        The future raises StorageError for what the disk did. Whatever a job raises, its transaction is rolled back.
        """
        future: Future[T] = Future()
        if self._closed:
            raise RuntimeError("the store is closed")
        self._jobs.put(lambda connection: _settle(future, lambda: self._in_transaction(connection, job)))
        return future

    def close(self, timeout_s: float = CLOSE_TIMEOUT_S) -> bool:
        """Waits for all jobs and closes the file. False: the disk did not answer in time."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self, opening: Callable[[sqlite3.Connection], None], opened: Future[None]) -> None:
        """The writer thread, from its first line to its last."""
        try:
            connection = connect(self._path)
        except sqlite3.Error as error:
            opened.set_exception(error)
            return
        try:
            _settle(opened, lambda: self._open(connection, opening))
            if opened.exception() is not None:
                return
            while (job := self._jobs.get()) is not None:
                job(connection)
                del job  # while waiting for the next one, this thread must not keep alive what belongs to another
        finally:
            _close(connection)

    def _open(self, connection: sqlite3.Connection, opening: Callable[[sqlite3.Connection], None]) -> None:
        opening(connection)
        self._file = _file_at(self._path)

    def _in_transaction(self, connection: sqlite3.Connection, job: Job[T]) -> T:
        changes = connection.total_changes
        result = _in_transaction(connection, job)
        # SQLite goes on writing into a file that has been deleted or replaced, and calls that a success.
        if connection.total_changes != changes and _file_at(self._path) != self._file:
            log.warning("not saved: the file is not where it was")
            raise StorageError(MOVED_AWAY)
        return result


def connect(path: Path | None, *, mode: str = "rwc") -> sqlite3.Connection:
    """``path`` None: in memory. ``mode``: rwc, ro, or ``ro&immutable=1`` where not even a lock can be taken.

    Raises sqlite3.Error. Source: https://sqlite.org/uri.html
    """
    connection = sqlite3.connect(
        ":memory:" if path is None else f"{path.as_uri()}?mode={mode}",
        uri=path is not None,
        isolation_level=None,  # we write BEGIN and COMMIT ourselves
    )
    # A text with a flipped bit must not hide the rest of its row; the checksum notices it. Also in SQLite's own words:
    # quick_check quotes names from a damaged schema.
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    return connection


def configure(connection: sqlite3.Connection) -> None:
    """Durable and suspicious. Raises sqlite3.Error, also when the folder cannot be written: WAL needs that."""
    connection.execute("PRAGMA journal_mode = WAL")
    # A commit is on the medium before it returns: with NORMAL, a power cut lost acknowledged questions.
    connection.execute("PRAGMA synchronous = FULL")
    if sys.platform == "darwin":
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA checkpoint_fullfsync = ON")
    connection.execute("PRAGMA wal_autocheckpoint = 256")  # pages of 4 KiB: the WAL stays about 1 MiB
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what a person deletes is overwritten


def distrust(connection: sqlite3.Connection) -> None:
    """Before anything is read: a file may be damaged or made by somebody else."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA mmap_size = 0")  # a bad sector would be a signal instead of an error


def check(connection: sqlite3.Connection, *, is_thorough: bool) -> None:
    """Raises DamageError or sqlite3.Error; UnicodeDecodeError when SQLite's error quotes a damaged name."""
    # Only the thorough check looks whether indexes agree with their tables: 3 of 1,500 flipped bits hid a turn there.
    name = "integrity_check" if is_thorough else "quick_check"
    first = connection.execute(f"PRAGMA {name}(1)").fetchone()
    if first is None or first[0] != "ok":
        raise DamageError(f"{name} does not pass")
    if is_thorough and connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise DamageError("a row has lost the one that it belongs to")


def _in_transaction(connection: sqlite3.Connection, job: Job[T]) -> T:
    try:
        connection.execute("BEGIN IMMEDIATE")
        result = job(connection)
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError) and not is_damage(error):
            raise  # a fault of ours
        log.warning("not saved: %s", error)
        raise StorageError(storage_failure(error)) from error
    except UnicodeDecodeError as error:
        log.warning("not done: the words of an SQLite error are no text")
        raise StorageError(DAMAGED) from error
    finally:
        _roll_back(connection)
    return result


def _roll_back(connection: sqlite3.Connection) -> None:
    """Nothing stays open behind a failed job: an open transaction once made every later save fail."""
    if connection.in_transaction:
        try:
            connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            log.warning("not rolled back: %s", error)


def _settle(future: Future[T], work: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001  # it belongs to whoever waits for the future
        future.set_exception(error)
    else:
        future.set_result(result)


def _file_at(path: Path | None) -> tuple[int, int] | None:
    """Which file that is, by device and inode; None for memory and for no file."""
    try:
        found = path.stat() if path is not None else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found is not None else None


def _close(connection: sqlite3.Connection) -> None:
    try:
        connection.close()
    except sqlite3.Error as error:
        log.warning("not closed cleanly: %s", error)
