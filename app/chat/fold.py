"""fold(reply, event) -> reply: the only place that knows how a reply grows.

It never raises, whatever the order of events: an event that makes no sense where it comes is ignored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from app.chat.conversation import ReasoningStep, Reply, ReplyStatus
from app.chat.exchange import (
    Delta,
    Failed,
    Finished,
    FinishReason,
    PromptProgress,
    PromptRecorded,
    ReplyEvent,
    StepEnded,
    StepRetracted,
)
from app.chat.prompt import Channel


def fold(reply: Reply, event: ReplyEvent) -> Reply:
    """The reply after the event. Nothing changes once it is over."""
    if reply.status.is_over:
        return reply
    match event:
        case PromptProgress():
            return replace(reply, reading=event.reading)
        case PromptRecorded():
            return reply  # it says nothing of the reply
        case Delta():
            return _with_delta(reply, event)
        case StepEnded():
            return _with_step_ended(reply, event)
        case StepRetracted():
            return _with_step_retracted(reply, event.step)
        case Finished():
            return replace(
                _closed(reply), status=_final_status(reply, event.reason), usage=event.usage, source=event.source
            )
        case Failed():
            return replace(_closed(reply), status=ReplyStatus.FAILED, failure=event.failure)
        case _:
            assert_never(event)


def fold_all(reply: Reply, events: Iterable[ReplyEvent]) -> Reply:
    for event in events:
        reply = fold(reply, event)
    return reply


def interrupted(reply: Reply) -> Reply:
    """A reply whose process is gone: what it said so far is kept."""
    return reply if reply.status.is_over else replace(_closed(reply), status=ReplyStatus.INTERRUPTED)


def stopped(reply: Reply) -> Reply:
    """A reply that the person stopped before its backend could say so."""
    return reply if reply.status.is_over else replace(_closed(reply), status=ReplyStatus.STOPPED)


def _with_delta(reply: Reply, delta: Delta) -> Reply:
    reply = replace(reply, status=ReplyStatus.STREAMING, trace=reply.trace + delta.trace)
    if not delta.text and not delta.tokens:
        return reply
    match delta.channel:
        case Channel.ANALYSIS:
            return _with_reasoning(reply, delta)
        case Channel.COMMENTARY:
            return _with_preamble(reply, delta)
        case Channel.FINAL:
            return replace(reply, answer=reply.answer + delta.text)
        case _:
            assert_never(delta.channel)


def _with_reasoning(reply: Reply, delta: Delta) -> Reply:
    steps = reply.steps
    if not steps or steps[-1].seconds is not None:
        steps = (*steps, ReasoningStep())
    grown = replace(steps[-1], text=steps[-1].text + delta.text, tokens=steps[-1].tokens + delta.tokens)
    return replace(reply, steps=(*steps[:-1], grown))


def _with_preamble(reply: Reply, delta: Delta) -> Reply:
    if delta.begins or not reply.preambles:
        return replace(reply, preambles=(*reply.preambles, delta.text))
    return replace(reply, preambles=(*reply.preambles[:-1], reply.preambles[-1] + delta.text))


def _with_step_ended(reply: Reply, ended: StepEnded) -> Reply:
    if not reply.is_thinking:
        return reply
    return replace(reply, steps=(*reply.steps[:-1], replace(reply.steps[-1], seconds=ended.seconds)))


def _with_step_retracted(reply: Reply, retracted: int) -> Reply:
    kept = tuple(step for index, step in enumerate(reply.steps) if index != retracted)
    if len(kept) == len(reply.steps):
        return reply
    trace = reply.trace.with_step_as_answer(retracted, len(reply.steps[retracted].text))
    return replace(reply, steps=kept, trace=trace)


def _closed(reply: Reply) -> Reply:
    """No step stays open in a reply that is over; the seconds of a broken-off one come from the trace."""
    if reply.is_thinking:
        millis = reply.trace.millis
        seconds = (millis[-1] - millis[0]) / 1000 - reply.reasoning_seconds if millis else 0.0
        reply = replace(reply, steps=(*reply.steps[:-1], replace(reply.steps[-1], seconds=max(0.0, seconds))))
    return replace(reply, reading=None)


def _final_status(reply: Reply, reason: FinishReason) -> ReplyStatus:
    match reason:
        case FinishReason.STOPPED:
            return ReplyStatus.STOPPED
        case FinishReason.LENGTH:
            return ReplyStatus.CUT
        case FinishReason.ENDED:
            visible = reply.answer.strip() or any(preamble.strip() for preamble in reply.preambles)
            return ReplyStatus.ANSWERED if visible else ReplyStatus.NO_ANSWER
        case _:
            assert_never(reason)
