"""Prompts and personas on disk. Functions of a connection, jobs of ``History``."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from app.chat.preset import Preset, PresetKind
from app.chat.prompt import clean_text
from app.store.rows import checksum

COLUMNS = "id, kind, name, text, created_at, deleted_at"


def load(connection: sqlite3.Connection) -> tuple[Preset, ...]:
    """Those that are not deleted, oldest first. A damaged one comes as it can be read."""
    found = connection.execute(f"SELECT {COLUMNS} FROM preset WHERE deleted_at IS NULL ORDER BY created_at, id")
    return tuple(
        Preset(row[0], PresetKind(row[1]), row[2], row[3], row[4])
        for row in found
        if row[1] in PresetKind.__members__.values()
    )


def save(connection: sqlite3.Connection, presets: Iterable[Preset]) -> None:
    """Each in place of the one with its id, which is not deleted any more."""
    for preset in presets:
        _write(
            connection,
            clean_text(preset.id),
            preset.kind.value,
            clean_text(preset.name),
            clean_text(preset.text),
            float(preset.created_at),
            None,
        )


def delete(connection: sqlite3.Connection, preset: str, now: float) -> None:
    row = connection.execute(f"SELECT {COLUMNS} FROM preset WHERE id = ?", (preset,)).fetchone()
    if row is not None:
        _write(connection, *row[:-1], float(now))


def purge(connection: sqlite3.Connection, deleted_before: float) -> None:
    connection.execute("DELETE FROM preset WHERE deleted_at < ?", (deleted_before,))


def _write(connection: sqlite3.Connection, *columns: str | float | None) -> None:
    connection.execute(
        f"INSERT OR REPLACE INTO preset ({COLUMNS}, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*columns, checksum(*columns)),
    )
