"""The ledger on disk: one row for each request that went to a service. Functions of a connection, jobs of ``History``.

A row outlives its conversation: what was spent stays spent.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from app.chat.conversation import ConversationId
from app.chat.ledger import LedgerEntry, LocalUse
from app.chat.prompt import clean_text
from app.store.rows import Column, checksum

COLUMNS = "id, asked_at, endpoint, model, conversation, tokens_in, tokens_out, is_estimate, cost"


@dataclass(frozen=True, slots=True)
class LoadedLedger:
    """Oldest first. ``damaged``: how many rows were left out, since an amount that may be wrong is not added up."""

    entries: tuple[LedgerEntry, ...]
    damaged: int = 0


def enter(connection: sqlite3.Connection, entry: LedgerEntry) -> None:
    """Writes the row of that request, in place of the one that it may have."""
    columns = columns_of(entry)
    connection.execute(
        f"INSERT OR REPLACE INTO ledger ({COLUMNS}, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*columns, checksum(*columns)),
    )


def columns_of(entry: LedgerEntry) -> tuple[Column, ...]:
    """As they are kept, in the order of ``COLUMNS``."""
    return (
        clean_text(entry.id),
        float(entry.asked_at),
        clean_text(entry.endpoint),
        clean_text(entry.model),
        clean_text(entry.conversation),
        entry.tokens_in,
        entry.tokens_out,
        int(entry.is_estimate),
        entry.cost,
    )


def conversation_of(connection: sqlite3.Connection, request: str) -> str | None:
    """Empty for one of the terminal; None: there is no such row."""
    row = connection.execute("SELECT conversation FROM ledger WHERE id = ?", (request,)).fetchone()
    return None if row is None else str(row[0])


def load(connection: sqlite3.Connection) -> LoadedLedger:
    rows = connection.execute(f"SELECT {COLUMNS}, checksum FROM ledger ORDER BY asked_at, id").fetchall()
    whole = [row[:-1] for row in rows if checksum(*row[:-1]) == row[-1]]
    return LoadedLedger(tuple(map(_entry, whole)), len(rows) - len(whole))


def gone_out(connection: sqlite3.Connection) -> frozenset[ConversationId]:
    """The conversations of which something was ever sent; a row that is damaged elsewhere counts, too."""
    found = connection.execute(
        "SELECT DISTINCT conversation FROM ledger WHERE conversation != ''"
    )  # '': the terminal's
    return frozenset(ConversationId(row[0]) for row in found)


def local_use(connection: sqlite3.Connection) -> tuple[LocalUse, ...]:
    """By month of this machine's time, newest first. What cannot be read counts nothing."""
    return tuple(
        LocalUse(*row)
        for row in connection.execute(
            """SELECT strftime('%Y-%m', created_at, 'unixepoch', 'localtime') AS month, count(*),
                   CAST(total(json_extract(reply, '$.usage.prompt_tokens')) AS INTEGER),
                   CAST(total(json_extract(reply, '$.usage.reasoning_tokens'))
                       + total(json_extract(reply, '$.usage.answer_tokens')) AS INTEGER)
               FROM turn
               WHERE is_over AND json_valid(reply) AND json_extract(reply, '$.source.kind') = 'local'
               GROUP BY month ORDER BY month DESC"""
        )
    )


def _entry(columns: tuple[Any, ...]) -> LedgerEntry:
    """Of a row whose checksum was right."""
    id_, asked_at, endpoint, model, conversation, tokens_in, tokens_out, is_estimate, cost = columns
    return LedgerEntry(
        id_, asked_at, endpoint, model, conversation, tokens_in, tokens_out, is_estimate=bool(is_estimate), cost=cost
    )
