"""What is done to the history within one transaction: functions of a connection, each a job of ``History``.

Only names of our own columns are put into statements; values always go beside them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.chat.conversation import Conversation, ConversationId, ConversationSummary, Reply, Turn, TurnId
from app.chat.exchange import ReplyEvent
from app.chat.failure import Failure, FailureKind
from app.chat.fold import fold_all, interrupted
from app.chat.prompt import clean_text
from app.store import attachments, drafts, ledger, presets, rows
from app.store.rows import checksum, head_checksum, turn_checksum

HEAD_COLUMNS = "id, title, created_at, date, instructions, updated_at, deleted_at, persona"
TURN_COLUMNS = (
    "id, conversation, parent, prompt, effort, created_at, forked_turn, forked_token,"
    " is_over, reply, token_ids, token_millis, trace_details"
)


@dataclass(frozen=True, slots=True)
class LoadedConversation:
    """``damage`` says that some of it could not be read as it was written."""

    conversation: Conversation
    damage: Failure | None = None


def summaries(connection: sqlite3.Connection) -> tuple[ConversationSummary, ...]:
    found = connection.execute(f"SELECT {HEAD_COLUMNS}, checksum FROM conversation ORDER BY updated_at DESC, id")
    gone_out = ledger.gone_out(connection)
    return tuple(
        ConversationSummary(ConversationId(row[0]), row[1], row[5], row[0] in gone_out)
        for row in found
        if not _is_deleted(row)
    )


def load(connection: sqlite3.Connection, conversation: ConversationId) -> LoadedConversation | None:
    head = connection.execute(
        f"SELECT {HEAD_COLUMNS}, checksum FROM conversation WHERE id = ?",
        (conversation,),
    ).fetchone()
    if head is None or _is_deleted(head):
        return None
    damaged = int(head_checksum(*head[:-1]) != head[-1])
    attached = attachments.of_conversation(connection, conversation)
    turns: list[Turn] = []
    known: set[TurnId] = set()
    for row in connection.execute(
        f"SELECT {TURN_COLUMNS}, checksum FROM turn WHERE conversation = ? ORDER BY number",
        (conversation,),
    ).fetchall():
        turn, is_whole = rows.turn_from(row[:-1])
        is_whole = is_whole and turn_checksum(*row[:-1]) == row[-1]
        if turn.parent is not None and turn.parent not in known:
            turn, is_whole = replace(turn, parent=turns[-1].id if turns else None), False
        if not turn.reply.status.is_over:
            turn, journal_is_whole = _recovered(connection, turn)
            is_whole = is_whole and journal_is_whole
        damaged += not is_whole
        if (held := attached.get(turn.id)) is not None:
            turn = replace(turn, attachments=held.attachments)
            damaged += held.damaged
        known.add(turn.id)
        turns.append(turn)
    value = Conversation(ConversationId(head[0]), head[1], head[2], head[3], head[4], tuple(turns), head[7])
    return LoadedConversation(value, _damage(damaged) if damaged else None)


def _is_deleted(head: tuple[rows.Column, ...]) -> bool:
    """By a person; a damaged row does not hide anything."""
    return head[6] is not None and head_checksum(*head[:-1]) == head[-1]


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


def append_turns(connection: sqlite3.Connection, conversation: Conversation, turns: Iterable[Turn]) -> None:
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
        clean_text(conversation.persona),
    )
    connection.execute(
        f"INSERT INTO conversation ({HEAD_COLUMNS}, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO NOTHING",
        (*head, head_checksum(*head)),
    )
    change_head(connection, conversation.id, updated_at=float(updated_at))
    for turn in turns:
        columns = rows.turn_columns(conversation.id, turn)
        added = connection.execute(
            f"INSERT INTO turn ({TURN_COLUMNS}, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO NOTHING",
            (*columns, turn_checksum(*columns)),
        )
        if added.rowcount:
            attachments.append(connection, turn.id, turn.attachments)


def append_events(connection: sqlite3.Connection, turn: TurnId, events: Iterable[ReplyEvent]) -> None:
    lines = rows.event_lines(events)
    connection.execute(
        "INSERT INTO chunk (turn, events, checksum) VALUES (?, ?, ?)", (turn, lines, checksum(turn, lines))
    )


def finish(connection: sqlite3.Connection, turn: TurnId, reply: Reply) -> None:
    head = connection.execute(f"SELECT {TURN_COLUMNS} FROM turn WHERE id = ?", (turn,)).fetchone()
    if head is None:
        return  # purged meanwhile
    columns = rows.reply_columns(reply)
    connection.execute(
        "UPDATE turn SET is_over = ?, reply = ?, token_ids = ?, token_millis = ?, trace_details = ?, checksum = ?"
        " WHERE id = ?",
        (*columns, turn_checksum(*head[: -len(columns)], *columns), turn),
    )
    connection.execute("DELETE FROM chunk WHERE turn = ?", (turn,))


def recover(connection: sqlite3.Connection) -> int:
    growing = connection.execute(f"SELECT {TURN_COLUMNS}, checksum FROM turn WHERE NOT is_over").fetchall()
    recovered = 0
    for row in growing:
        turn, is_whole = rows.turn_from(row[:-1])
        if turn.reply.status.is_over or not is_whole or turn_checksum(*row[:-1]) != row[-1]:
            continue  # damaged: it stays as it is, and loading says so
        turn, is_whole = _recovered(connection, turn)
        if is_whole:
            finish(connection, turn.id, turn.reply)
            recovered += 1
    return recovered


def change_head(connection: sqlite3.Connection, conversation: ConversationId, **changes: str | float | None) -> None:
    """Changes columns of a conversation. A checksum that was wrong stays wrong, so that damage is still noticed."""
    row = connection.execute(
        f"SELECT {HEAD_COLUMNS}, checksum FROM conversation WHERE id = ?",
        (conversation,),
    ).fetchone()
    if row is None:
        return
    names = HEAD_COLUMNS.split(", ")
    columns = dict(zip(names, row, strict=False))
    was_whole = head_checksum(*columns.values()) == row[-1]
    columns.update(changes)
    crc = head_checksum(*columns.values()) if was_whole else row[-1]
    assignments = ", ".join(f"{name} = ?" for name in names[1:])
    connection.execute(
        f"UPDATE conversation SET {assignments}, checksum = ? WHERE id = ?",
        (*list(columns.values())[1:], crc, conversation),
    )


def purge(connection: sqlite3.Connection, deleted_before: float) -> int:
    drafts.adopt(connection)
    purged = connection.execute("DELETE FROM conversation WHERE deleted_at < ?", (deleted_before,)).rowcount
    presets.purge(connection, deleted_before)
    drafts.purge(connection)
    return purged
