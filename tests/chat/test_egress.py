"""What goes out is what the card shows, and nothing goes out that no card showed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.cloud_model import CloudModel
from app.chat.conversation import Effort
from app.chat.egress import (
    Choice,
    Consent,
    Egress,
    PriceRange,
    answered,
    chosen,
    egress_of,
    grows_by_more_than_the_question,
    known_from,
    permits,
    sent,
)
from app.chat.endpoint import OPENAI
from app.chat.outgoing import OutgoingMessage, OutgoingRole
from app.chat.prompt import Channel, Message, Prompt, Role
from app.chat.unseen import visible, visible_pieces

MODEL = CloudModel("m-1", "M 1", "openai", "2026-11-24", "a test", 0.15, 0.6, 1000, 200)
PROMPT = Prompt(
    Effort.LOW,
    (Message(Role.USER, "Hi"), Message(Role.ASSISTANT, "Hello", Channel.FINAL), Message(Role.USER, "And?")),
    "2026-11-24",
    "Be brief.",
)


def test_it_shows_the_messages_the_place_the_tokens_and_the_price() -> None:
    egress = egress_of(PROMPT, OPENAI, MODEL, len)
    assert [message.text for message in egress.messages] == ["Be brief.", "Hi", "Hello", "And?"]
    assert (egress.base_url, egress.service, egress.model) == (OPENAI.base_url, "OpenAI", "m-1")
    assert egress.tokens == 4 * 4 + 9 + 2 + 5 + 4
    assert egress.price == PriceRange(round(0.15 * 36), round(0.15 * 36 + 0.6 * 200))
    assert egress_of(PROMPT, OPENAI, MODEL, len, 10).price == PriceRange(5, round(0.15 * 36 + 0.6 * 10))


def test_an_unknown_price_or_limit_is_said_to_be_unknown() -> None:
    assert egress_of(PROMPT, OPENAI, replace(MODEL, dollars_out=None), len).price is None
    assert egress_of(PROMPT, OPENAI, replace(MODEL, output_tokens=None), len).price == PriceRange(5, None)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\n\ttext, Größe, 漢字 👍", "plain\n\ttext, Größe, 漢字 👍"),
        ("a\u200bb", "a⟨U+200B⟩b"),
        ("\u202egnp.exe", "⟨U+202E⟩gnp.exe"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("\x00\x1b[0m", "⟨U+0000⟩⟨U+001B⟩[0m"),
        ("\u3164\u2800", "⟨U+3164⟩⟨U+2800⟩"),
        ("a\rb", "a⟨U+000D⟩b"),
        ("a\U000e0148\U000e0155", "a⟨U+E0148⟩⟨U+E0155⟩"),  # bytes hidden behind a letter, as variation selectors
        ("a\ufe00\ufe01b\u034f\u180b\u17b4", "a⟨U+FE00⟩⟨U+FE01⟩b⟨U+034F⟩⟨U+180B⟩⟨U+17B4⟩"),
        ("👍\ufe0f 1\ufe0f\u20e3 ❤\ufe0e", "👍\ufe0f 1\ufe0f\u20e3 ❤\ufe0e"),  # how an emoji is to look
        ("👍\ufe0f\ufe0e\ufe0f", "👍\ufe0f⟨U+FE0E⟩⟨U+FE0F⟩"),
        ("a\ufe0f", "a⟨U+FE0F⟩"),
    ],
)
def test_characters_that_are_not_seen_are_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert all(shown.startswith("⟨U+") for shown, is_mark in visible_pieces(text) if is_mark)
    messages = (OutgoingMessage(OutgoingRole.USER, text),)
    assert Egress("u", "s", "m", messages, 1).has_unseen is (text != shown)


SYSTEM, USER, ASSISTANT = OutgoingRole
FIRST = Egress("u", "s", "m", (OutgoingMessage(USER, "one"),), 1)


@pytest.mark.parametrize(
    ("messages", "grows"),
    [
        ([(USER, "one"), (ASSISTANT, "from there"), (USER, "two")], False),
        ([(USER, "other beginning")], False),
        ([(USER, "one"), (ASSISTANT, "made here"), (USER, "two")], True),
        ([(SYSTEM, "new instructions"), (USER, "one")], True),
        ([(USER, "zero"), (USER, "one")], True),
        ([(ASSISTANT, "one"), (USER, "two")], True),
        ([(USER, "one"), (ASSISTANT, "from there")], True),
        ([], True),
    ],
)
def test_more_than_the_question(messages: list[tuple[OutgoingRole, str]], grows: bool) -> None:
    consent = answered(Consent(conversation=known_from(FIRST)), FIRST, "from there")
    assert consent.conversation is not None
    now = replace(FIRST, messages=tuple(OutgoingMessage(*message) for message in messages))
    assert grows_by_more_than_the_question(consent.conversation, now) is grows
    assert grows_by_more_than_the_question(consent.conversation, replace(now, base_url="elsewhere"))
    assert grows_by_more_than_the_question(consent.conversation, replace(now, model="another"))
    assert grows_by_more_than_the_question(consent.conversation, replace(now, service="another's account there"))


def test_once_is_for_that_very_egress_one_time() -> None:
    consent = chosen(Consent(), FIRST, Choice.ONCE)
    assert permits(consent, FIRST)
    assert not permits(consent, replace(FIRST, tokens=2))
    consent = sent(consent, FIRST)
    assert not permits(consent, FIRST)
    with pytest.raises(ValueError, match="consent"):
        sent(consent, FIRST)


def test_not_now_takes_back_what_was_allowed_once() -> None:
    assert not permits(chosen(chosen(Consent(), FIRST, Choice.ONCE), FIRST, Choice.NOT_NOW), FIRST)


WORDS = st.sampled_from(["a", "b", "c"])
MESSAGES = st.lists(st.builds(OutgoingMessage, st.sampled_from(OutgoingRole), WORDS), max_size=4).map(tuple)
PLACES, MODELS = st.sampled_from(["u", "v"]), st.sampled_from(["m", "n"])
EGRESSES = st.builds(Egress, PLACES, st.sampled_from(["s", "t"]), MODELS, MESSAGES, st.just(1))
ACTIONS = st.one_of(
    st.tuples(st.just("card"), EGRESSES, st.sampled_from(Choice)),
    st.tuples(st.just("send"), EGRESSES, st.none()),
    st.tuples(st.just("answer"), EGRESSES, WORDS),
)


@given(st.lists(ACTIONS, max_size=20))
def test_nothing_goes_out_that_no_card_showed(actions: list[tuple[str, Egress, object]]) -> None:
    """By whatever actions: no send before a card was accepted there, and then only questions are new to the service."""
    consent = Consent()
    allowed_at: set[tuple[str, str, str]] = set()
    disclosed: dict[tuple[str, str, str], set[OutgoingMessage]] = {}
    for action, egress, detail in actions:
        place = (egress.base_url, egress.service, egress.model)
        seen = disclosed.setdefault(place, set())
        if action == "card":
            assert isinstance(detail, Choice)
            consent = chosen(consent, egress, detail)
            if detail is not Choice.NOT_NOW:
                allowed_at.add(place)
                seen |= set(egress.messages)
        elif action == "answer":
            consent = answered(consent, egress, str(detail))
            seen.add(OutgoingMessage(ASSISTANT, str(detail)))
        elif permits(consent, egress):
            assert place in allowed_at
            new = [message for message in egress.messages[:-1] if message not in seen]
            assert not new
            assert egress.messages[-1:] == () or egress.messages[-1] in seen or egress.messages[-1].role is USER
            consent = sent(consent, egress)
            seen |= set(egress.messages)
