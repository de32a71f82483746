"""Keeps on disk what is on screen: questions before they are sent, growing replies twice a second, ends at once.

While the disk refuses, everything stays here and is tried again; nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal

from app.chat.conversation import Conversation, ConversationId, Reply, Turn, TurnId
from app.chat.exchange import Delta, PromptProgress, ReplyEvent
from app.chat.failure import Failure
from app.session.landing import Landing
from app.store.history import History

FLUSH_MS = 400  # at least twice a second, with room for the commit itself
FLUSH_CHARACTERS = 2048  # a fast model does not wait for the timer
RETRY_MS = 2000  # how often a disk that refuses is asked again


@dataclass(slots=True)
class _Unsaved:
    """What of one turn is not on disk yet. ``ended`` takes the place of all pending events."""

    conversation: Conversation
    question: Turn
    kept: Callable[[], None]
    refused: Callable[[Failure], None]
    is_question_kept: bool = False
    is_writing: bool = False
    pending: list[ReplyEvent] = field(default_factory=list)
    pending_characters: int = 0
    ended: Reply | None = None


class Journal(QObject):
    """``saved``: a question or a whole reply reached the disk. ``failed``: once when the disk begins to refuse."""

    saved = Signal()
    failed = Signal(object)

    def __init__(self, *, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._landing = Landing(self)
        self._turns: dict[TurnId, _Unsaved] = {}  # in the order in which they were asked
        self._is_refused = False
        self._flush_timer = QTimer(self, singleShot=True, interval=FLUSH_MS)
        self._flush_timer.timeout.connect(self.flush)
        self._retry_timer = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry_timer.timeout.connect(self.flush)

    def holds(self, conversation: ConversationId) -> bool:
        """Something of the conversation is not on disk yet."""
        return any(unsaved.conversation.id == conversation for unsaved in self._turns.values())

    def keep_question(
        self, conversation: Conversation, question: Turn, kept: Callable[[], None], refused: Callable[[Failure], None]
    ) -> None:
        """Calls ``kept`` once the question is on disk; or ``refused``, and then goes on trying."""
        unsaved = _Unsaved(conversation, question, kept, refused)
        self._turns[question.id] = unsaved
        self._write(unsaved)

    def renew(self, conversation: Conversation) -> None:
        """Its head is another by now: that goes to the disk with a question that has not been kept yet."""
        for unsaved in self._turns.values():
            if unsaved.conversation.id == conversation.id:
                unsaved.conversation = conversation

    def keep_event(self, turn: TurnId, event: ReplyEvent) -> None:
        """Of a turn whose question is kept and whose reply is not over."""
        if isinstance(event, PromptProgress):
            return  # of no use once the window is gone
        unsaved = self._turns[turn]
        unsaved.pending.append(event)
        if isinstance(event, Delta):
            unsaved.pending_characters += len(event.text)
        if not self._is_refused:
            self._write_soon(unsaved)

    def keep_reply(self, turn: TurnId, reply: Reply) -> None:
        """The reply is over: it takes the place of its journal."""
        unsaved = self._turns[turn]
        unsaved.ended, unsaved.pending = reply, []
        self._write(unsaved)

    def flush(self) -> None:
        for unsaved in list(self._turns.values()):
            self._write(unsaved)

    def hand_over(self) -> None:
        """The last call: puts all into the store's queue without waiting for what is under way there.

        The queue keeps the order, and writing a thing twice does no harm.
        """
        self._landing.close()
        self._flush_timer.stop()
        self._retry_timer.stop()
        for unsaved in self._turns.values():
            if not unsaved.is_question_kept:
                self._history.append_turns(unsaved.conversation, [unsaved.question])
            if unsaved.ended is not None:
                self._history.finish(unsaved.question.id, unsaved.ended)

    def _write_soon(self, unsaved: _Unsaved) -> None:
        if unsaved.ended is not None or unsaved.pending_characters >= FLUSH_CHARACTERS:
            self._write(unsaved)
        elif unsaved.pending and not self._flush_timer.isActive():
            self._flush_timer.start()

    def _write(self, unsaved: _Unsaved) -> None:
        """One write of a turn at a time, so that its events cannot end up in another order."""
        if unsaved.is_writing:
            return
        turn = unsaved.question.id
        if not unsaved.is_question_kept:
            earlier = self._unkept_until(unsaved)
            future = self._history.append_turns(unsaved.conversation, [held.question for held in earlier])
            self._await(unsaved, future, lambda: self._on_questions_kept(earlier))
        elif unsaved.ended is not None:
            self._await(unsaved, self._history.finish(turn, unsaved.ended), lambda: self._on_finished(turn))
        elif unsaved.pending:
            events, unsaved.pending, unsaved.pending_characters = unsaved.pending, [], 0
            future = self._history.append_events(turn, events)
            self._await(unsaved, future, lambda: self._write_soon(unsaved), events)

    def _await(
        self,
        unsaved: _Unsaved,
        future: Future[None],
        accepted: Callable[[], None],
        events: list[ReplyEvent] | None = None,
    ) -> None:
        unsaved.is_writing = True

        def on_accepted(_: None) -> None:
            unsaved.is_writing = False
            self._is_refused = False
            accepted()

        self._landing.when_done(future, on_accepted, lambda failure: self._on_refused(unsaved, failure, events or []))

    def _on_questions_kept(self, unsaved: list[_Unsaved]) -> None:
        newly = [held for held in unsaved if not held.is_question_kept]
        for held in newly:
            held.is_question_kept = True
        for held in newly:
            self._write_soon(held)
        self.saved.emit()
        for held in newly:
            held.kept()

    def _on_finished(self, turn: TurnId) -> None:
        del self._turns[turn]
        self.saved.emit()

    def _on_refused(self, unsaved: _Unsaved, failure: Failure, events: list[ReplyEvent]) -> None:
        unsaved.is_writing = False
        if unsaved.ended is None:
            unsaved.pending = [*events, *unsaved.pending]
        self._retry_timer.start()
        if not self._is_refused:
            self._is_refused = True
            self.failed.emit(failure)
        if not unsaved.is_question_kept:
            unsaved.refused(failure)

    def _unkept_until(self, unsaved: _Unsaved) -> list[_Unsaved]:
        """The refused questions of the conversation up to this one: a parent goes to disk before its children."""
        found = []
        for held in self._turns.values():
            if held.conversation.id == unsaved.conversation.id and not held.is_question_kept:
                found.append(held)
            if held is unsaved:
                break
        return found
