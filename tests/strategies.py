"""Any value of our own classes, for hypothesis: nothing in it is likely, everything in it is possible."""

from __future__ import annotations

import itertools
import math

from hypothesis import strategies as st

from app.chat.conversation import (
    Conversation,
    ConversationId,
    Effort,
    ForkPoint,
    PromptReading,
    ReasoningStep,
    Reply,
    ReplyStatus,
    Source,
    SourceKind,
    Turn,
    TurnId,
    Usage,
)
from app.chat.exchange import (
    Delta,
    Failed,
    Finished,
    FinishReason,
    GenerationRequest,
    MemoryUse,
    ModelInfo,
    PromptProgress,
    PromptRecorded,
    Recording,
    ReplyEvent,
    RequestId,
    Sampling,
    Steering,
    StepEnded,
    StepRetracted,
)
from app.chat.failure import Failure, FailureKind
from app.chat.prompt import BuiltinTool, Channel, FunctionTool, Message, Prompt, Role
from app.chat.token_record import Alternative, Expert, TokenRecord, pack
from app.chat.trace import Trace
from app.wire.messages import (
    Command,
    Forget,
    Generate,
    Hello,
    Leave,
    Load,
    Loaded,
    LoadFailed,
    Loading,
    Memory,
    Prepare,
    Refused,
    Report,
    Reported,
    Steer,
    Stop,
    Typed,
)

texts = st.text(max_size=30)  # NUL, line separators and all planes included, lone surrogates not
any_texts = st.text(st.characters(), max_size=30)  # lone surrogates too, as Qt can hold them
counts = st.integers(0, 2**31)
seconds = st.floats(0, 1e9, allow_nan=False)
request_ids = texts.map(RequestId)

nats = st.floats(-65, 0, width=32)
_experts = st.builds(Expert, st.integers(0, 31), st.floats(0, 1))
experts_of_a_layer = st.lists(_experts, min_size=4, max_size=4, unique_by=lambda expert: expert.id).map(tuple)


def token_records_of(*, layers: int, alternatives: int) -> st.SearchStrategy[TokenRecord]:
    """At most so many of each."""
    other = st.builds(Alternative, st.integers(0, 2**24 - 1), nats, nats | st.just(-math.inf))
    return st.builds(
        TokenRecord,
        nats,
        st.floats(0, 20, width=32),
        counts,
        st.lists(other, max_size=alternatives).map(tuple),
        st.lists(experts_of_a_layer, max_size=layers).map(tuple),
    )


token_records = token_records_of(layers=24, alternatives=8)
# Where it is a text among others, a short one will do: a long one takes as long as all the rest of a reply.
packed_records = st.just("") | token_records_of(layers=1, alternatives=2).map(pack)


@st.composite
def traces_of_any_columns(draw: st.DrawFn) -> Trace:
    """``ids`` and ``millis`` alone, as in old replies, or with any of the other columns."""
    size = draw(st.integers(0, 8))
    cells = counts, counts, st.integers(0, 3), st.integers(0, 9), st.integers(0, 1), packed_records
    columns = (st.lists(cell, min_size=size, max_size=size).map(tuple) for cell in cells)
    return Trace(*(draw(column if place < 2 else st.just(()) | column) for place, column in enumerate(columns)))


traces = traces_of_any_columns()
failures = st.builds(Failure, st.sampled_from(FailureKind), texts, texts)
sources = st.builds(Source, st.sampled_from(SourceKind), texts, texts)
usages = st.builds(Usage, counts, counts, counts, counts, seconds, seconds)
readings = st.builds(PromptReading, counts, counts, counts)

deltas = st.builds(Delta, st.sampled_from(Channel), texts, counts, traces, st.booleans())
growth: st.SearchStrategy[ReplyEvent] = (
    st.builds(PromptProgress, readings)
    | st.builds(PromptRecorded, counts, st.just((1,)), st.tuples(texts), st.tuples(packed_records))
    | deltas
    | st.builds(StepEnded, seconds)
    | st.builds(StepRetracted, counts)
)
ends: st.SearchStrategy[ReplyEvent] = st.builds(Finished, st.sampled_from(FinishReason), usages, sources) | st.builds(
    Failed, failures
)
events = growth | ends

samplings = st.builds(Sampling, seconds, seconds, st.none() | counts, st.none() | counts, seconds, counts, seconds)
messages = st.builds(
    Message,
    st.sampled_from(Role),
    texts,
    st.none() | st.sampled_from(Channel),
    st.none() | texts,
    st.none() | texts,
    st.none() | texts,
    st.booleans(),
    st.lists(counts, max_size=3).map(tuple),
)
several_messages = st.lists(messages, max_size=3).map(tuple)
prompts = st.builds(
    Prompt,
    st.sampled_from(Effort),
    several_messages,
    st.none() | texts,
    texts,
    st.lists(st.sampled_from(BuiltinTool), max_size=2).map(tuple),
    st.lists(st.builds(FunctionTool, texts, texts, st.none() | texts), max_size=2).map(tuple),
    several_messages,
)
requests = st.builds(
    GenerationRequest,
    request_ids,
    prompts,
    samplings,
    texts,
    st.sampled_from(Recording),
    st.none() | counts,
    st.booleans(),
)
models = st.builds(ModelInfo, texts, texts, texts, counts, counts, st.booleans())

commands: st.SearchStrategy[Command] = (
    st.builds(Load, texts, texts, st.booleans())
    | st.builds(Generate, requests)
    | st.builds(Stop, request_ids)
    | st.builds(Steer, request_ids, st.sampled_from(Steering), texts)
    | st.builds(Prepare, prompts, texts)
    | st.builds(Typed, texts, texts)
    | st.builds(Forget, texts)
    | st.builds(Leave)
)
reports: st.SearchStrategy[Report] = (
    st.builds(Hello, counts, texts, counts)
    | st.builds(Loading, texts, st.none() | seconds)
    | st.builds(Loaded, models)
    | st.builds(LoadFailed, texts, failures)
    | st.builds(Memory, st.builds(MemoryUse, counts, counts, counts, counts, counts, counts, st.none() | counts))
    | st.builds(Refused, texts)
    | st.builds(Reported, request_ids, events)
)

steps = st.builds(ReasoningStep, texts, counts, st.none() | seconds)
replies = st.builds(
    Reply,
    st.sampled_from(ReplyStatus),
    st.lists(steps, max_size=3).map(tuple),
    st.lists(texts, max_size=2).map(tuple),
    texts,
    st.none() | sources,
    st.none() | readings,
    st.none() | usages,
    st.none() | failures,
    traces,
)
replies_that_are_over = replies.filter(lambda reply: reply.status.is_over)


_numbers = itertools.count()  # ids are unique over a whole test run, as they are over a life


@st.composite
def conversations(draw: st.DrawFn, *, replies: st.SearchStrategy[Reply] = replies_that_are_over) -> Conversation:
    """A tree of up to six turns, each a child of any earlier one or of none."""
    conversation = Conversation(
        ConversationId(f"conversation {next(_numbers)}"), draw(texts), draw(seconds), "2026-11-24", draw(texts)
    )
    for _ in range(draw(st.integers(0, 6))):
        ids = [turn.id for turn in conversation.turns]
        conversation = conversation.with_turn(
            Turn(
                TurnId(f"turn {next(_numbers)}"),
                draw(st.none() | st.sampled_from(ids)) if ids else None,
                draw(texts),
                draw(st.sampled_from(Effort)),
                draw(seconds),
                draw(replies),
                draw(st.none() | st.builds(ForkPoint, texts.map(TurnId), counts)),
            )
        )
    return conversation
