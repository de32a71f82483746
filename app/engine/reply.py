"""Generated ids to reply events: parsed, counted, timed, and joined into few flushes.

Pure: the clock comes in, events come out. One flush carries all tokens since the last, so that the pipe and the
window work at most 30 times a second however fast the model is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.chat import trace
from app.chat.conversation import PromptReading, Source, Usage
from app.chat.exchange import Delta, Finished, FinishReason, PromptProgress, ReplyEvent, StepEnded, StepRetracted
from app.chat.prompt import Channel
from app.chat.trace import Trace
from app.engine.model import Written
from app.harmony.parser import MessageEnded, MessageKind, MessageReclassified, Piece, StreamParser, TextAdded
from app.harmony.vocabulary import Vocabulary

FLUSH_INTERVAL_MS = 33  # two frames: faster cannot be seen

_CHANNELS = {
    MessageKind.THINKING: Channel.ANALYSIS,
    MessageKind.PREAMBLE: Channel.COMMENTARY,
    MessageKind.ANSWER: Channel.FINAL,
    MessageKind.CALL: None,  # no tools are offered, so a call is nothing that a person should read
}

_TRACE_KINDS = {
    MessageKind.THINKING: trace.ANALYSIS,
    MessageKind.PREAMBLE: trace.COMMENTARY,
    MessageKind.ANSWER: trace.FINAL,
    MessageKind.CALL: trace.COMMENTARY,
}

Events = tuple[ReplyEvent, ...]


@dataclass(slots=True)
class _OpenDelta:
    channel: Channel
    message: int | None  # None: control tokens only so far
    begins: bool = False
    text: list[str] = field(default_factory=list)
    tokens: int = 0
    rows: list[Trace] = field(default_factory=list)

    def closed(self) -> Delta:
        return Delta(self.channel, "".join(self.text), self.tokens, sum(self.rows, start=Trace()), self.begins)


@dataclass(slots=True)
class _Message:
    channel: Channel
    step: int | None  # index among the reasoning steps, if it is one
    tokens: int = 0


class ReplyAssembly:
    """One reply from its first token to ``Finished``.

    ``prefix``: the ids of the turn that the prompt already holds, if they are more than its beginning. ``clock`` counts
    seconds; the request starts at 0.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        *,
        prompt_tokens: int,
        source: Source,
        clock: Callable[[], float],
        prefix: tuple[int, ...] = (),
    ) -> None:
        self._control = vocabulary.control
        self._parser = StreamParser(vocabulary, prefix)
        self._source = source
        self._clock = clock
        self._reading = PromptReading(0, prompt_tokens, 0)
        self._first_token_at: float | None = None
        self._step_began_at = 0.0
        self._flushed_at: float | None = None
        self._has_flushed_text = False
        self._ready: list[ReplyEvent] = []
        self._delta: _OpenDelta | None = None
        self._channel = Channel.ANALYSIS
        self._messages: dict[int, _Message] = {}
        self._uncounted = 0  # text tokens whose bytes are not a whole character yet
        self.generated_tokens = 0

    @property
    def is_complete(self) -> bool:
        """The model has ended its turn."""
        return self._parser.stop is not None

    def read(self, reading: PromptReading) -> Events:
        self._reading = reading
        return (PromptProgress(reading),)

    def add(self, written: Written) -> Events:
        """What is to be sent after this token; mostly nothing."""
        token = written.id
        now = self._clock()
        if self._first_token_at is None:
            self._first_token_at = self._step_began_at = now
        self.generated_tokens += 1
        is_control = token in self._control
        self._uncounted += not is_control
        pieces = self._parser.feed(token)
        texts = tuple(piece for piece in pieces if isinstance(piece, TextAdded))
        # A control token belongs to what it ends, a text token to the text that it makes.
        row = self._row(written, now, sum(len(piece.text) for piece in texts if _CHANNELS[piece.kind]))
        if texts and not is_control:
            self._take(pieces, now)
            self._record(row)
        else:
            self._record(row)
            self._take(pieces, now)
        if is_control:
            self._uncounted = 0  # what is left stood in a header
        return self._flushed(now) if self._is_due(now) else ()

    def finish(self, reason: FinishReason) -> Events:
        """The rest, and ``Finished`` as the last of it."""
        now = self._clock()
        self._take(self._parser.close(), now)
        return (*self._flushed(now), Finished(reason, self._usage(now), self._source))

    def broken_off(self) -> Events:
        """What has not been sent yet, for a reply that ends with ``Failed``."""
        return self._flushed(self._clock())

    def _take(self, pieces: tuple[Piece, ...], now: float) -> None:
        for piece in pieces:
            match piece:
                case TextAdded():
                    self._add_text(piece)
                case MessageEnded():
                    self._end_message(piece, now)
                case MessageReclassified():
                    self._reclassify(piece)

    def _add_text(self, piece: TextAdded) -> None:
        channel = _CHANNELS[piece.kind]
        tokens, self._uncounted = self._uncounted, 0
        if channel is None:
            return
        begins = piece.message not in self._messages
        if begins:
            steps = sum(message.step is not None for message in self._messages.values())
            self._messages[piece.message] = _Message(channel, steps if channel is Channel.ANALYSIS else None)
        self._messages[piece.message].tokens += tokens
        delta = self._open_delta(channel, piece.message, begins)
        delta.text.append(piece.text)
        delta.tokens += tokens

    def _open_delta(self, channel: Channel, message: int, begins: bool) -> _OpenDelta:
        """The delta that text of this message goes into. One with control tokens only can still become any."""
        if self._delta is not None and self._delta.message not in (None, message):
            self._close_delta()
        if self._delta is None:
            self._delta = _OpenDelta(channel, message)
        self._delta.channel, self._delta.message = channel, message
        self._delta.begins = self._delta.begins or begins
        self._channel = channel
        return self._delta

    def _row(self, written: Written, now: float, chars: int) -> Trace:
        """Of the token that the parser was just fed."""
        kind = None if written.id in self._control else self._parser.open_kind
        return Trace(
            (written.id,),
            (round(now * 1000),),
            (trace.CONTROL if kind is None else _TRACE_KINDS[kind],),
            (chars,),
            (1,) if written.is_forced else (),
            (written.record,) if written.record else (),
        )

    def _record(self, row: Trace) -> None:
        if self._delta is None:
            self._delta = _OpenDelta(self._channel, None)
        self._delta.rows.append(row)

    def _end_message(self, piece: MessageEnded, now: float) -> None:
        message = self._messages.get(piece.message)
        if message is not None and message.step is not None:
            self._close_delta()
            self._ready.append(StepEnded(now - self._step_began_at))
        self._step_began_at = now

    def _reclassify(self, piece: MessageReclassified) -> None:
        """The model forgot to name a channel: what was shown as reasoning is the answer."""
        channel, message = _CHANNELS[piece.kind], self._messages.get(piece.message)
        if channel is None or message is None or message.step is None:
            return
        self._close_delta()
        self._ready.append(StepRetracted(message.step))
        self._ready.append(Delta(channel, piece.text, message.tokens, begins=True))
        self._messages[piece.message] = replace(message, channel=channel, step=None)

    def _close_delta(self) -> None:
        if self._delta is not None:
            self._ready.append(self._delta.closed())
            self._delta = None

    def _is_due(self, now: float) -> bool:
        if self._flushed_at is None or (now - self._flushed_at) * 1000 >= FLUSH_INTERVAL_MS:
            return True
        return not self._has_flushed_text and self._delta is not None and bool(self._delta.text)

    def _flushed(self, now: float) -> Events:
        self._close_delta()
        events, self._ready = tuple(self._ready), []
        self._flushed_at = now
        self._has_flushed_text = self._has_flushed_text or any(isinstance(e, Delta) and e.text for e in events)
        return events

    def _usage(self, now: float) -> Usage:
        first = now if self._first_token_at is None else self._first_token_at
        return Usage(
            prompt_tokens=self._reading.total,
            reused_tokens=self._reading.reused,
            reasoning_tokens=self._tokens_on(Channel.ANALYSIS),
            answer_tokens=self._tokens_on(Channel.FINAL),
            prompt_seconds=first,
            generation_seconds=now - first,
        )

    def _tokens_on(self, channel: Channel) -> int:
        return sum(message.tokens for message in self._messages.values() if message.channel is channel)
