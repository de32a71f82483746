"""Replies that are asked for and not over: sent when their question is on disk, folded as they come, kept and ended.

Knows nothing of what is on screen: the desk has the values, and what became of one is told by its conversation.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from app.backends.base import Backend
from app.chat.conversation import Conversation, ConversationId, Reply, Turn, TurnId
from app.chat.exchange import Failed, GenerationRequest, Recording, ReplyEvent, RequestId, Sampling, Steering
from app.chat.failure import Failure
from app.chat.fold import fold, interrupted, stopped
from app.chat.prompt import prompt_for
from app.session.desk import Desk
from app.session.journal import Journal
from app.session.running import Running


class GrowingReplies(QObject):
    """At most one in a conversation; that is seen to by who asks."""

    grew = Signal(str, str)  # ConversationId, TurnId: on the desk it is another one
    ended = Signal(str, str, object)  # ConversationId, TurnId, ReplyStatus; all of it is with the store

    def __init__(
        self,
        *,
        desk: Desk,
        journal: Journal,
        sampling: Sampling,
        recording: Callable[[], Recording],
        clock: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._journal = journal
        self._sampling = sampling
        self._recording = recording
        self._clock = clock
        self._running: dict[RequestId, Running] = {}

    def attend(self, backend: Backend) -> None:
        """What this one replies is heard."""
        backend.replied.connect(self._on_replied)

    def ignore(self, backend: Backend) -> None:
        backend.replied.disconnect(self._on_replied)

    @property
    def all(self) -> tuple[Running, ...]:
        return tuple(self._running.values())

    def of_turn(self, turn_id: TurnId) -> Running | None:
        return next((running for running in self._running.values() if running.turn == turn_id), None)

    def in_conversation(self, conversation_id: ConversationId) -> Running | None:
        return next((running for running in self._running.values() if running.conversation == conversation_id), None)

    def expect(self, conversation: Conversation, turn: Turn, backend: Backend) -> Running:
        """From now on the reply of that turn counts as one that grows."""
        running = Running(RequestId(uuid.uuid4().hex), conversation.id, turn.id, backend)
        self._running[running.request] = running
        return running

    def send(self, running: Running, conversation: Conversation, turn: Turn) -> None:
        """Brings the question to the disk, and then to the backend."""
        self._journal.keep_question(
            conversation,
            turn,
            lambda: self._on_question_kept(running),
            lambda failure: self._on_question_refused(running, failure),
        )

    def thinking_seconds(self, turn_id: TurnId, reply: Reply) -> float:
        """Of all its reasoning steps, the open one included; does not run backwards while it grows."""
        running = self.of_turn(turn_id)
        return reply.reasoning_seconds if running is None else running.thinking_seconds(reply, self._clock())

    def steer(self, turn_id: TurnId, kind: Steering, text: str) -> bool:
        """False: it does not grow, or cannot be steered."""
        running = self.of_turn(turn_id)
        return running is not None and running.backend.steer(running.request, kind, text)

    def stop(self, running: Running) -> None:
        """Its text so far is kept."""
        if running.is_sent:
            running.backend.stop(running.request)
        else:
            self._end(running, stopped(self._reply_of(running)))

    def stop_for_good(self, conversation_id: ConversationId) -> None:
        """Whatever grows there is over when this returns, also if its backend takes its time."""
        for running in [held for held in self._running.values() if held.conversation == conversation_id]:
            if running.is_sent:
                running.backend.stop(running.request)
            if running.request in self._running:  # a backend may well stop at once
                self._end(running, stopped(self._reply_of(running)))

    def interrupt_all(self) -> None:
        """For the end of the window."""
        for running in list(self._running.values()):
            self._end(running, interrupted(self._reply_of(running)))

    def _on_question_kept(self, running: Running) -> None:
        if running.request not in self._running:
            return  # stopped meanwhile
        running.is_sent = True
        prompt = prompt_for(self._desk[running.conversation], running.turn)
        running.backend.generate(
            GenerationRequest(running.request, prompt, self._sampling, running.conversation, self._recording())
        )

    def _on_question_refused(self, running: Running, failure: Failure) -> None:
        """Not sent, but not lost: it stays on screen, and goes to the disk as soon as that takes it."""
        if running.request in self._running:
            self._on_replied(running.request, Failed(failure))

    @Slot(str, object)
    def _on_replied(self, request: RequestId, event: ReplyEvent) -> None:
        running = self._running.get(request)
        if running is None:
            return  # a late event of a request that is over
        before = self._reply_of(running)
        reply = fold(before, event)
        if reply.status.is_over:
            self._end(running, reply)
            return
        running.watch(before, reply, self._clock())
        self._journal.keep_event(running.turn, event)
        self._put(running, reply)

    def _reply_of(self, running: Running) -> Reply:
        return self._desk[running.conversation].turn(running.turn).reply

    def _put(self, running: Running, reply: Reply) -> None:
        self._desk.replace(self._desk[running.conversation].with_reply(running.turn, reply))
        self.grew.emit(running.conversation, running.turn)

    def _end(self, running: Running, reply: Reply) -> None:
        del self._running[running.request]
        self._put(running, reply)
        self._journal.keep_reply(running.turn, reply)
        self.ended.emit(running.conversation, running.turn, reply.status)
