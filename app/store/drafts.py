"""Drafts on disk: for each conversation what stands in the box, and what is to be asked next.

Functions of a connection, jobs of ``History``. The attachments of a draft have rows of their own, so that a letter
more does not write all of them again. Beside drafts stands what belongs to them and is none: see ``Slot``.
"""

from __future__ import annotations

import sqlite3
from enum import StrEnum
from pathlib import Path

from app.chat.attachment import Attachment
from app.chat.conversation import Effort
from app.chat.draft import Draft, joined
from app.chat.prompt import clean_text
from app.store import rows
from app.store.attachments import Attached
from app.store.beside_drafts import Reading, readings_of, text_of_readings
from app.store.rows import checksum

NEW = ""  # the conversation that has not begun


class Slot(StrEnum):
    """``ASKED``: words of a question that the disk had refused. ``READING``, ``PERSONA``: of no conversation, as text
    (``app.store.beside_drafts``)."""

    BOX = "box"
    NEXT = "next"
    ASKED = "asked"
    READING = "reading"
    PERSONA = "persona"


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


def save(
    connection: sqlite3.Connection,
    conversation: str,
    slot: Slot,
    draft: Draft,
    attachments: tuple[Attachment, ...] | None,
) -> None:
    """``attachments``: None where they are those that are there already."""
    _save_text(connection, conversation, slot, draft)
    if attachments is not None:
        _save_attachments(connection, conversation, slot, attachments)


def set_aside(connection: sqlite3.Connection, conversation: str, slot: Slot) -> bool:
    """What stands there is in ``Slot.ASKED`` as well, behind what was there. False: nothing stands there."""
    stored = load(connection)
    draft = stored.get((conversation, slot))
    if draft is None:
        return False
    together = joined(stored.get((conversation, Slot.ASKED), Draft()), draft)
    save(connection, conversation, Slot.ASKED, together, together.attachments)
    return True


def adopt(connection: sqlite3.Connection) -> None:
    """What was written in conversations that never reached the disk belongs to the one that has not begun."""
    readings = _readings(connection)
    places = {place for (place,) in connection.execute("SELECT conversation FROM draft")}
    places |= {place for place, _ in readings}
    known = connection.execute("SELECT id FROM conversation UNION SELECT id FROM turn")
    homeless = places - {place for (place,) in known} - {NEW}
    if not homeless:
        return  # at nearly every start, which shall not wait for the files of all drafts
    stored = load(connection)
    box = stored.get((NEW, Slot.BOX), Draft())
    for (place, slot), draft in stored.items():
        if place in homeless:
            box = joined(box, draft)
            save(connection, place, slot, Draft(), ())
    save(connection, NEW, Slot.BOX, box, box.attachments)
    moved = ((NEW if place in homeless else place, path) for place, path in readings)
    save(connection, NEW, Slot.READING, Draft(text_of_readings(moved)), ())


def awaits(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether that file is still to be read, as the disk has it."""
    return any(held == path for _, held in _readings(connection))


def purge(connection: sqlite3.Connection) -> None:
    """What belonged to conversations that are gone for good, or to turns of them."""
    for table in ("draft", "draft_attachment"):
        connection.execute(
            f"DELETE FROM {table} WHERE conversation <> '' AND conversation NOT IN (SELECT id FROM conversation)"
            " AND conversation NOT IN (SELECT id FROM turn)"
        )


def _readings(connection: sqlite3.Connection) -> tuple[Reading, ...]:
    row = connection.execute(
        "SELECT text FROM draft WHERE conversation = ? AND slot = ?", (NEW, Slot.READING.value)
    ).fetchone()
    return () if row is None else readings_of(row[0])


def _save_text(connection: sqlite3.Connection, conversation: str, slot: Slot, draft: Draft) -> None:
    """The draft without its attachments; an empty one goes."""
    if not draft:
        connection.execute("DELETE FROM draft WHERE conversation = ? AND slot = ?", (conversation, slot.value))
        return
    columns = (conversation, slot.value, clean_text(draft.text), draft.effort.value)
    connection.execute(
        "INSERT OR REPLACE INTO draft (conversation, slot, text, effort, checksum) VALUES (?, ?, ?, ?, ?)",
        (*columns, checksum(*columns)),
    )


def _save_attachments(
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
