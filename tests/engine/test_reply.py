"""Ids to events: whatever the model emits and however fast, the fold of the events is what the parser says."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.chat.conversation import PromptReading, Reply, ReplyStatus, Source, SourceKind
from app.chat.exchange import Delta, Finished, FinishReason, PromptProgress, ReplyEvent, StepEnded, StepRetracted
from app.chat.fold import fold_all
from app.chat.prompt import Channel
from app.chat.token_record import TokenRecord, pack
from app.chat.trace import ANALYSIS, COMMENTARY, CONTROL, FINAL
from app.engine.model import Written
from app.engine.reply import FLUSH_INTERVAL_MS, ReplyAssembly
from app.harmony.parser import MessageKind, StreamParser
from app.harmony.vocabulary import Vocabulary
from app.paths import demo_model_folder

VOCABULARY = Vocabulary.load(demo_model_folder())
SOURCE = Source(SourceKind.LOCAL, "m", "M")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def ids(text: str) -> list[int]:
    """Text with control tokens spelled out."""
    parts = filter(None, re.split(r"(<\|[a-z]+\|>)", text))
    return [token for part in parts for token in _part(part)]


def _part(part: str) -> list[int]:
    control = VOCABULARY.special(part)
    return VOCABULARY.encode(part) if control is None else [control]


def assembled(tokens: list[int], seconds_each: float = 0.05) -> list[ReplyEvent]:
    clock = Clock()
    reply = ReplyAssembly(VOCABULARY, prompt_tokens=7, source=SOURCE, clock=clock)
    events: list[ReplyEvent] = []
    for token in tokens:
        clock.now += seconds_each
        events += reply.add(Written(token))
    events += reply.finish(FinishReason.ENDED if reply.is_complete else FinishReason.LENGTH)
    return events


FULL = ids(
    "<|channel|>analysis<|message|>Let me see: 7+5=12.<|end|>"
    "<|start|>assistant<|channel|>commentary<|message|>One moment."
    "<|end|><|start|>assistant<|channel|>analysis<|message|>So 12.<|end|><|start|>assistant<|channel|>final<|message|>"
    "It is 12, 十二.<|return|>"
)


@pytest.mark.parametrize("seconds_each", [0.0, 0.004, 0.2])
def test_a_whole_reply_folds_to_its_messages_at_any_speed(seconds_each: float) -> None:
    reply = fold_all(Reply(), assembled(FULL, seconds_each))
    assert reply.status is ReplyStatus.ANSWERED
    assert [step.text for step in reply.steps] == ["Let me see: 7+5=12.", "So 12."]
    assert reply.preambles == ("One moment.",)
    assert reply.answer == "It is 12, 十二."
    assert reply.trace.ids == tuple(FULL)
    assert reply.source == SOURCE


def test_tokens_of_text_are_counted_and_headers_and_control_tokens_are_not() -> None:
    reply = fold_all(Reply(), assembled(FULL))
    assert reply.usage is not None
    assert [step.tokens for step in reply.steps] == [len(ids("Let me see: 7+5=12.")), len(ids("So 12."))]
    assert reply.usage.reasoning_tokens == reply.reasoning_tokens
    assert reply.usage.answer_tokens == len(ids("It is 12, 十二."))
    assert reply.usage.prompt_tokens == 7


def test_times_come_from_the_clock() -> None:
    reply = fold_all(Reply(), assembled(FULL, seconds_each=0.1))
    assert reply.trace.millis == tuple(100 * number for number in range(1, len(FULL) + 1))
    assert reply.usage is not None
    assert reply.usage.prompt_seconds == pytest.approx(0.1)
    assert reply.usage.generation_seconds == pytest.approx(0.1 * (len(FULL) - 1))
    first_end = FULL.index(VOCABULARY.end)
    assert reply.steps[0].seconds == pytest.approx(0.1 * first_end)


def test_at_most_thirty_flushes_a_second_and_the_first_text_at_once() -> None:
    clock = Clock()
    reply = ReplyAssembly(VOCABULARY, prompt_tokens=1, source=SOURCE, clock=clock)
    flushed_at = []
    tokens = ids("<|channel|>analysis<|message|>") + ids(" and so on") * 300
    shown_after = None
    for number, token in enumerate(tokens):
        clock.now += 0.001
        if events := reply.add(Written(token)):
            flushed_at.append(clock.now)
            if shown_after is None and any(isinstance(event, Delta) and event.text for event in events):
                shown_after = number
    header = len(ids("<|channel|>analysis<|message|>"))
    assert shown_after == header, "the first text token is sent when it comes"
    gaps = [later - earlier for earlier, later in itertools.pairwise(flushed_at[1:])]
    assert len(gaps) > 10
    assert min(gaps) * 1000 >= FLUSH_INTERVAL_MS


def test_text_without_a_channel_is_shown_as_reasoning_and_becomes_the_answer_at_the_end() -> None:
    events = assembled(ids("<|message|>Just 12.<|return|>"))
    assert StepRetracted(0) in events
    reply = fold_all(Reply(), events)
    assert (reply.steps, reply.answer, reply.status) == ((), "Just 12.", ReplyStatus.ANSWERED)
    assert reply.usage is not None
    assert (reply.usage.reasoning_tokens, reply.usage.answer_tokens) == (0, len(ids("Just 12.")))


def test_a_call_of_a_tool_is_not_shown() -> None:
    text = '<|channel|>commentary to=functions.f<|constrain|>json<|message|>{"a":1}<|call|>'
    reply = fold_all(Reply(), assembled(ids(text)))
    assert (reply.has_text, reply.status) == (False, ReplyStatus.NO_ANSWER)
    assert reply.trace.ids == tuple(ids(text))


def test_a_broken_off_reply_still_sends_what_it_has() -> None:
    clock = Clock()
    reply = ReplyAssembly(VOCABULARY, prompt_tokens=1, source=SOURCE, clock=clock)
    events = [event for token in ids("<|channel|>final<|message|>Half an ans") for event in reply.add(Written(token))]
    events += reply.broken_off()
    assert fold_all(Reply(), events).answer == "Half an ans"
    assert not any(isinstance(event, Finished) for event in events)


def test_progress_of_the_prompt_is_handed_on_and_counted_as_usage() -> None:
    reply = ReplyAssembly(VOCABULARY, prompt_tokens=9, source=SOURCE, clock=Clock())
    reading = PromptReading(4, 9, 3)
    assert reply.read(reading) == (PromptProgress(reading),)
    *_, finished = reply.finish(FinishReason.STOPPED)
    assert isinstance(finished, Finished)
    assert (finished.usage.prompt_tokens, finished.usage.reused_tokens) == (9, 3)


_TOKENS = st.lists(
    st.one_of(st.sampled_from(sorted(VOCABULARY.control)), st.sampled_from(FULL), st.integers(0, VOCABULARY.size + 2)),
    max_size=60,
)


@given(_TOKENS, st.sampled_from([0.0, 0.01, 0.1]))
@settings(deadline=None)
def test_any_tokens_fold_to_what_the_parser_says_with_one_finished_at_the_end(
    tokens: list[int], seconds_each: float
) -> None:
    clock = Clock()
    assembly = ReplyAssembly(VOCABULARY, prompt_tokens=1, source=SOURCE, clock=clock)
    parser = StreamParser(VOCABULARY)
    events: list[ReplyEvent] = []
    read = []
    for token in tokens:
        clock.now += seconds_each
        events += assembly.add(Written(token))
        parser.feed(token)
        read.append(token)
        if assembly.is_complete:
            break
    events += assembly.finish(FinishReason.ENDED if assembly.is_complete else FinishReason.LENGTH)
    parser.close()
    reply = fold_all(Reply(), events)

    assert [isinstance(event, Finished) for event in events].count(True) == 1
    assert isinstance(events[-1], Finished)
    assert reply.trace.ids == tuple(read)
    # A message can turn out to be a call by how it ends; until then it was shown for what it seemed to be.
    if not any(message.kind is MessageKind.CALL for message in parser.messages):
        said = {kind: [m.text for m in parser.messages if m.kind is kind and m.text] for kind in MessageKind}
        assert [step.text for step in reply.steps] == said[MessageKind.THINKING]
        assert list(reply.preambles) == said[MessageKind.PREAMBLE]
        assert reply.answer == "".join(said[MessageKind.ANSWER])
    deltas = [event for event in events if isinstance(event, Delta)]
    assert reply.answer == "".join(delta.text for delta in deltas if delta.channel is Channel.FINAL)
    assert [isinstance(event, StepEnded) for event in events].count(True) >= len(reply.steps)


def test_every_token_says_what_it_is_part_of_and_how_much_text_it_completed() -> None:
    reply = fold_all(Reply(), assembled(FULL))
    spelled = dict.fromkeys((ANALYSIS, COMMENTARY, FINAL), 0)
    for kind, chars in zip(reply.trace.kinds, reply.trace.chars, strict=True):
        spelled[kind if kind != CONTROL else FINAL] += chars
    texts = {ANALYSIS: "Let me see: 7+5=12.So 12.", COMMENTARY: "One moment.", FINAL: reply.answer}
    assert spelled == {kind: len(text) for kind, text in texts.items()}
    assert list(reply.trace.answer_ids) == ids("It is 12, 十二.")
    assert list(reply.trace.ids_of(ANALYSIS)) == ids("Let me see: 7+5=12.") + ids("So 12.")
    assert list(reply.trace.ids_of(COMMENTARY)) == ids("One moment.")


def test_the_ids_of_an_answer_whose_channel_was_forgotten_are_known_too() -> None:
    thought = "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|message|>Just 12.<|return|>"
    reply = fold_all(Reply(), assembled(ids(thought)))
    assert reply.answer == "Just 12."
    assert list(reply.trace.answer_ids) == ids("Just 12.")


def test_what_was_recorded_and_what_was_forced_stands_beside_its_id() -> None:
    header = [Written(token) for token in ids("<|channel|>final<|message|>")]
    record = pack(TokenRecord(-0.5, 1.0, 1))
    reply = ReplyAssembly(VOCABULARY, prompt_tokens=1, source=SOURCE, clock=Clock())
    written = [*header, Written(ids(" so")[0], is_forced=True), Written(VOCABULARY.return_, record=record)]
    events = [event for token in written for event in reply.add(token)] + list(reply.finish(FinishReason.ENDED))
    trace = fold_all(Reply(), events).trace
    assert trace.forced == (*(0,) * len(header), 1, 0)
    assert trace.records == (*("",) * (len(header) + 1), record)
