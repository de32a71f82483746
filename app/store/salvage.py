"""Takes over what can still be read of a damaged history into a new one.

Works on a copy: the damaged file keeps its bytes. Rows keep their checksums, so that a conversation that did not come
through whole says so when it is opened.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.store import ledger, migrations
from app.store.database import connect
from app.store.place import HEADER_BYTES

MAX_FILLED_BYTES = 1 << 34  # the page count may be damaged, too; the file is sparse, but not every disk can do that
LOST_TITLE = "Recovered conversation"

# Each table with its key first. Parents before children, as the foreign keys want it.
TABLES = (
    ("conversation", "id, title, created_at, date, instructions, updated_at, deleted_at, checksum, persona"),
    (
        "turn",
        "number, id, conversation, parent, prompt, effort, created_at, forked_turn, forked_token, is_over, reply,"
        " token_ids, token_millis, trace_details, checksum",
    ),
    ("chunk", "number, turn, events, checksum"),
    ("attachment", "number, turn, head, text, data, checksum"),
    ("draft", "conversation, slot, text, effort, checksum"),
    ("draft_attachment", "number, conversation, slot, head, text, data, checksum"),
    ("preset", "id, kind, name, text, created_at, deleted_at, checksum"),
    ("ledger", f"{ledger.COLUMNS}, checksum"),
)

log = logging.getLogger("soliloquy.store")


def salvage(damaged: Path, into: sqlite3.Connection) -> int:
    """Copies every readable row; how many turns. Never raises for what stands in the damaged file.

    Raises OSError or sqlite3.Error if there is no room for it.
    """
    with tempfile.TemporaryDirectory(dir=damaged.parent, prefix="salvage-") as folder:
        copy = Path(folder) / "copy.sqlite3"
        for suffix in ("", "-wal"):
            if Path(f"{damaged}{suffix}").is_file():
                shutil.copyfile(f"{damaged}{suffix}", f"{copy}{suffix}")
        _fill_up(copy)
        try:
            source = connect(copy)
        except sqlite3.Error:
            return 0
        try:
            _bring_up_to_date(source)
            for table, columns in TABLES:
                _take_over(source, into, table, columns)
        finally:
            source.close()
    found: int = into.execute("SELECT count(*) FROM turn").fetchone()[0]
    log.info("%d turns were recovered", found)
    return found


def _fill_up(copy: Path) -> None:
    """A file that was cut short gets its missing pages back as zeros; SQLite would not read the first one otherwise.

    Source of the offsets: https://sqlite.org/fileformat2.html#the_database_header
    """
    with copy.open("r+b") as file:
        header = file.read(HEADER_BYTES)
        if len(header) == HEADER_BYTES:
            page_bytes, pages = struct.unpack_from(">H", header, 16)[0], struct.unpack_from(">I", header, 28)[0]
            whole_bytes = min(page_bytes * pages, MAX_FILLED_BYTES)
            if whole_bytes > copy.stat().st_size:
                file.truncate(whole_bytes)


def _bring_up_to_date(source: sqlite3.Connection) -> None:
    try:
        if migrations.schema_version(source) > 0:
            migrations.migrate(source)
    except (sqlite3.Error, UnicodeDecodeError):
        return  # then its rows are read as far as they fit


def _take_over(source: sqlite3.Connection, into: sqlite3.Connection, table: str, columns: str) -> None:
    places = ", ".join("?" for _ in columns.split(","))
    statement = f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({places})"
    for row in _readable(source, table, columns):
        try:
            if table == "turn":
                _give_home(into, row[2], row[6])
            into.execute(statement, row)
        except sqlite3.IntegrityError:
            continue  # a column of another type, or a child without its parent


def _readable(source: sqlite3.Connection, table: str, columns: str) -> Iterator[tuple[object, ...]]:
    """From the front as far as the first damage, then from the back."""
    key = columns.split(",")[0]
    seen = set()
    for order in ("ASC", "DESC"):
        try:
            for row in source.execute(f"SELECT {columns} FROM {table} ORDER BY {key} {order}"):
                if row[0] not in seen:
                    seen.add(row[0])
                    yield row
        except (sqlite3.Error, UnicodeDecodeError) as error:
            log.info("a table of the damaged history breaks off: %s", type(error).__name__)
        else:
            return


def _give_home(into: sqlite3.Connection, conversation: object, created_at: object) -> None:
    """A conversation whose own row is lost gets another one, with a checksum that says that it is not whole."""
    into.execute(
        "INSERT OR IGNORE INTO conversation VALUES (?, ?, ?, '', '', ?, NULL, 0, '')",
        (conversation, LOST_TITLE, created_at, created_at),
    )
