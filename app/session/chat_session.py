"""The conversation that is open and the replies that grow, in it and elsewhere.

Knows no widget, no token and no file. Values go out (``conversation``, ``path``), intent comes in (``submit``,
``stop``), and what changed is announced by id.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QObject, Signal, Slot

from app.backends.base import Backend
from app.chat.attachment import Attachment
from app.chat.conversation import (
    Conversation,
    ConversationId,
    Effort,
    ForkPoint,
    Reply,
    ReplyStatus,
    Source,
    Turn,
    TurnId,
)
from app.chat.draft import Draft
from app.chat.exchange import Readiness, Recording, Sampling, Steering
from app.chat.failure import Failure, FailureKind
from app.chat.prompt import clean_text
from app.session.desk import Desk
from app.session.growing import GrowingReplies
from app.session.journal import Journal
from app.session.landing import Landing
from app.session.title import title_of
from app.store.history import History
from app.store.jobs import LoadedConversation

PROMPT_EMPTY = Failure(FailureKind.PROMPT_EMPTY, "There is nothing to send yet: please type a question first.")
NOT_GROWING = Failure(FailureKind.NOT_READY, "This reply is not being written now, so nothing can be changed about it.")
CONVERSATION_GONE = Failure(FailureKind.STORAGE, "This conversation is not there any more.")


class ChatSession(QObject):
    """One conversation is open at a time; others may still be answered in the background.

    A conversation stays in memory while it is open, while a reply in it grows, or while the disk refuses part of it.
    """

    conversation_changed = Signal()  # another conversation is open, or its title changed
    turn_added = Signal(str)  # TurnId, in the open conversation
    turn_changed = Signal(str)  # TurnId, in the open conversation; at most as often as the backend flushes
    reply_ended = Signal(str, str, object)  # ConversationId, TurnId, ReplyStatus; in whichever conversation
    grew_elsewhere = Signal()  # a reply in a conversation that is not open was asked for, or grew
    persona_changed = Signal()  # of the open conversation
    branch_changed = Signal()  # the path runs through another turn of the same conversation
    readiness_changed = Signal()
    activity_changed = Signal()  # is_answering changed
    saved = Signal()  # a question or a whole reply reached the disk, in whichever conversation
    failed = Signal(object)  # a Failure that belongs to no turn

    def __init__(
        self,
        *,
        backend: Backend,
        history: History,
        sampling: Sampling = Sampling(),
        recording: Callable[[], Recording] = lambda: Recording.CONFIDENCE,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        today: Callable[[], date] = date.today,
        parent: QObject | None = None,
    ) -> None:
        """``sampling``: of every reply. ``recording``: of the next one.

        ``clock``: seconds that never run backwards; ``now``: seconds since 1970; ``today``: of the person.
        """
        super().__init__(parent)
        self._backend = backend
        self._history = history
        self._now, self._today = now, today
        self._landing = Landing(self)
        self._journal = Journal(history=history, parent=self)
        self._journal.saved.connect(self._on_saved)
        self._journal.failed.connect(self.failed)
        self._desk = Desk(self._new_conversation())
        self._growing = GrowingReplies(
            desk=self._desk, journal=self._journal, sampling=sampling, recording=recording, clock=clock, parent=self
        )
        self._growing.grew.connect(self._on_grew)
        self._growing.ended.connect(self._on_ended)
        self._growing.attend(backend)
        self._wanted: ConversationId | None = None  # being read from disk, to be shown then
        self._was_answering = False
        self._is_shut_down = False
        backend.readiness_changed.connect(self._on_readiness_changed)

    @property
    def conversation(self) -> Conversation:
        """A new one has no title and no turns, and is not kept until its first question."""
        return self._desk.open

    @property
    def leaf(self) -> TurnId | None:
        """The last turn of the path on screen."""
        return self._desk.leaf

    @property
    def path(self) -> tuple[Turn, ...]:
        return self.conversation.path(self.leaf)

    @property
    def readiness(self) -> Readiness:
        return self._backend.readiness

    @property
    def is_answering(self) -> bool:
        """A reply of the open conversation waits or grows."""
        return self._growing.in_conversation(self._desk.open_id) is not None

    def replies_elsewhere(self) -> dict[ConversationId, Reply]:
        """Those that wait or grow in conversations that are not open."""
        running = [held for held in self._growing.all if held.conversation != self._desk.open_id]
        return {held.conversation: self._desk[held.conversation].turn(held.turn).reply for held in running}

    def thinking_seconds(self, turn_id: TurnId) -> float:
        """Seconds of all reasoning steps, the open one included; does not run backwards while the reply grows."""
        return self._growing.thinking_seconds(turn_id, self.conversation.turn(turn_id).reply)

    def start_conversation(self) -> None:
        """Opens a new, empty one. Replies of the one before go on growing."""
        self._wanted = None
        if self.conversation.turns:
            self._show_new()

    def open_conversation(self, conversation_id: ConversationId) -> None:
        """``conversation_changed`` follows when it is read, ``failed`` if it cannot be."""
        if conversation_id == self._desk.open_id:
            self._wanted = None
            return
        if conversation_id in self._desk:
            self._show(conversation_id)
            return
        self._wanted = conversation_id
        self._landing.when_done(
            self._history.load(conversation_id),
            lambda loaded: self._on_loaded(conversation_id, loaded),
            lambda failure: self.failed.emit(failure),
        )

    def submit(self, text: str, effort: Effort, attachments: tuple[Attachment, ...] = ()) -> TurnId | None:
        """Asks after the last turn of the path. None if it is refused: blank text and no attachment (``failed`` says
        so), or a reply of this conversation still grows. The caller keeps the text then."""
        if not text.strip() and not attachments:
            self.failed.emit(PROMPT_EMPTY)
            return None
        if self.is_answering:
            return None
        self._entitle(text, attachments)
        return self._ask(text, effort, self.leaf, attachments)

    def submit_after(self, conversation_id: ConversationId, turn_id: TurnId, draft: Draft) -> bool:
        """Asks after that turn, in whichever conversation that is in memory. False, and nothing happens: one of its
        replies still grows."""
        if self._is_shut_down or self._growing.in_conversation(conversation_id) is not None:
            return False
        self._ask(draft.text, draft.effort, turn_id, draft.attachments, conversation_id=conversation_id)
        return True

    def instruct(self, persona: str, instructions: str) -> None:
        """The developer message of the open conversation from the next question on; both empty for none."""
        before = self.conversation
        now = replace(before, persona=clean_text(persona), instructions=clean_text(instructions))
        if now == before:
            return
        self._desk.replace(now)
        self._journal.renew(now)
        if now.turns:
            kept = self._history.instruct(now.id, now.persona, now.instructions)
            self._landing.when_done(kept, lambda _: None, self.failed.emit)
        self.persona_changed.emit()

    def ask_again(self, turn_id: TurnId, effort: Effort) -> TurnId | None:
        """The same question once more, as a sibling of that turn. None while a reply of this conversation grows."""
        if self.is_answering:
            return None
        turn = self.conversation.turn(turn_id)
        return self._ask(turn.prompt, effort, turn.parent, turn.attachments)

    def finish_answer(self, turn_id: TurnId) -> TurnId | None:
        """Goes on where that reply ended without a whole answer, as a sibling that begins with what it has: its
        reasoning is not done again. None while a reply of this conversation grows."""
        if self.is_answering:
            return None
        turn = self.conversation.turn(turn_id)
        begun = Reply(steps=turn.reply.steps, preambles=turn.reply.preambles, answer=turn.reply.answer)
        fork = ForkPoint(turn_id, len(turn.reply.trace))
        return self._ask(turn.prompt, turn.effort, turn.parent, turn.attachments, reply=begun, forked_from=fork)

    def ask_instead(
        self, turn_id: TurnId, text: str, effort: Effort, attachments: tuple[Attachment, ...] | None = None
    ) -> TurnId | None:
        """Other words in the place of that turn's, as its sibling. None if it is refused: blank text and no file
        (``failed`` says so), or a reply of this conversation still grows. The caller keeps the text then.

        ``attachments``: None for the files of that turn.
        """
        turn = self.conversation.turn(turn_id)
        files = turn.attachments if attachments is None else attachments
        if not text.strip() and not files:
            self.failed.emit(PROMPT_EMPTY)
            return None
        if self.is_answering:
            return None
        return self._ask(text, effort, turn.parent, files)

    def attend(self, backend: Backend) -> None:
        """What this one replies is heard, too: somebody else than the model of this machine, see ``ask_elsewhere``."""
        self._growing.attend(backend)

    def ask_elsewhere(
        self,
        backend: Backend,
        source: Source,
        text: str,
        effort: Effort,
        parent: TurnId | None,
        attachments: tuple[Attachment, ...] = (),
    ) -> TurnId | None:
        """Asks ``backend``, which is attended, after the turn ``parent``; ``source`` is who it is.

        None: there is nothing to ask, or a reply of this conversation still grows. Whether this may go out is decided
        there.
        """
        if self.is_answering or not (text.strip() or attachments):
            return None
        self._entitle(text, attachments)
        return self._ask(text, effort, parent, attachments, backend, source)

    def show_branch(self, turn_id: TurnId) -> None:
        """Makes the path run through that turn, down to the newest leaf below it. KeyError if there is none."""
        leaf = self.conversation.newest_leaf_below(turn_id)
        if leaf != self.leaf:
            self._desk.leaf = leaf
            self.branch_changed.emit()

    def stop(self) -> None:
        """Stops the reply of the open conversation; its text so far is kept."""
        running = self._growing.in_conversation(self._desk.open_id)
        if running is not None:
            self._growing.stop(running)

    def steer(self, turn_id: TurnId, kind: Steering, text: str = "") -> Failure | None:
        """Does that to the reply of this turn, in whichever conversation, while it grows. A Failure says why not.

        ``text``: the words of a nudge.
        """
        return None if self._growing.steer(turn_id, kind, clean_text(text)) else NOT_GROWING

    def set_title(self, conversation_id: ConversationId, title: str) -> None:
        """The title of a conversation in memory was changed elsewhere."""
        if conversation_id in self._desk:
            self._desk.replace(replace(self._desk[conversation_id], title=title))
            if conversation_id == self._desk.open_id:
                self.conversation_changed.emit()

    def forget(self, conversation_id: ConversationId) -> None:
        """The conversation was deleted: what grows in it is stopped, and an empty one opens if it was open."""
        self._growing.stop_for_good(conversation_id)
        if conversation_id == self._desk.open_id:
            self._show_new()

    def shutdown(self) -> None:
        """Ends all replies as interrupted and hands everything to the store; ``History.close`` waits for it.

        Nothing may be asked afterwards. Repeating it does no harm.
        """
        if self._is_shut_down:
            return
        self._is_shut_down = True
        self._growing.ignore(self._backend)
        self._growing.interrupt_all()
        self._landing.close()
        self._journal.hand_over()

    def _new_conversation(self) -> Conversation:
        """In memory only, with today's date, which is frozen from here on."""
        return Conversation(ConversationId(uuid.uuid4().hex), "", self._now(), self._today().isoformat())

    def _show_new(self) -> None:
        new = self._new_conversation()
        self._desk.lay(new)
        self._show(new.id)

    def _show(self, conversation_id: ConversationId) -> None:
        before, self._desk.open_id = self._desk.open_id, conversation_id
        self._wanted = None
        self._let_go(before)
        self.conversation_changed.emit()
        self._announce_activity()

    def _let_go(self, conversation_id: ConversationId) -> None:
        """Forgets a conversation that is whole on disk and not on screen."""
        is_growing = self._growing.in_conversation(conversation_id) is not None
        if not is_growing and not self._journal.holds(conversation_id):
            self._desk.take_away(conversation_id)

    def _entitle(self, text: str, attachments: tuple[Attachment, ...]) -> None:
        """A conversation is called after its first question."""
        if not self.conversation.turns:
            title = title_of(text if text.strip() else attachments[0].name)
            self._desk.replace(replace(self.conversation, title=title))
            self.conversation_changed.emit()

    def _ask(
        self,
        text: str,
        effort: Effort,
        parent: TurnId | None,
        attachments: tuple[Attachment, ...] = (),
        backend: Backend | None = None,
        source: Source | None = None,
        conversation_id: ConversationId | None = None,
        reply: Reply | None = None,
        forked_from: ForkPoint | None = None,
    ) -> TurnId:
        """``backend`` None: of this machine. ``source``: of the reply already, whatever becomes of it. ``reply``: what
        it begins with.

        ``conversation_id``: None for the open one.
        """
        turn = Turn(
            TurnId(uuid.uuid4().hex),
            parent,
            clean_text(text),
            effort,
            self._now(),
            reply or Reply(source=source),
            forked_from=forked_from,
            attachments=attachments,
        )
        conversation = self._desk[conversation_id or self._desk.open_id].with_turn(turn)
        self._desk.replace(conversation)
        self._desk.turn_to(conversation.id, turn.id)
        running = self._growing.expect(conversation, turn, backend or self._backend)
        if conversation.id == self._desk.open_id:
            self.turn_added.emit(turn.id)
        else:
            self.grew_elsewhere.emit()
        self._announce_activity()
        self._growing.send(running, conversation, turn)
        return turn.id

    @Slot()
    def _on_saved(self) -> None:
        for conversation_id in self._desk.ids:
            self._let_go(conversation_id)
        self.saved.emit()

    @Slot(object)
    def _on_readiness_changed(self, _readiness: Readiness) -> None:
        self.readiness_changed.emit()

    def _on_loaded(self, conversation_id: ConversationId, loaded: LoadedConversation | None) -> None:
        if conversation_id != self._wanted:
            return  # the person went elsewhere meanwhile
        if loaded is None:
            self.failed.emit(CONVERSATION_GONE)
            return
        self._desk.lay(loaded.conversation)
        self._show(conversation_id)
        if loaded.damage is not None:
            self.failed.emit(loaded.damage)

    @Slot(str, str)
    def _on_grew(self, conversation_id: ConversationId, turn_id: TurnId) -> None:
        if conversation_id == self._desk.open_id:
            self.turn_changed.emit(turn_id)
        elif conversation_id in self.replies_elsewhere():  # else it is over: ``reply_ended`` follows
            self.grew_elsewhere.emit()

    @Slot(str, str, object)
    def _on_ended(self, conversation_id: ConversationId, turn_id: TurnId, status: ReplyStatus) -> None:
        self.reply_ended.emit(conversation_id, turn_id, status)
        self._let_go(conversation_id)
        self._announce_activity()

    def _announce_activity(self) -> None:
        if self.is_answering != self._was_answering:
            self._was_answering = self.is_answering
            self.activity_changed.emit()
