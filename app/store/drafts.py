"""Drafts on disk: for each conversation what stands in the box, and what is to be asked next.

Functions of a connection, jobs of ``History``. The attachments of a draft have rows of their own, so that a letter
more does not write all of them again.
"""

from __future__ import annotations

import sqlite3
from enum import StrEnum

from app.chat.attachment import Attachment
from app.chat.conversation import Effort
from app.chat.draft import Draft
from app.chat.prompt import clean_text
from app.store import rows
from app.store.attachments import Attached
from app.store.rows import checksum

NEW = ""  # the conversation that has not begun


class Slot(StrEnum):
    BOX = "box"
    NEXT = "next"


Drafts = dict[tuple[str, Slot], Draft]


def load(connection: sqlite3.Connection) -> Drafts:
    """All of them. A damaged one comes as it can be read: the person sees it, and may mend it."""
    attached: dict[tuple[str, str], Attached] = {}
    for row in connection.execute(
        "SELECT conversation, slot, head, text, data, checksum FROM draft_attachment ORDER BY number"
    ):
        place = (row[0], row[1])
        attached[place] = attached.get(place, Attached()).with_row(row)
    found: Drafts = {}
    for conversation, slot, text, effort in connection.execute("SELECT conversation, slot, text, effort FROM draft"):
        if slot in Slot.__members__.values():
            held = attached.get((conversation, slot), Attached())
            known = Effort(effort) if effort in Effort.__members__.values() else Effort.MEDIUM
            found[conversation, Slot(slot)] = Draft(text, held.attachments, known)
    return found


def save_text(connection: sqlite3.Connection, conversation: str, slot: Slot, draft: Draft) -> None:
    """The draft without its attachments; an empty one goes."""
    if not draft:
        connection.execute("DELETE FROM draft WHERE conversation = ? AND slot = ?", (conversation, slot.value))
        return
    columns = (conversation, slot.value, clean_text(draft.text), draft.effort.value)
    connection.execute(
        "INSERT OR REPLACE INTO draft (conversation, slot, text, effort, checksum) VALUES (?, ?, ?, ?, ?)",
        (*columns, checksum(*columns)),
    )


def save_attachments(
    connection: sqlite3.Connection, conversation: str, slot: Slot, attachments: tuple[Attachment, ...]
) -> None:
    """In place of those that were there."""
    connection.execute("DELETE FROM draft_attachment WHERE conversation = ? AND slot = ?", (conversation, slot.value))
    for attachment in attachments:
        columns = (conversation, slot.value, *rows.attachment_columns(attachment))
        connection.execute(
            "INSERT INTO draft_attachment (conversation, slot, head, text, data, checksum) VALUES (?, ?, ?, ?, ?, ?)",
            (*columns, checksum(*columns)),
        )


def purge(connection: sqlite3.Connection) -> None:
    """What belonged to conversations that are gone for good, or to turns of them."""
    for table in ("draft", "draft_attachment"):
        connection.execute(
            f"DELETE FROM {table} WHERE conversation <> '' AND conversation NOT IN (SELECT id FROM conversation)"
            " AND conversation NOT IN (SELECT id FROM turn)"
        )
