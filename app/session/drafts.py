"""What is written and not yet asked, in every conversation, on disk within half a second. With it what belongs to
it: files that are still being read, and the persona of the conversation that has not begun.

``place``: the conversation's id, empty for the one that has not begun: it gets a new id each time, and no word may be
lost with the old one. Or the id of a turn, for other words in the place of its question.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from app.chat.attachment import Attachment
from app.chat.conversation import Conversation
from app.chat.draft import Draft, joined
from app.chat.failure import Failure
from app.session.landing import Landing
from app.store.beside_drafts import Persona, Reading, persona_of, readings_of, text_of_persona, text_of_readings
from app.store.drafts import NEW, Slot
from app.store.drafts import Drafts as StoredDrafts
from app.store.history import History
from app.store.refused import Kept, Key

SAVE_AFTER_MS = 500  # from the first letter that is not kept, however fast others follow
RETRY_MS = 5_000

READING: Key = (NEW, Slot.READING)
PERSONA: Key = (NEW, Slot.PERSONA)


def place_of(conversation: Conversation) -> str:
    return conversation.id if conversation.turns else NEW


class Drafts(QObject):
    """``changed(place)``: something else than what the person types. ``typed``: that. ``loaded``: what earlier windows
    have left is here. ``failed``: a Failure, once when the disk begins to refuse."""

    changed = Signal(str)
    typed = Signal()
    loaded = Signal()
    failed = Signal(object)

    def __init__(self, *, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._landing = Landing(self)
        self._drafts: dict[Key, Draft] = {}
        self._kept: dict[Key, tuple[Attachment, ...]] = {}  # the attachments that are on disk, or on their way
        self._doubtful: set[Key] = set()  # whose attachments on disk may be others, since it refused
        self._emptied: set[Key] = set()  # since they were saved: what stands on disk may be a question by now
        self._unsaved: set[Key] = set()
        self._is_refused = False
        self._timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)

    def load(self) -> None:
        """``loaded`` follows. What is typed until then is kept, behind what was there."""
        self._landing.when_done(self._history.drafts(), self._on_loaded, self.failed.emit)

    def box(self, place: str) -> Draft:
        return self._drafts.get((place, Slot.BOX), Draft())

    def next(self, place: str) -> Draft:
        return self._drafts.get((place, Slot.NEXT), Draft())

    @property
    def persona(self) -> Persona:
        """Of the conversation that has not begun."""
        return persona_of(self._drafts.get(PERSONA, Draft()).text)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The files that were being read when the window ended; later, those that are."""
        return readings_of(self._drafts.get(READING, Draft()).text)

    @property
    def places_with_next(self) -> tuple[str, ...]:
        return tuple(place for place, slot in self._drafts if slot is Slot.NEXT)

    def write(self, place: str, text: str) -> None:
        """The person types."""
        before = self.box(place)
        if text != before.text:
            self._keep((place, Slot.BOX), replace(before, text=text))
            self.typed.emit()

    def put_box(self, place: str, draft: Draft) -> None:
        self._put((place, Slot.BOX), draft)

    def put_next(self, place: str, draft: Draft) -> None:
        self._put((place, Slot.NEXT), draft)

    def put_persona(self, persona: Persona) -> None:
        self._put_beside(PERSONA, text_of_persona(persona))

    def put_readings(self, readings: tuple[Reading, ...]) -> None:
        """One that is over goes in the transaction that brings what it became."""
        self._put_beside(READING, text_of_readings(readings))

    def attach(self, place: str, attachment: Attachment) -> None:
        before = self.box(place)
        self.put_box(place, replace(before, attachments=(*before.attachments, attachment)))

    def detach(self, place: str, index: int) -> None:
        """Nothing happens if there is none."""
        before = self.box(place)
        left = tuple(held for at, held in enumerate(before.attachments) if at != index)
        if left != before.attachments:
            self.put_box(place, replace(before, attachments=left))

    def take_back(self, place: str) -> None:
        """What was to be asked next stands in the box again, before what is there."""
        waiting = self.next(place)
        if waiting:
            self.put_next(place, Draft())
            self.put_box(place, joined(waiting, self.box(place)))

    def flush(self) -> None:
        """Puts all that is not kept into the store's queue."""
        kept = self._unkept()
        if kept:
            self._await(kept, self._history.keep_drafts(kept))

    def shutdown(self) -> None:
        """``History.close`` waits for what is handed over here. Repeating it does no harm.

        Nothing waits for it here: the store's thread must not be the last to know of this object.
        """
        self._landing.close()
        kept = self._unkept()
        if kept:
            self._history.keep_drafts(kept)

    def _unkept(self) -> list[Kept]:
        """Who asks hands them to the store."""
        self._timer.stop()
        unsaved, self._unsaved = self._unsaved, set()
        emptied, self._emptied = self._emptied, set()
        kept: list[Kept] = []
        for key in unsaved:
            draft = self._drafts.get(key, Draft())
            is_refilled = key in emptied and bool(draft)
            is_there = not is_refilled and key not in self._doubtful and self._kept.get(key, ()) == draft.attachments
            self._kept[key] = draft.attachments
            if is_refilled:  # that it was empty between is for the store to know
                kept.append((*key, Draft(), ()))
            kept.append((*key, draft, None if is_there else draft.attachments))
        return kept

    def _put(self, key: Key, draft: Draft) -> None:
        if draft != self._drafts.get(key, Draft()):
            self._keep(key, draft)
            self.changed.emit(key[0])

    def _put_beside(self, key: Key, text: str) -> None:
        """Nobody is told: it is shown by others."""
        if text != self._drafts.get(key, Draft()).text:
            self._keep(key, Draft(text))

    def _keep(self, key: Key, draft: Draft) -> None:
        if draft:
            self._drafts[key] = draft
        else:
            self._drafts.pop(key, None)
            self._emptied.add(key)
        self._unsaved.add(key)
        self._save_within(SAVE_AFTER_MS)

    def _save_within(self, limit_ms: int) -> None:
        """What is tried again later does not hold up what is written meanwhile."""
        if not self._timer.isActive() or self._timer.remainingTime() > limit_ms:
            self._timer.start(limit_ms)

    def _await(self, kept: list[Kept], future: Future[tuple[Key, ...]]) -> None:
        keys = [(place, slot) for place, slot, _, _ in kept]

        def on_kept(left: tuple[Key, ...]) -> None:
            written = ((place, slot) for place, slot, _, attachments in kept if attachments is not None)
            self._doubtful.difference_update(written)
            self._is_refused = False
            if left:  # until the question that they became is on disk
                self._doubtful.update(left)
                self._unsaved.update(left)
                self._save_within(RETRY_MS)

        def on_refused(failure: Failure) -> None:
            self._doubtful.update(keys)
            self._unsaved.update(keys)
            self._emptied.update((place, slot) for place, slot, draft, _ in kept if not draft)
            self._save_within(RETRY_MS)
            if not self._is_refused:
                self._is_refused = True
                self.failed.emit(failure)

        self._landing.when_done(future, on_kept, on_refused)

    def _on_loaded(self, stored: StoredDrafts) -> None:
        for key, draft in stored.items():
            place, slot = key
            if slot is Slot.ASKED:
                continue
            typed = self._drafts.get(key)
            if slot in (Slot.READING, Slot.PERSONA):
                self._drafts[key] = typed or draft  # what was chosen meanwhile is newer
            else:
                self._drafts[key] = draft if typed is None else joined(draft, typed)
            if typed is not None or key in self._kept:  # it was saved meanwhile, in the place of what was there
                self._doubtful.add(key)
                self._unsaved.add(key)
                self._save_within(SAVE_AFTER_MS)
            self._kept[key] = draft.attachments
            self.changed.emit(place)
        for (place, slot), draft in stored.items():
            if slot is Slot.ASKED:  # it was not asked after all
                self._keep((place, Slot.ASKED), Draft())
                self._put((place, Slot.BOX), joined(draft, self.box(place)))
        self.loaded.emit()
