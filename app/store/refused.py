"""Questions that the disk did not take yet, and the drafts there that may hold the only words of them.

Never used by two threads at once: only the window's thread brings jobs, and each is settled before the next one begins
(``on_asking_over``, ``on_keeping_over``). What a job finds out counts once its transaction is over.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from concurrent.futures import Future

from app.chat.attachment import Attachment
from app.chat.conversation import TurnId
from app.chat.draft import Draft
from app.store import drafts
from app.store.drafts import Slot

Key = tuple[str, Slot]
Kept = tuple[str, Slot, Draft, tuple[Attachment, ...] | None]  # None: the attachments are there already


class Refused:
    """A draft that is emptied while a question is refused stays on the disk: it may be what was asked. New words in
    its place are written beside it, in ``Slot.ASKED``, which goes with the transaction that brings the question."""

    def __init__(self) -> None:
        self._turns: frozenset[TurnId] = frozenset()
        self._held: frozenset[Key] = frozenset()
        self._set_aside: frozenset[str] = frozenset()
        self._after = self._held, self._set_aside  # once the transaction is over

    def on_asked(self, connection: sqlite3.Connection, turns: Iterable[TurnId]) -> None:
        """In the transaction that brings these questions to the disk."""
        if not self._turns - frozenset(turns):
            for conversation in self._set_aside:
                drafts.save(connection, conversation, Slot.ASKED, Draft(), ())

    def on_asking_over(self, turns: Iterable[TurnId], future: Future[None]) -> None:
        if future.exception() is not None:
            self._turns = self._turns | frozenset(turns)
            return
        self._turns = self._turns - frozenset(turns)
        if not self._turns:
            self._held, self._set_aside = frozenset(), frozenset()

    def keep(self, connection: sqlite3.Connection, kept: Sequence[Kept]) -> tuple[Key, ...]:
        """Those that were emptied and are still on the disk."""
        left, held, set_aside = dict[Key, None](), set(self._held), set(self._set_aside)
        for conversation, slot, draft, attachments in kept:
            key = (conversation, slot)
            if not draft and self._turns and slot is not Slot.READING:
                left[key] = None
                if slot in (Slot.BOX, Slot.NEXT):
                    held.add(key)
                continue
            if key in held:
                if drafts.set_aside(connection, conversation, slot):
                    set_aside.add(conversation)
                held.remove(key)
            left.pop(key, None)
            drafts.save(connection, conversation, slot, draft, attachments)
        self._after = frozenset(held), frozenset(set_aside)
        return tuple(left)

    def on_keeping_over(self, future: Future[tuple[Key, ...]]) -> None:
        if future.exception() is None:
            self._held, self._set_aside = self._after
