from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from strategies import deltas, ends, events, growth, sources, usages

from app.chat.conversation import PromptReading, Reply, ReplyStatus, Source, SourceKind, Usage
from app.chat.exchange import (
    Delta,
    Failed,
    Finished,
    FinishReason,
    PromptProgress,
    ReplyEvent,
    StepEnded,
    StepRetracted,
)
from app.chat.failure import Failure, FailureKind
from app.chat.fold import fold, fold_all, interrupted, stopped
from app.chat.prompt import Channel
from app.chat.trace import Trace

SOURCE = Source(SourceKind.LOCAL, "demo", "Demo")
ENDED = Finished(FinishReason.ENDED, Usage(), SOURCE)


def thought(text: str, tokens: int = 1) -> Delta:
    return Delta(Channel.ANALYSIS, text, tokens)


def said(text: str) -> Delta:
    return Delta(Channel.FINAL, text, 1)


@given(st.lists(events))
def test_fold_never_raises_whatever_the_order_of_events(arrived: list[ReplyEvent]) -> None:
    reply = fold_all(Reply(), arrived)
    assert reply.status.is_over == any(isinstance(event, Finished | Failed) for event in arrived)


@given(st.lists(growth))
def test_the_answer_is_exactly_the_deltas_of_the_final_channel(arrived: list[ReplyEvent]) -> None:
    final = [event.text for event in arrived if isinstance(event, Delta) and event.channel is Channel.FINAL]
    assert fold_all(Reply(), arrived).answer == "".join(final)


@given(st.lists(growth.filter(lambda event: not isinstance(event, StepRetracted))))
def test_reasoning_preambles_and_trace_lose_nothing_either(arrived: list[ReplyEvent]) -> None:
    reply = fold_all(Reply(), arrived)
    received = [event for event in arrived if isinstance(event, Delta)]
    of = {channel: [delta for delta in received if delta.channel is channel] for channel in Channel}
    assert "".join(step.text for step in reply.steps) == "".join(delta.text for delta in of[Channel.ANALYSIS])
    assert reply.reasoning_tokens == sum(delta.tokens for delta in of[Channel.ANALYSIS])
    assert "".join(reply.preambles) == "".join(delta.text for delta in of[Channel.COMMENTARY])
    assert reply.trace == sum((delta.trace for delta in received), start=Trace())


@given(st.lists(growth), ends, st.lists(events, min_size=1))
def test_nothing_changes_a_reply_that_is_over(
    before: list[ReplyEvent], end: ReplyEvent, late: list[ReplyEvent]
) -> None:
    over = fold_all(Reply(), [*before, end])
    assert fold_all(over, late) == over
    assert interrupted(over) == over
    assert stopped(over) == over


@given(st.lists(growth), ends)
def test_no_step_stays_open_in_a_reply_that_is_over(arrived: list[ReplyEvent], end: ReplyEvent) -> None:
    growing = fold_all(Reply(), arrived)
    for reply in (fold(growing, end), interrupted(growing), stopped(growing)):
        assert reply.status.is_over
        assert not reply.is_thinking
        assert all(step.seconds is not None and step.seconds >= 0 for step in reply.steps)
        assert reply.reading is None
        assert reply.answer == growing.answer


@given(st.lists(growth), deltas, st.sampled_from(FinishReason), usages, sources)
def test_the_end_brings_usage_and_source(
    arrived: list[ReplyEvent], delta: Delta, reason: FinishReason, usage: Usage, source: Source
) -> None:
    reply = fold_all(Reply(), [*arrived, delta, Finished(reason, usage, source)])
    assert (reply.usage, reply.source) == (usage, source)


def test_a_reply_waits_reads_streams_and_is_answered() -> None:
    reply = Reply()
    assert reply.status is ReplyStatus.WAITING
    reply = fold(reply, PromptProgress(PromptReading(50, 100, 10)))
    assert (reply.status, reply.reading) == (ReplyStatus.WAITING, PromptReading(50, 100, 10))
    reply = fold(reply, thought("hm"))
    assert (reply.status, reply.is_thinking) == (ReplyStatus.STREAMING, True)
    reply = fold_all(reply, [StepEnded(2.5), said("4")])
    assert not reply.is_thinking
    reply = fold(reply, ENDED)
    assert (reply.status, reply.reasoning_seconds) == (ReplyStatus.ANSWERED, 2.5)


def test_reasoning_after_an_ended_step_is_a_step_of_its_own() -> None:
    reply = fold_all(Reply(), [thought("a"), StepEnded(1.0), thought("b"), thought("c"), StepEnded(2.0)])
    assert [(step.text, step.seconds) for step in reply.steps] == [("a", 1.0), ("bc", 2.0)]
    assert reply.reasoning == "a\n\nbc"
    assert reply.reasoning_seconds == 3.0


def test_the_end_of_a_step_that_was_never_open_is_ignored() -> None:
    assert fold(Reply(), StepEnded(3.0)) == Reply()


def test_a_preamble_begins_where_its_delta_says_so() -> None:
    first = Delta(Channel.COMMENTARY, "I look ", 2, begins=True)
    more = Delta(Channel.COMMENTARY, "it up.", 2)
    second = Delta(Channel.COMMENTARY, "Found.", 1, begins=True)
    assert fold_all(Reply(), [first, more, second]).preambles == ("I look it up.", "Found.")


def test_a_retracted_step_leaves_the_reasoning_and_comes_back_as_the_answer() -> None:
    reply = fold_all(Reply(), [thought("a"), StepEnded(1.0), thought("42"), StepRetracted(1), said("42"), ENDED])
    assert ([step.text for step in reply.steps], reply.answer) == (["a"], "42")


def test_only_visible_text_counts_as_an_answer() -> None:
    assert fold_all(Reply(), [thought("hm"), ENDED]).status is ReplyStatus.NO_ANSWER
    assert fold_all(Reply(), [said(" \n"), ENDED]).status is ReplyStatus.NO_ANSWER
    assert fold_all(Reply(), [Delta(Channel.COMMENTARY, "So:", 1), ENDED]).status is ReplyStatus.ANSWERED


def test_a_stop_a_limit_and_a_failure_keep_the_text_so_far() -> None:
    failure = Failure(FailureKind.ENGINE_LOST, "The engine was lost.")
    for end, status in (
        (Finished(FinishReason.STOPPED, Usage(), SOURCE), ReplyStatus.STOPPED),
        (Finished(FinishReason.LENGTH, Usage(), SOURCE), ReplyStatus.CUT),
        (Failed(failure), ReplyStatus.FAILED),
    ):
        reply = fold_all(Reply(), [said("half an ans"), end])
        assert (reply.status, reply.answer) == (status, "half an ans")


def test_a_step_that_was_broken_off_takes_its_seconds_from_the_trace() -> None:
    first = Delta(Channel.ANALYSIS, "a", 1, Trace((1,), (1000,)))
    last = Delta(Channel.ANALYSIS, "b", 1, Trace((2,), (3500,)))
    assert interrupted(fold_all(Reply(), [first, last])).reasoning_seconds == 2.5
