"""A stream of chat-completion chunks, turned into reply events. Pure: bytes and a clock go in, events come out.

A stream that ends without a finish reason is broken, however politely it was closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.backends import cloud_failures
from app.backends.chat_completions import END, Chunk, TokenCounts, chunk_from
from app.backends.cloud_failures import Asked, Fault
from app.backends.harmony_text import HarmonyText, Piece
from app.backends.sse import EventStream, StreamError
from app.chat.conversation import Source, Usage
from app.chat.exchange import Delta, Failed, Finished, FinishReason, ReplyEvent, StepEnded
from app.chat.failure import Failure
from app.chat.outgoing import estimated_tokens
from app.chat.prompt import Channel

# Most services send a token a chunk, and few tokens are longer than this. A longer chunk is counted by its length.
ONE_TOKEN_CHARACTERS = 16

_FINISHES = {"length": FinishReason.LENGTH}  # anything else that ends an answer normally


class CloudReply:
    """What one request brought. ``prompt_tokens``: an estimate, for when the service counts nothing."""

    def __init__(self, *, prompt_tokens: int, source: Source, asked: Asked, clock: Callable[[], float]) -> None:
        self._prompt_tokens = prompt_tokens
        self._source = source
        self._asked = asked
        self._clock = clock
        self._started_at = clock()
        self._first_at: float | None = None
        self._step_since: float | None = None  # when the open reasoning step began
        self._events = EventStream()
        self._content = HarmonyText()
        self._pending: list[ReplyEvent] = []
        self._written = dict.fromkeys(Channel, 0)  # tokens, estimated
        self._counts: TokenCounts | None = None
        self._finish: str | None = None
        self._failure: Failure | None = None
        self._is_done = False

    @property
    def is_finished(self) -> bool:
        """The model has ended: only its usage can still come."""
        return self._finish is not None

    @property
    def is_over(self) -> bool:
        """Nothing that still comes would count."""
        return self._is_done or self._failure is not None

    def feed(self, data: bytes) -> None:
        try:
            for event in self._events.feed(data):
                if self.is_over:
                    return
                if event.strip() == END:
                    self._is_done = True
                else:
                    self._take(chunk_from(event))
        except StreamError as error:
            if not self.is_over:
                self._failure = cloud_failures.unreadable(self._asked, str(error))

    def flush(self) -> tuple[ReplyEvent, ...]:
        """What came since the last call, text of the same channel put together."""
        events, self._pending = tuple(self._pending), []
        return events

    def end(self, fault: Fault | None = None) -> tuple[ReplyEvent, ...]:
        """The rest of the events, the last of them Finished or Failed. ``fault``: how the connection ended."""
        if self._finish is None:
            failure = self._failure or cloud_failures.of_break(fault, self._asked)
            return self._closed(Failed(failure))
        if self._finish == "content_filter":
            return self._closed(Failed(cloud_failures.filtered(self._asked)))
        reason = _FINISHES.get(self._finish, FinishReason.ENDED)
        return self._closed(Finished(reason, self.usage(), self._source))

    def stop(self) -> tuple[ReplyEvent, ...]:
        return self._closed(Finished(FinishReason.STOPPED, self.usage(), self._source))

    def usage(self) -> Usage:
        """As the service counted, else an estimate that says so."""
        now = self._clock()
        first_at = now if self._first_at is None else self._first_at
        counts = self._counts
        if counts is None:
            counts = TokenCounts(self._prompt_tokens, sum(self._written.values()), 0, self._written[Channel.ANALYSIS])
        return Usage(
            prompt_tokens=counts.read,
            reused_tokens=counts.reused,
            reasoning_tokens=counts.reasoning,
            answer_tokens=counts.written - counts.reasoning,
            prompt_seconds=first_at - self._started_at,
            generation_seconds=now - first_at,
            is_estimate=self._counts is None,
        )

    def _take(self, chunk: Chunk) -> None:
        if chunk.error is not None:
            if not self.is_finished:
                self._failure = cloud_failures.of_error_in_stream(chunk.error, self._asked)
            self._is_done = True
            return
        if not self.is_finished:
            self._grow([Piece(Channel.ANALYSIS, chunk.reasoning)])
            self._grow(self._content.feed(chunk.content))
        self._finish = self._finish or chunk.finish
        self._counts = chunk.counts or self._counts

    def _grow(self, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            if piece.text:
                self._add(piece.channel, piece.text, piece.begins)

    def _add(self, channel: Channel, text: str, begins: bool) -> None:
        now = self._clock()
        self._first_at = now if self._first_at is None else self._first_at
        if begins or channel is not Channel.ANALYSIS:
            self._end_step()
        if channel is Channel.ANALYSIS:
            self._step_since = now if self._step_since is None else self._step_since
        tokens = 1 if len(text) <= ONE_TOKEN_CHARACTERS else estimated_tokens(text)
        self._written[channel] += tokens
        last = self._pending[-1] if self._pending else None
        if isinstance(last, Delta) and last.channel is channel and not begins:
            self._pending[-1] = Delta(channel, last.text + text, last.tokens + tokens, begins=last.begins)
        else:
            self._pending.append(Delta(channel, text, tokens, begins=begins))

    def _end_step(self) -> None:
        if self._step_since is not None:
            self._pending.append(StepEnded(self._clock() - self._step_since))
            self._step_since = None

    def _closed(self, last: Finished | Failed) -> tuple[ReplyEvent, ...]:
        self._grow(self._content.end())
        self._end_step()
        return (*self.flush(), last)
