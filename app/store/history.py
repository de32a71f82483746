"""Conversations on disk: the public door of the store. Every method returns a future that the writer thread resolves.

A question is durable once its future has resolved. A growing reply is a journal of events, folded into the turn when it
ends, or at the next start if the window was lost. What a person deletes is hidden at once and removed days later.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

from app.chat.attachment import Attachment
from app.chat.conversation import Conversation, ConversationId, ConversationSummary, Reply, Turn, TurnId
from app.chat.draft import Draft
from app.chat.exchange import ReplyEvent
from app.chat.failure import Failure
from app.chat.ledger import LedgerEntry, LocalUse
from app.chat.preset import Preset
from app.chat.prompt import clean_text
from app.store import drafts, jobs, ledger, presets, reading_folder, terminal_requests
from app.store.database import CLOSE_TIMEOUT_S, Database
from app.store.drafts import Drafts, Slot
from app.store.failures import StorageError
from app.store.jobs import LoadedConversation
from app.store.ledger import LoadedLedger
from app.store.opening import open_database
from app.store.place import Place
from app.store.refused import Kept, Key, Refused

KEEP_DELETED_S = 7 * 24 * 3600.0  # a week to find out that one did want it


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
        self._refused = Refused()
        self.notices = notices

    @property
    def is_kept(self) -> bool:
        return self._place is not None

    def summaries(self) -> Future[tuple[ConversationSummary, ...]]:
        """All conversations that have a turn and are not deleted, newest first."""
        return self._database.submit(jobs.summaries)

    def load(self, conversation: ConversationId) -> Future[LoadedConversation | None]:
        """Turns still growing come as far as they are on disk, as interrupted. None if there is none."""
        return self._database.submit(lambda connection: jobs.load(connection, conversation))

    def append_turns(self, conversation: Conversation, turns: Sequence[Turn]) -> Future[None]:
        """Keeps the turns, parents first, and the conversation itself if it is new. Repeating it does no harm."""
        ids = [turn.id for turn in turns]

        def append(connection: sqlite3.Connection) -> None:
            jobs.append_turns(connection, conversation, turns)
            self._refused.on_asked(connection, ids)

        future = self._database.submit(append)
        # Before the store's next job: on its thread, or here if it is done already and has nothing else to do.
        future.add_done_callback(lambda done: self._refused.on_asking_over(ids, done))
        return future

    def append_events(self, turn: TurnId, events: Sequence[ReplyEvent]) -> Future[None]:
        """Adds to the journal of a reply that grows. Call it twice a second or every 2 KiB, not per token."""
        return self._database.submit(lambda connection: jobs.append_events(connection, turn, events))

    def finish(self, turn: TurnId, reply: Reply) -> Future[None]:
        """Writes the whole reply in place of its journal."""
        return self._database.submit(lambda connection: jobs.finish(connection, turn, reply))

    def rename(self, conversation: ConversationId, title: str) -> Future[None]:
        """Does nothing if there is no such conversation."""
        return self._database.submit(
            lambda connection: jobs.change_head(connection, conversation, title=clean_text(title))
        )

    def instruct(self, conversation: ConversationId, persona: str, instructions: str) -> Future[None]:
        """From the next question on. Does nothing if there is no such conversation."""
        return self._database.submit(
            lambda connection: jobs.change_head(
                connection, conversation, persona=clean_text(persona), instructions=clean_text(instructions)
            )
        )

    def delete(self, conversation: ConversationId, now: Callable[[], float] = time.time) -> Future[None]:
        """Hides it; ``restore`` brings it back until it is purged at a start some days later."""
        return self._database.submit(lambda connection: jobs.change_head(connection, conversation, deleted_at=now()))

    def restore(self, conversation: ConversationId) -> Future[None]:
        return self._database.submit(lambda connection: jobs.change_head(connection, conversation, deleted_at=None))

    def purge(self, deleted_before: float) -> Future[int]:
        """Removes for good what was deleted before that moment (seconds since 1970); how many conversations."""
        return self._database.submit(lambda connection: jobs.purge(connection, deleted_before))

    def recover(self) -> Future[int]:
        """Folds the journals of replies that broke off into interrupted replies; how many. Nothing may be growing."""
        return self._database.submit(jobs.recover)

    def run(self, work: Callable[[], None]) -> Future[None]:
        """Does it after all earlier things: for files that go with the history and that the window cannot wait for."""
        return self._database.submit(lambda _: work())

    def discard_read(self, path: Path) -> Future[None]:
        """Removes the folder of a file that was read. Where the disk still awaits it, it has not taken what became of
        the file: then both stay for the next start."""

        def discard(connection: sqlite3.Connection) -> None:
            if not drafts.awaits(connection, path):
                shutil.rmtree(path.parent, ignore_errors=True)

        return self._database.submit(discard)

    def tidy_reading(self, folder: Path) -> Future[None]:
        """Removes what the engine keeps in that folder of conversations that are not in the list."""
        return self._database.submit(
            lambda connection: reading_folder.remove_others(folder, [held.id for held in jobs.summaries(connection)])
        )

    def drafts(self) -> Future[Drafts]:
        return self._database.submit(drafts.load)

    def keep_draft(
        self, conversation: str, slot: Slot, draft: Draft, attachments: tuple[Attachment, ...] | None = None
    ) -> Future[tuple[Key, ...]]:
        """An empty one goes. ``conversation``: empty for the next one that begins. ``attachments``: None where they are
        those that are kept already."""
        return self.keep_drafts([(conversation, slot, draft, attachments)])

    def keep_drafts(self, kept: Sequence[Kept]) -> Future[tuple[Key, ...]]:
        """Several, as ``keep_draft``, all or none: words that move from one to another are never in neither.

        Those that it gives back are empty and did not go yet: what stood there may be a question that is not on disk.
        """
        future = self._database.submit(lambda connection: self._refused.keep(connection, kept))
        future.add_done_callback(self._refused.on_keeping_over)
        return future

    def presets(self) -> Future[tuple[Preset, ...]]:
        return self._database.submit(presets.load)

    def keep_presets(self, *kept: Preset) -> Future[None]:
        """Each in place of the one with its id, also a deleted one."""
        return self._database.submit(lambda connection: presets.save(connection, kept))

    def delete_preset(self, preset: str, now: Callable[[], float] = time.time) -> Future[None]:
        """Hides it; keeping it again brings it back. Removed at a start some days later."""
        return self._database.submit(lambda connection: presets.delete(connection, preset, now()))

    def enter_in_ledger(self, entry: LedgerEntry) -> Future[None]:
        """Before a request goes out, with what it may take, and again when the service has counted."""
        return self._database.submit(lambda connection: ledger.enter(connection, entry))

    def ledger(self) -> Future[LoadedLedger]:
        return self._database.submit(ledger.load)

    def take_up_terminal_requests(self) -> Future[LoadedLedger]:
        """Enters in the ledger what was asked in a terminal since; those entries. Their files go when it is committed.

        Only where the history is kept: what is in memory is no reason to remove a file.
        """
        place = self._place
        if place is None:
            return self._database.submit(lambda _: LoadedLedger(()))
        folder = place.folder / terminal_requests.FOLDER
        taken_up = self._database.submit(lambda connection: terminal_requests.enter_all(connection, folder))

        def clear() -> None:  # after the other job, whose transaction is over by now
            if taken_up.exception() is None:
                terminal_requests.remove(folder, taken_up.result().entries)

        self._database.submit(lambda _: clear())
        return taken_up

    def gone_out(self) -> Future[frozenset[ConversationId]]:
        """The conversations of which something was ever sent to a service."""
        return self._database.submit(ledger.gone_out)

    def local_use(self) -> Future[tuple[LocalUse, ...]]:
        """What the models of this machine did, by month, newest first. Reads every reply: for a page that asks."""
        return self._database.submit(ledger.local_use)

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
