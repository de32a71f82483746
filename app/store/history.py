"""Conversations on disk: the public door of the store. Every method returns a future that the writer thread resolves.

A question is durable once its future has resolved. A growing reply is a journal of events, folded into the turn when it
ends, or at the next start if the window was lost. What a person deletes is hidden at once and removed days later.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from app.chat.conversation import Conversation, ConversationId, ConversationSummary, Reply, Turn, TurnId
from app.chat.exchange import ReplyEvent
from app.chat.failure import Failure, FailureKind
from app.chat.fold import fold_all, interrupted
from app.chat.prompt import clean_text
from app.store import rows
from app.store.database import CLOSE_TIMEOUT_S, Database
from app.store.failures import StorageError
from app.store.opening import open_database
from app.store.place import Place
from app.store.rows import checksum

T = TypeVar("T")

KEEP_DELETED_S = 7 * 24 * 3600.0  # a week to find out that one did want it


@dataclass(frozen=True, slots=True)
class LoadedConversation:
    """``damage`` says that some of it could not be read as it was written."""

    conversation: Conversation
    damage: Failure | None = None


def open_history(folder: Path) -> History:
    """The history in this folder, its broken-off replies recovered. Blocks for some milliseconds.

    Raises StorageError (ANOTHER_INSTANCE) if another process has it open. A folder that cannot be used, a damaged file
    and a file from the future are ``notices`` instead: there is always a history to work with.
    """
    opened = open_database(folder)
    history = History(opened.database, opened.place, opened.notices)
    history._tidy_up()
    return history


class History:
    """``notices``: failures of opening, for the person. ``is_kept`` is False while it is in memory only."""

    def __init__(self, database: Database, place: Place | None, notices: tuple[Failure, ...] = ()) -> None:
        self._database = database
        self._place = place
        self.notices = notices

    @property
    def is_kept(self) -> bool:
        return self._place is not None

    def summaries(self) -> Future[tuple[ConversationSummary, ...]]:
        """All conversations that have a turn and are not deleted, newest first."""
        return self._database.submit(_summaries)

    def load(self, conversation: ConversationId) -> Future[LoadedConversation | None]:
        """Turns still growing come as far as they are on disk, as interrupted. None if there is none."""
        return self._database.submit(lambda connection: _load(connection, conversation))

    def append_turns(self, conversation: Conversation, turns: Sequence[Turn]) -> Future[None]:
        """Keeps the turns, parents first, and the conversation itself if it is new. Repeating it does no harm."""
        return self._database.submit(lambda connection: _append_turns(connection, conversation, turns))

    def append_events(self, turn: TurnId, events: Sequence[ReplyEvent]) -> Future[None]:
        """Adds to the journal of a reply that grows. Call it twice a second or every 2 KiB, not per token."""
        lines = rows.event_lines(events)
        return self._database.submit(
            lambda connection: _execute(
                connection,
                "INSERT INTO chunk (turn, events, checksum) VALUES (?, ?, ?)",
                (turn, lines, checksum(turn, lines)),
            )
        )

    def finish(self, turn: TurnId, reply: Reply) -> Future[None]:
        """Writes the whole reply in place of its journal."""
        return self._database.submit(lambda connection: _finish(connection, turn, reply))

    def rename(self, conversation: ConversationId, title: str) -> Future[None]:
        """Does nothing if there is no such conversation."""
        return self._database.submit(lambda connection: _change_head(connection, conversation, title=clean_text(title)))

    def delete(self, conversation: ConversationId, now: Callable[[], float] = time.time) -> Future[None]:
        """Hides it; ``restore`` brings it back until it is purged at a start some days later."""
        return self._database.submit(lambda connection: _change_head(connection, conversation, deleted_at=now()))

    def restore(self, conversation: ConversationId) -> Future[None]:
        return self._database.submit(lambda connection: _change_head(connection, conversation, deleted_at=None))

    def purge(self, deleted_before: float) -> Future[int]:
        """Removes for good what was deleted before that moment (seconds since 1970); how many conversations."""
        return self._database.submit(lambda connection: _purge(connection, deleted_before))

    def recover(self) -> Future[int]:
        """Folds the journals of replies that broke off into interrupted replies; how many. Nothing may be growing."""
        return self._database.submit(_recover)

    def close(self, timeout_s: float = CLOSE_TIMEOUT_S) -> bool:
        """Waits until everything asked for is on disk. False: the disk did not answer in time."""
        is_drained = self._database.close(timeout_s)
        if self._place is not None and is_drained:
            self._place.release()
        return is_drained

    def _tidy_up(self) -> None:
        try:
            self.recover().result()
            self.purge(time.time() - KEEP_DELETED_S).result()
        except StorageError as error:
            # Loading shows broken-off replies just the same; they are written at a start when the disk has room.
            self.notices = (*self.notices, error.failure)


HEAD_COLUMNS = "id, title, created_at, date, instructions, updated_at, deleted_at"
TURN_COLUMNS = (
    "id, conversation, parent, prompt, effort, created_at, forked_turn, forked_token,"
    " is_over, reply, token_ids, token_millis"
)


def _summaries(connection: sqlite3.Connection) -> tuple[ConversationSummary, ...]:
    found = connection.execute(
        "SELECT id, title, updated_at FROM conversation WHERE deleted_at IS NULL ORDER BY updated_at DESC, id"
    )
    return tuple(ConversationSummary(ConversationId(row[0]), row[1], row[2]) for row in found)


def _load(connection: sqlite3.Connection, conversation: ConversationId) -> LoadedConversation | None:
    head = connection.execute(
        f"SELECT {HEAD_COLUMNS}, checksum FROM conversation WHERE id = ? AND deleted_at IS NULL",  # noqa: S608
        (conversation,),
    ).fetchone()
    if head is None:
        return None
    damaged = int(checksum(*head[:-1]) != head[-1])
    turns: list[Turn] = []
    known: set[TurnId] = set()
    for row in connection.execute(
        f"SELECT {TURN_COLUMNS}, checksum FROM turn WHERE conversation = ? ORDER BY number",  # noqa: S608
        (conversation,),
    ).fetchall():
        turn, is_whole = rows.turn_from(row[:-1])
        is_whole = is_whole and checksum(*row[:-1]) == row[-1]
        if turn.parent is not None and turn.parent not in known:
            turn, is_whole = replace(turn, parent=turns[-1].id if turns else None), False
        if not turn.reply.status.is_over:
            turn, journal_is_whole = _recovered(connection, turn)
            is_whole = is_whole and journal_is_whole
        damaged += not is_whole
        known.add(turn.id)
        turns.append(turn)
    value = Conversation(ConversationId(head[0]), head[1], head[2], head[3], head[4], tuple(turns))
    return LoadedConversation(value, _damage(damaged) if damaged else None)


def _damage(places: int) -> Failure:
    return Failure(
        FailureKind.STORAGE,
        "Parts of this conversation were damaged on the disk: what can still be read is shown and nothing was deleted.",
        f"{places} row(s) with a wrong checksum",
    )


def _recovered(connection: sqlite3.Connection, turn: Turn) -> tuple[Turn, bool]:
    """The turn with its journal folded in, as interrupted, and whether all of the journal could be read."""
    chunks = connection.execute(
        "SELECT events, checksum FROM chunk WHERE turn = ? ORDER BY number", (turn.id,)
    ).fetchall()
    is_whole = all(checksum(turn.id, lines) == crc for lines, crc in chunks)
    events = [event for lines, _ in chunks for event in rows.events_from(lines)]
    return replace(turn, reply=interrupted(fold_all(turn.reply, events))), is_whole


def _append_turns(connection: sqlite3.Connection, conversation: Conversation, turns: Iterable[Turn]) -> None:
    turns = tuple(turns)
    updated_at = max((turn.created_at for turn in turns), default=conversation.created_at)
    head = (
        conversation.id,
        clean_text(conversation.title),
        float(conversation.created_at),
        clean_text(conversation.date),
        clean_text(conversation.instructions),
        float(updated_at),
        None,
    )
    connection.execute(
        f"INSERT INTO conversation ({HEAD_COLUMNS}, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
        " ON CONFLICT (id) DO NOTHING",
        (*head, checksum(*head)),
    )
    _change_head(connection, conversation.id, updated_at=float(updated_at))
    for turn in turns:
        columns = rows.turn_columns(conversation.id, turn)
        connection.execute(
            f"INSERT INTO turn ({TURN_COLUMNS}, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
            " ON CONFLICT (id) DO NOTHING",
            (*columns, checksum(*columns)),
        )


def _finish(connection: sqlite3.Connection, turn: TurnId, reply: Reply) -> None:
    head = connection.execute(f"SELECT {TURN_COLUMNS} FROM turn WHERE id = ?", (turn,)).fetchone()  # noqa: S608
    if head is None:
        return  # purged meanwhile
    columns = rows.reply_columns(reply)
    connection.execute(
        "UPDATE turn SET is_over = ?, reply = ?, token_ids = ?, token_millis = ?, checksum = ? WHERE id = ?",
        (*columns, checksum(*head[: -len(columns)], *columns), turn),
    )
    connection.execute("DELETE FROM chunk WHERE turn = ?", (turn,))


def _recover(connection: sqlite3.Connection) -> int:
    growing = connection.execute(f"SELECT {TURN_COLUMNS}, checksum FROM turn WHERE NOT is_over").fetchall()  # noqa: S608
    recovered = 0
    for row in growing:
        turn, is_whole = rows.turn_from(row[:-1])
        if turn.reply.status.is_over or not is_whole or checksum(*row[:-1]) != row[-1]:
            continue  # damaged: it stays as it is, and loading says so
        turn, is_whole = _recovered(connection, turn)
        if is_whole:
            _finish(connection, turn.id, turn.reply)
            recovered += 1
    return recovered


def _change_head(connection: sqlite3.Connection, conversation: ConversationId, **changes: str | float | None) -> None:
    """Changes columns of a conversation. A checksum that was wrong stays wrong, so that damage is still noticed."""
    row = connection.execute(
        f"SELECT {HEAD_COLUMNS}, checksum FROM conversation WHERE id = ?",  # noqa: S608
        (conversation,),
    ).fetchone()
    if row is None:
        return
    names = HEAD_COLUMNS.split(", ")
    columns = dict(zip(names, row, strict=False))
    was_whole = checksum(*columns.values()) == row[-1]
    columns.update(changes)
    crc = checksum(*columns.values()) if was_whole else row[-1]
    assignments = ", ".join(f"{name} = ?" for name in names[1:])
    connection.execute(
        f"UPDATE conversation SET {assignments}, checksum = ? WHERE id = ?",  # noqa: S608
        (*list(columns.values())[1:], crc, conversation),
    )


def _purge(connection: sqlite3.Connection, deleted_before: float) -> int:
    return connection.execute("DELETE FROM conversation WHERE deleted_at < ?", (deleted_before,)).rowcount


def _execute(connection: sqlite3.Connection, statement: str, values: tuple[rows.Column, ...]) -> None:
    connection.execute(statement, values)
