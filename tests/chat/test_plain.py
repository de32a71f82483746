from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from strategies import conversations, events

from app.chat import plain
from app.chat.conversation import Conversation, Effort, Turn, Usage
from app.chat.exchange import Delta, PromptProgress, ReplyEvent, Sampling, StepEnded
from app.chat.failure import Failure
from app.chat.trace import Trace
from app.wire.messages import REPLY_EVENTS


@given(conversations())
def test_a_conversation_survives_json(conversation: Conversation) -> None:
    data = json.loads(json.dumps(plain.to_plain(conversation)))
    assert plain.from_plain(Conversation, data) == conversation


@given(events)
def test_an_event_survives_json_under_its_name(event: ReplyEvent) -> None:
    data = json.loads(json.dumps(plain.tagged(event)))
    assert data["type"] == type(event).__name__
    assert plain.untagged(plain.named(*REPLY_EVENTS), data) == event


def test_defaults_are_left_out() -> None:
    assert plain.to_plain(Sampling(seed=3)) == {"seed": 3}


@pytest.mark.parametrize(
    ("kind", "data", "named"),
    [
        (Usage, [], "value: an object is expected, not list"),
        (Usage, {"prompt_tokens": "7"}, "value.prompt_tokens: int is expected"),
        (Usage, {"prompt_tokens": True}, "value.prompt_tokens: int is expected, not True"),
        (Usage, {"prompt_tokens": 7.0}, "value.prompt_tokens: int is expected"),
        (Usage, {"colour": 1}, "value.colour: there is no such field"),
        (StepEnded, {}, "value.seconds: is missing"),
        (StepEnded, {"seconds": None}, "value.seconds: float is expected, not None"),
        (StepEnded, {"seconds": float("nan")}, "value.seconds: a finite number is expected"),
        (StepEnded, {"seconds": float("inf")}, "value.seconds: a finite number is expected"),
        (StepEnded, {"seconds": 10**400}, "value.seconds: a finite number is expected"),
        (Turn, {"id": "t", "parent": None, "prompt": "", "effort": "huge", "created_at": 0}, "value.effort: 'huge' is"),
        (Turn, {"id": "t", "parent": None, "prompt": "", "effort": [], "created_at": 0}, "value.effort: list is not"),
        (Trace, {"ids": [1, "2"]}, r"value.ids\[1\]: int is expected"),
        (Trace, {"ids": "12"}, "value.ids: a list is expected"),
        (PromptProgress, {"reading": {"done": 1, "total": 2}}, "value.reading.reused: is missing"),
        (Failure, {"kind": "storage", "message": 5}, "value.message: str is expected, not 5"),
    ],
)
def test_what_does_not_fit_is_refused_by_the_name_of_its_place(kind: type, data: object, named: str) -> None:
    with pytest.raises(plain.PlainError, match=named):
        plain.from_plain(kind, data)


def test_a_refusal_never_repeats_anybodys_words() -> None:
    with pytest.raises(plain.PlainError) as refusal:
        plain.from_plain(Delta, {"channel": "my secret diary", "text": "", "tokens": 1})
    assert "secret" not in str(refusal.value)
    assert "a text of 15 characters" in str(refusal.value)


@pytest.mark.parametrize("data", [None, [], {}, {"type": None}, {"type": []}, {"type": "Reply"}, "Delta"])
def test_data_without_a_known_name_is_refused(data: object) -> None:
    with pytest.raises(plain.PlainError):
        plain.untagged(plain.named(*REPLY_EVENTS), data)


def test_a_class_that_is_not_plain_is_a_fault_of_ours() -> None:
    @dataclass(frozen=True)
    class Strange:
        held: object

    with pytest.raises(TypeError):
        plain.to_plain(Strange(held={1, 2}))


def test_an_optional_field_takes_null() -> None:
    turn = plain.from_plain(Turn, {"id": "t", "parent": None, "prompt": "", "effort": "low", "created_at": 5})
    assert (turn.parent, turn.effort, turn.created_at) == (None, Effort.LOW, 5.0)
