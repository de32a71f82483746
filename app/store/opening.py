"""How the history file is opened: recognised, checked, brought to today's schema; a damaged one is put aside.

Never deletes a byte of the person's, and always ends with something that can be used, if need be in memory.
"""

from __future__ import annotations

import logging
import sqlite3
import uuid
from dataclasses import dataclass
from pathlib import Path

from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import sentence
from app.store import migrations
from app.store.database import THOROUGH_CHECK_BYTES, Database, check, configure, connect, distrust
from app.store.failures import DamageError, StorageError, is_damage, storage_failure
from app.store.place import DATABASE, Place
from app.store.salvage import salvage

log = logging.getLogger("soliloquy.store")

MINIMUM_SQLITE = (3, 37, 0)  # STRICT tables


class _FutureSchemaError(Exception):
    """The file was written by a newer version of this app."""


@dataclass(frozen=True, slots=True)
class Opened:
    """``place`` is None when the history is in memory only. ``notices``: what the person has to know."""

    database: Database
    place: Place | None
    notices: tuple[Failure, ...] = ()


def open_database(folder: Path) -> Opened:
    """Raises StorageError only if another process holds the folder; everything else ends in memory, with a notice."""
    log.info("SQLite %s", sqlite3.sqlite_version)
    try:
        place = Place(folder)
    except OSError as error:
        return _in_memory(storage_failure(error), folder / DATABASE)
    try:
        return _open_or_replace(place)
    except _FutureSchemaError:
        place.release()
        return _in_memory(
            failure_of(
                FailureKind.STORAGE,
                sentence(
                    "This history was written by a newer Soliloquy and was left untouched: please update the app."
                ),
                detail=str(place.database),
            )
        )
    except (sqlite3.Error, OSError) as error:
        place.release()
        return _in_memory(storage_failure(error), place.database)


def _open_or_replace(place: Place) -> Opened:
    try:
        return Opened(_open(place), place)
    except (DamageError, UnicodeDecodeError) as error:
        detail = str(error)
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        detail = f"{type(error).__name__}: {error}"
    log.warning("the history is damaged: %s", detail)
    aside = place.put_aside()
    database = _open(place)
    try:
        recovered = database.submit(lambda connection: salvage(aside, connection)).result()
    except (StorageError, OSError) as failed:
        recovered = 0
        detail = f"{detail}\n{failed}"
    if recovered:
        said = sentence(
            "The history file was damaged: {recovered} of its questions could be taken over, and it was kept, with all"
            " its bytes, as “{file}” in the data folder.",
            recovered=recovered,
            file=aside.name,
        )
    else:
        said = sentence(
            "The history file was damaged: nothing in it could be read, and it was kept, with all its bytes, as"
            " “{file}” in the data folder.",
            file=aside.name,
        )
    return Opened(database, place, (failure_of(FailureKind.STORAGE, said, detail=f"{aside}\n{detail}"),))


def _open(place: Place) -> Database:
    """Raises DamageError, _FutureSchemaError, sqlite3.Error, OSError or UnicodeDecodeError."""
    if sqlite3.sqlite_version_info < MINIMUM_SQLITE:
        raise OSError(None, f"SQLite {sqlite3.sqlite_version} is too old")
    header = place.header()
    if header is None:
        raise DamageError("this is not an SQLite file")
    application_id, version = header
    if application_id not in (0, migrations.APPLICATION_ID):
        raise DamageError("this is the file of another application")
    if application_id == migrations.APPLICATION_ID and version > migrations.SCHEMA_VERSION:
        raise _FutureSchemaError
    identity = place.read_identity()
    if application_id == 0 and identity is not None:
        raise DamageError("the history file is empty or missing")
    if place.has_content and not place.has_hot_journal:
        _inspect(place, identity)
    place.touch()
    return Database(place.database, lambda connection: _make_ready(connection, place))


def _inspect(place: Place, identity: str | None) -> None:
    """Looks before anything is changed: a read-only connection never moves the WAL of whoever into the file."""
    connection = connect(place.database, mode="ro")
    try:
        distrust(connection)
        version = migrations.schema_version(connection)
        if version > migrations.SCHEMA_VERSION:
            raise _FutureSchemaError
        if version == 0:
            raise DamageError("this is the file of another application")
        is_small = place.size_bytes < THOROUGH_CHECK_BYTES
        if is_small or place.was_left_open:
            check(connection, is_thorough=is_small)
        if migrations.schema(connection) != _schema_at(version):
            raise DamageError("the tables are not those of this version")
        found = connection.execute("SELECT uuid FROM identity").fetchone()
        if identity is not None and found != (identity,):
            raise DamageError("this is not the history that was here before")
    finally:
        connection.close()


def _schema_at(version: int) -> list[tuple[str, ...]]:
    fresh = connect(None)
    try:
        migrations.migrate(fresh, migrations.MIGRATIONS[:version])
        return migrations.schema(fresh)
    finally:
        fresh.close()


def _make_ready(connection: sqlite3.Connection, place: Place) -> None:
    """On the writer thread. Raises sqlite3.Error or OSError."""
    distrust(connection)
    version = migrations.schema_version(connection)
    if 0 < version < migrations.SCHEMA_VERSION:
        _back_up(connection, place.folder / f"history.before-schema-{version + 1}.sqlite3")
    connection.execute("PRAGMA synchronous = FULL")
    # A new file gets its schema before it gets a WAL, so that the header in the file itself is never out of date.
    migrations.migrate(connection, migrations.MIGRATIONS)
    configure(connection)
    if version != migrations.SCHEMA_VERSION:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    if place.read_identity() is None:
        place.write_identity(_identity_of(connection))


def _identity_of(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT uuid FROM identity").fetchone()
    if row is not None:
        return str(row[0])
    new = uuid.uuid4().hex
    connection.execute("INSERT INTO identity (uuid) VALUES (?)", (new,))
    return new


def _back_up(connection: sqlite3.Connection, path: Path) -> None:
    path.touch(mode=0o600)
    backup = sqlite3.connect(path)
    try:
        connection.backup(backup)
    finally:
        backup.close()


def _in_memory(why: Failure, file: Path | None = None) -> Opened:
    """With what can be read of ``file``, which cannot be written."""
    log.warning("the history is in memory only: %s", why.detail or why.message)

    def opening(connection: sqlite3.Connection) -> None:
        if file is not None:
            _read_into(connection, file)
        migrations.migrate(connection, migrations.MIGRATIONS)
        connection.execute("PRAGMA foreign_keys = ON")

    loss = sentence("Nothing of this session will be kept after the window is closed.")
    notice = failure_of(why.kind, *why.said, loss, detail=why.detail)
    return Opened(Database(None, opening), None, (notice,))


def _read_into(connection: sqlite3.Connection, file: Path) -> None:
    """A folder that cannot be written can still be read, though not what a WAL there may hold."""
    try:
        source = connect(file, mode="ro&immutable=1")
    except (sqlite3.Error, ValueError):
        return
    try:
        if migrations.schema(source) == _schema_at(migrations.SCHEMA_VERSION):
            source.backup(connection)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        log.info("nothing could be read there: %s", type(error).__name__)
    finally:
        source.close()
