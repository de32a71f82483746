"""The schema of the history, as numbered steps. A released step is never changed, only followed by another.

A fresh file takes all of them, an old one those that it lacks: there is no second description that could differ.
"""

from __future__ import annotations

import sqlite3

APPLICATION_ID = 0x534F4C51  # "SOLQ": says whose file it is, at byte 68 of it

# One tuple of statements a version: sqlite3.executescript would commit before it runs and so cannot be used.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # ``uuid`` stands beside the file as well, so that another database in its place is noticed.
        "CREATE TABLE identity (uuid TEXT NOT NULL) STRICT",
        # ``updated_at``: when the newest turn was asked. ``deleted_at``: hidden since then, removed some days later.
        """CREATE TABLE conversation (
            id TEXT NOT NULL PRIMARY KEY,
            title TEXT NOT NULL,
            created_at REAL NOT NULL,
            date TEXT NOT NULL,
            instructions TEXT NOT NULL,
            updated_at REAL NOT NULL,
            deleted_at REAL,
            checksum INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
        # ``number`` is the order in which turns were made. ``reply`` is the plain JSON form of a Reply without its
        # trace; ``token_ids`` and ``token_millis`` are the trace's columns, packed (app.store.rows).
        """CREATE TABLE turn (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            parent TEXT,
            prompt TEXT NOT NULL,
            effort TEXT NOT NULL,
            created_at REAL NOT NULL,
            forked_turn TEXT,
            forked_token INTEGER,
            is_over INTEGER NOT NULL,
            reply TEXT NOT NULL,
            token_ids BLOB NOT NULL,
            token_millis BLOB NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX turn_conversation ON turn (conversation, number)",
        "CREATE INDEX turn_growing ON turn (id) WHERE NOT is_over",
        # The journal of replies that still grow: reply events as JSON lines.
        """CREATE TABLE chunk (
            number INTEGER PRIMARY KEY,
            turn TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
            events TEXT NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX chunk_turn ON chunk (turn, number)",
        f"PRAGMA application_id = {APPLICATION_ID}",
    ),
    # The other columns of the trace, packed together; empty for replies from before they were kept.
    ("ALTER TABLE turn ADD COLUMN trace_details BLOB NOT NULL DEFAULT x''",),
    # Requests that went to a service. ``conversation`` is no reference: an entry outlives its conversation.
    (
        """CREATE TABLE ledger (
            id TEXT NOT NULL PRIMARY KEY,
            asked_at REAL NOT NULL,
            endpoint TEXT NOT NULL,
            model TEXT NOT NULL,
            conversation TEXT NOT NULL,
            tokens_in INTEGER NOT NULL,
            tokens_out INTEGER NOT NULL,
            is_estimate INTEGER NOT NULL,
            cost INTEGER,
            checksum INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
    ),
    # Files that go with a question, what is written and not yet asked, and texts that are kept for use again.
    (
        # The name under which the person knows the instructions.
        "ALTER TABLE conversation ADD COLUMN persona TEXT NOT NULL DEFAULT ''",
        # ``head`` is the plain JSON form of an Attachment without its text and data; ``text`` is deflated.
        """CREATE TABLE attachment (
            number INTEGER PRIMARY KEY,
            turn TEXT NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
            head TEXT NOT NULL,
            text BLOB NOT NULL,
            data BLOB NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX attachment_turn ON attachment (turn, number)",
        # ``conversation`` is empty for the next one that begins, so it is no reference. ``slot``: in the box, or next.
        """CREATE TABLE draft (
            conversation TEXT NOT NULL,
            slot TEXT NOT NULL,
            text TEXT NOT NULL,
            effort TEXT NOT NULL,
            checksum INTEGER NOT NULL,
            PRIMARY KEY (conversation, slot)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE draft_attachment (
            number INTEGER PRIMARY KEY,
            conversation TEXT NOT NULL,
            slot TEXT NOT NULL,
            head TEXT NOT NULL,
            text BLOB NOT NULL,
            data BLOB NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX draft_attachment_of ON draft_attachment (conversation, slot, number)",
        # Prompts and personas. ``deleted_at``: hidden since then.
        """CREATE TABLE preset (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            text TEXT NOT NULL,
            created_at REAL NOT NULL,
            deleted_at REAL,
            checksum INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
    ),
)

SCHEMA_VERSION = len(MIGRATIONS)


def schema_version(connection: sqlite3.Connection) -> int:
    """0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def schema(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    """What tables and indexes there are, as SQL text. Raises sqlite3.Error."""
    return connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").fetchall()


def migrate(connection: sqlite3.Connection, migrations: tuple[tuple[str, ...], ...] = MIGRATIONS) -> None:
    """Takes the file to the newest schema, each step in a transaction of its own. Raises sqlite3.Error."""
    for version in range(schema_version(connection), len(migrations)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in migrations[version]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except sqlite3.Error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
