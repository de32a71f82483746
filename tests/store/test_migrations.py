from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.store import migrations
from app.store.migrations import MIGRATIONS, SCHEMA_VERSION, migrate, schema, schema_version

NEXT = (*MIGRATIONS, ("ALTER TABLE turn ADD COLUMN colour TEXT", "CREATE INDEX turn_colour ON turn (colour)"))


def open_file(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def test_an_old_file_gets_the_same_schema_as_a_fresh_one(tmp_path: Path) -> None:
    fresh = open_file(tmp_path / "fresh")
    migrate(fresh, NEXT)
    for version in range(len(NEXT)):
        old = open_file(tmp_path / f"old{version}")
        migrate(old, NEXT[:version])
        assert schema_version(old) == version
        migrate(old, NEXT)
        assert (schema(old), schema_version(old)) == (schema(fresh), len(NEXT))
        old.close()
    fresh.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    connection = open_file(tmp_path / "file")
    migrate(connection)
    before = schema(connection)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, (*MIGRATIONS, ("CREATE TABLE half (x)", "CREATE NONSENSE")))
    assert (schema(connection), schema_version(connection)) == (before, SCHEMA_VERSION)
    connection.close()


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    connection = open_file(tmp_path / "file")
    migrate(connection)
    before = schema(connection)
    migrate(connection)
    assert schema(connection) == before
    connection.close()


def test_a_backup_is_made_before_an_existing_file_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.store.history import open_history

    folder = tmp_path / "data"
    assert open_history(folder).close()
    assert not list(folder.glob("history.before-*"))
    before = sqlite3.connect(folder / "history.sqlite3")
    old_schema = schema(before)
    before.close()
    monkeypatch.setattr(migrations, "MIGRATIONS", NEXT)
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", len(NEXT))
    history = open_history(folder)
    assert history.notices == ()
    assert history.close()
    [backup] = folder.glob("history.before-*")
    assert backup.stat().st_mode & 0o777 == 0o600
    connection = sqlite3.connect(backup)
    assert (schema(connection), schema_version(connection)) == (old_schema, SCHEMA_VERSION)
    connection.close()
    migrated = sqlite3.connect(folder / "history.sqlite3")
    assert schema_version(migrated) == len(NEXT)
    migrated.close()
