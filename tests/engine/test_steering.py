"""What is put into a reply stands where it may stand, and the reply stays well-formed."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.chat.conversation import Effort
from app.chat.exchange import GenerationRequest, RequestId, Steering
from app.chat.prompt import Channel, Prompt
from app.engine.inbox import Job
from app.engine.limits import FREE
from app.engine.model import Steer
from app.engine.steering import GRACE_TOKENS, MORE_TOKENS, REASONING_LOOP_TOKENS, Director
from app.harmony.message import MessageEnd, MessageKind
from app.harmony.parser import StreamParser
from app.harmony.vocabulary import Vocabulary
from app.paths import demo_model_folder

OPENING = "<|channel|>analysis<|message|>"
ANSWER = "<|start|>assistant<|channel|>final<|message|>"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.load(demo_model_folder())


def spelled(vocabulary: Vocabulary, text: str) -> list[int]:
    """Control tokens by their names."""
    ids: list[int] = []
    for part in text.replace("<|", "\0<|").replace("|>", "|>\0").split("\0"):
        control = vocabulary.special(part)
        ids += vocabulary.encode(part) if control is None else [control]
    return ids


def job() -> Job:
    return Job(GenerationRequest(RequestId("r"), Prompt(Effort.LOW, ())))


def played(director: Director, ids: Iterable[int]) -> list[tuple[int, ...]]:
    return [director.after(token) for token in ids]


def text_of(vocabulary: Vocabulary, ids: Iterable[int]) -> str:
    return b"".join(map(vocabulary.token_bytes, ids)).decode()


def test_answer_now_ends_the_reasoning_at_once(vocabulary: Vocabulary) -> None:
    control = job()
    director = Director(vocabulary, control)
    assert not any(played(director, spelled(vocabulary, OPENING + "So the")))
    control.steer(Steer(Steering.ANSWER_NOW))
    assert director.after(vocabulary.encode(" sum")[0]) == tuple(spelled(vocabulary, "<|end|>" + ANSWER))
    assert director.limits() == FREE
    assert not any(played(director, spelled(vocabulary, "It is 5.")))


@pytest.mark.parametrize("written", ["<|channel|>", "<|channel|>analysis<|message|>Hm.<|end|>", "<|channel|>final"])
def test_answer_now_completes_a_header_that_is_open(vocabulary: Vocabulary, written: str) -> None:
    control = job()
    director = Director(vocabulary, control)
    *before, last = spelled(vocabulary, written)
    played(director, before)
    control.steer(Steer(Steering.ANSWER_NOW))
    forced = director.after(last)
    parser = StreamParser(vocabulary)
    for token in (*before, last, *forced):
        parser.feed(token)
    assert parser.open_kind is MessageKind.ANSWER
    assert not any(message.channel is None for message in parser.messages)


def test_a_character_is_never_cut(vocabulary: Vocabulary) -> None:
    control = job()
    director = Director(vocabulary, control)
    played(director, spelled(vocabulary, OPENING))
    control.steer(Steer(Steering.ANSWER_NOW))
    pieces = vocabulary.encode("漢")
    assert len(pieces) > 1
    forced = played(director, pieces)
    assert not any(forced[:-1])
    assert forced[-1]


def test_nothing_is_put_into_a_call_or_an_answer(vocabulary: Vocabulary) -> None:
    for header in ("<|channel|>commentary to=functions.x<|message|>", "<|channel|>final<|message|>"):
        control = job()
        director = Director(vocabulary, control, thinking_budget=0)
        control.steer(Steer(Steering.ANSWER_NOW))
        control.steer(Steer(Steering.NUDGE, "Mind the units."))
        assert not any(played(director, spelled(vocabulary, header + "one. two. three.\n"))[3:])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", "<|channel|>"),
        ("<|channel|>", "analysis"),
        (OPENING + "Hm<|channel|>", "analysis"),
        (OPENING + "Hm<|start|>", "assistant"),
        (OPENING + "Hm<|end|>", "<|start|>"),
        ("<|channel|>final", "<|message|>"),
        (OPENING, None),
    ],
)
def test_the_guard_knows_how_a_header_may_go_on(vocabulary: Vocabulary, written: str, expected: str | None) -> None:
    director = Director(vocabulary, job(), guards_headers=True)
    played(director, spelled(vocabulary, written))
    only = director.limits().only
    if expected is None:
        assert only is None
    elif expected == "analysis":
        assert only == {vocabulary.encode(channel)[0] for channel in Channel}
    else:
        assert only == {spelled(vocabulary, expected)[0]}


def test_a_nudge_comes_at_the_next_end_of_a_sentence_and_reasoning_waits_for_it(vocabulary: Vocabulary) -> None:
    control = job()
    director = Director(vocabulary, control)
    played(director, spelled(vocabulary, OPENING + "It is"))
    control.steer(Steer(Steering.NUDGE, " Check <|end|> twice. "))
    before = played(director, vocabulary.encode(" a sum"))
    assert not any(before)
    assert director.limits().without == vocabulary.control
    forced = director.after(vocabulary.encode(".")[0])
    assert text_of(vocabulary, forced) == "\n\nCheck <|end|> twice.\n"
    assert vocabulary.control.isdisjoint(forced)
    assert director.limits() == FREE


def test_more_thinking_keeps_the_reasoning_open_for_so_many_tokens(vocabulary: Vocabulary) -> None:
    control = job()
    director = Director(vocabulary, control, thinking_budget=1)
    control.steer(Steer(Steering.THINK_MORE))
    played(director, spelled(vocabulary, OPENING))
    chance, letters, barred = random.Random(1), vocabulary.encode("qwertz"), 0
    while director.limits() != FREE:
        assert not director.after(chance.choice(letters))
        barred += 1
    assert barred == MORE_TOKENS


@pytest.mark.parametrize("text", ["one. two\nthree. " * 40, "word " * 200])
def test_the_budget_cuts_within_its_grace_at_the_end_of_a_sentence(vocabulary: Vocabulary, text: str) -> None:
    director = Director(vocabulary, job(), thinking_budget=50)
    ids = spelled(vocabulary, OPENING + text)
    forced = played(director, ids)
    place = next(place for place, put in enumerate(forced) if put)
    thought = place + 1 - len(spelled(vocabulary, OPENING))
    assert 50 <= thought <= 50 + GRACE_TOKENS
    assert forced[place] == tuple(spelled(vocabulary, "<|end|>" + ANSWER))
    if "." in text:
        assert text_of(vocabulary, ids[: place + 1]).endswith((".", "\n"))
        assert thought < 50 + GRACE_TOKENS
    else:
        assert thought == 50 + GRACE_TOKENS


def test_the_budget_counts_what_stands_in_the_prompt_already(vocabulary: Vocabulary) -> None:
    prefix = tuple(spelled(vocabulary, "<|start|>assistant" + OPENING + "a b c. " * 20))
    director = Director(vocabulary, job(), prefix=prefix, thinking_budget=10)
    assert director.after(vocabulary.encode("\n")[0])


def test_a_loop_in_the_reasoning_begins_the_answer_and_one_after_that_ends_the_turn(vocabulary: Vocabulary) -> None:
    director = Director(vocabulary, job())
    loop = vocabulary.encode("I see. ") * 400
    forced = played(director, [*spelled(vocabulary, OPENING), *loop])
    first = next(place for place, put in enumerate(forced) if put)
    assert first <= REASONING_LOOP_TOKENS + 20
    assert forced[first] == tuple(spelled(vocabulary, "<|end|>" + ANSWER))

    director = Director(vocabulary, job())
    answers = played(director, [*spelled(vocabulary, "<|channel|>final<|message|>"), *(loop * 4)])
    assert [put for put in answers if put] == [(vocabulary.return_,)]


STEERS = st.sampled_from([Steer(Steering.ANSWER_NOW), Steer(Steering.THINK_MORE), Steer(Steering.NUDGE, "Hm 漢!")])


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_however_it_is_steered_the_reply_is_well_formed(data: st.DataObject) -> None:
    vocabulary = VOCABULARY
    control = job()
    director = Director(vocabulary, control, thinking_budget=data.draw(st.one_of(st.none(), st.integers(0, 30))))
    reply = OPENING + "One 漢, two. Three\nfour" * 2 + "<|end|>" + ANSWER + "Five. Six.<|return|>"
    chance, letters = random.Random(1), vocabulary.encode("qwertz")
    rest, written = spelled(vocabulary, reply), list[int]()
    moments = data.draw(st.lists(st.integers(0, len(rest)), max_size=3))
    opening = tuple(spelled(vocabulary, ANSWER))
    while rest:
        for _ in range(moments.count(len(written))):
            control.steer(data.draw(STEERS))
        limits, token = director.limits(), rest.pop(0)
        if token in limits.without:
            assert token == vocabulary.end
            rest.insert(0, token)
            token = chance.choice(letters)
        written.append(token)
        forced = director.after(token)
        written += forced
        if forced[-1:] == opening[-1:]:
            rest = spelled(vocabulary, "Five. Six.<|return|>")
    parser = StreamParser(vocabulary)
    for token in written:
        parser.feed(token)
    channels = [message.channel for message in parser.messages]
    assert channels in ([Channel.ANALYSIS, Channel.FINAL], [Channel.FINAL], [Channel.ANALYSIS])
    assert all(message.end in (MessageEnd.END, MessageEnd.RETURN, None) for message in parser.messages)
    assert all("\ufffd" not in message.text for message in parser.messages)


VOCABULARY = Vocabulary.load(demo_model_folder())
