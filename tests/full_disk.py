"""Makes the disk full for a while, once as SQLite sees it and once below it."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from app.store.history import History


def allow_pages(history: History, pages: int) -> None:
    """The database may not grow beyond that many pages: SQLite then says exactly what it says on a full disk."""

    def job(connection: sqlite3.Connection) -> None:
        used = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {used + pages}").fetchone()

    history._database.submit(job).result(5)


@contextmanager
def files_end_at(size_bytes: int) -> Iterator[None]:
    """Every write beyond that size fails, below SQLite: as on a disk that breaks off in the middle of a page."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
