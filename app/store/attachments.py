"""Files that go with questions, on disk: rows of their own, since they are long and never change.

Functions of a connection, used by the jobs of ``History``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from app.chat.attachment import Attachment
from app.chat.conversation import ConversationId, TurnId
from app.store import rows
from app.store.rows import checksum


@dataclass(frozen=True, slots=True)
class Attached:
    """``damaged``: how many of them could not be read as they were written."""

    attachments: tuple[Attachment, ...] = ()
    damaged: int = 0

    def with_row(self, row: tuple[rows.Column, ...]) -> Attached:
        """``row``: turn or draft, head, text, data, checksum."""
        attachment, is_whole = rows.attachment_from(row[-4:-1])
        is_whole = is_whole and checksum(*row[:-1]) == row[-1]
        return Attached((*self.attachments, attachment), self.damaged + (not is_whole))


def append(connection: sqlite3.Connection, turn: TurnId, attachments: Iterable[Attachment]) -> None:
    for attachment in attachments:
        columns = rows.attachment_columns(attachment)
        connection.execute(
            "INSERT INTO attachment (turn, head, text, data, checksum) VALUES (?, ?, ?, ?, ?)",
            (turn, *columns, checksum(turn, *columns)),
        )


def of_conversation(connection: sqlite3.Connection, conversation: ConversationId) -> dict[TurnId, Attached]:
    found: dict[TurnId, Attached] = {}
    for row in connection.execute(
        "SELECT attachment.turn, head, text, data, attachment.checksum FROM attachment"
        " JOIN turn ON turn.id = attachment.turn WHERE turn.conversation = ? ORDER BY attachment.number",
        (conversation,),
    ):
        turn = TurnId(row[0])
        found[turn] = found.get(turn, Attached()).with_row(row)
    return found
