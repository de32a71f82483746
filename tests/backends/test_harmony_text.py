"""Harmony that came as text is split the same however it is cut; what only mentions its marks stays as it is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.backends.harmony_text import MAX_HEADER_CHARACTERS, HarmonyText
from app.chat.prompt import Channel

Messages = list[tuple[str, str]]

THINK, NOTE, ANSWER = "analysis", "commentary", "final"
HEAD = "<|channel|>{}<|message|>"
NEXT = "<|end|><|start|>assistant<|channel|>{}<|message|>"
A, C, F = (HEAD.format(name) for name in (THINK, NOTE, ANSWER))
TO_A, TO_C, TO_F = (NEXT.format(name) for name in (THINK, NOTE, ANSWER))
CALL = "<|end|><|start|>assistant<|channel|>commentary to=functions.f <|constrain|>json<|message|>"
CALL_BY_ROLE = "<|end|><|start|>assistant to=functions.f<|channel|>commentary json<|message|>"


def split(*cuts: str) -> tuple[Messages, bool]:
    """The messages, and whether the first of them was announced as one."""
    content = HarmonyText()
    pieces = [piece for cut in cuts for piece in content.feed(cut)]
    pieces += content.end()
    assert content.end() == ()
    assert all(piece.text for piece in pieces)
    messages: Messages = []
    for piece in pieces:
        if piece.begins or not messages:
            messages.append((piece.channel.value, piece.text))
        else:
            assert piece.channel.value == messages[-1][0]
            messages[-1] = (piece.channel.value, messages[-1][1] + piece.text)
    return messages, bool(pieces) and pieces[0].begins


def each_alone(text: str) -> list[str]:
    return list(text)


HARMONY: dict[str, Messages] = {
    f"{A}Hm.{TO_F}It is 5.": [(THINK, "Hm."), (ANSWER, "It is 5.")],
    f"<|start|>assistant{A}Hm.{TO_F}It is 5.<|return|>": [(THINK, "Hm."), (ANSWER, "It is 5.")],
    f"{A}Hm.{TO_C}I'll look.{TO_A}So.{TO_F}5<|end|>": [
        (THINK, "Hm."),
        (NOTE, "I'll look."),
        (THINK, "So."),
        (ANSWER, "5"),
    ],
    f"{F}5": [(ANSWER, "5")],
    f"{A}One{TO_A}two": [(THINK, "One"), (THINK, "two")],
    f"{A}{TO_F}5": [(ANSWER, "5")],
    f"{A}": [],
    f"{A}Call.{CALL}{{}}<|call|>": [(THINK, "Call."), (NOTE, "{}")],
    f"{A}Call.{CALL_BY_ROLE}{{}}<|call|>": [(THINK, "Call."), (NOTE, "{}")],
    # Cut by a limit.
    f"{A}Hm.<|end|>": [(THINK, "Hm.")],
    f"{A}Hm.<|end|><|start|>assist": [(THINK, "Hm.")],
    f"{A}Hm.<|end|><|start|>assistant<|channel|>final": [(THINK, "Hm.")],
    f"{A}Hm.<|en": [(THINK, "Hm.<|en")],
    # Mentioned inside of a message.
    f"{A}Is <|end|> a mark? <|start|>assistant.{TO_F}Yes.": [
        (THINK, "Is <|end|> a mark? <|start|>assistant."),
        (ANSWER, "Yes."),
    ],
    f"{A}<<|<|end|<|end|>{TO_F}5": [(THINK, "<<|<|end|<|end|>"), (ANSWER, "5")],
    f"{A}1 <{TO_F}5": [(THINK, "1 <"), (ANSWER, "5")],
    f"{A}Hm.<|end|>{A}x": [(THINK, f"Hm.<|end|>{A}x")],
    f"{A}Hm.<|start|>assistant{F}x": [(THINK, f"Hm.<|start|>assistant{F}x")],
    f"{A}Hm.<|end|><|start|>user{F}x": [(THINK, f"Hm.<|end|><|start|>user{F}x")],
    f"{A}Hm.{NEXT.format('finally')}x": [(THINK, f"Hm.{NEXT.format('finally')}x")],
    f"{A}Hm.{TO_F}Write {TO_A} so, and <|return|> at last.": [
        (THINK, "Hm."),
        (ANSWER, f"Write {TO_A} so, and <|return|> at last."),
    ],
    f"{F}a<|return|><|return|>": [(ANSWER, "a<|return|>")],
    f"{F}1 <": [(ANSWER, "1 <")],
}
PLAIN = [
    "It is 5.",
    f" {A}Hm.{TO_F}5",
    f"Write {A} at first.{TO_F}5<|return|>",
    "<",
    "<|",
    "<|channel|>",
    "<|channel|>analysis",
    "<|channel|>analysis and more\n<|message|>",
    "<|channel|>analyse<|message|>x",
    "<|start|>user<|message|>x",
    "<|start|>assistant<|message|>x",
    "<|message|>x<|end|>",
    f"<|start|>assistant to={'x' * MAX_HEADER_CHARACTERS}{F}x",
    "<b>5</b><|return|>",
]


@pytest.mark.parametrize("sent", HARMONY)
def test_harmony_is_split_into_its_messages(sent: str) -> None:
    expected = HARMONY[sent], bool(HARMONY[sent])
    assert split(sent) == expected
    assert split(*each_alone(sent)) == expected


@pytest.mark.parametrize("sent", PLAIN)
def test_content_that_does_not_begin_with_a_header_stays_as_it_is(sent: str) -> None:
    assert split(sent) == ([(ANSWER, sent)], False)
    assert split(*each_alone(sent)) == ([(ANSWER, sent)], False)


def test_no_content_is_no_message() -> None:
    assert split() == split("") == ([], False)


def test_text_is_not_held_back_for_longer_than_it_could_become_a_mark() -> None:
    content = HarmonyText()
    assert [piece.text for piece in content.feed(f"{A}Hm.")] == ["Hm."]
    assert [piece.text for piece in content.feed("1 < 2, <|en")] == ["1 < 2, "]
    assert [piece.text for piece in content.feed("dless")] == ["<|endless"]
    assert [piece.text for piece in content.feed("<|end|><|start|>assistant<|message|>")]
    begun = "<|end|><|start|>assistant"
    assert not content.feed(begun)
    assert "".join(piece.text for piece in content.feed("x" * MAX_HEADER_CHARACTERS)).startswith(begun)


MARKS = ("<|start|>assistant", "<|end|>", "<|return|>", "<|call|>", "<|channel|>", "<|message|>", "analysis", "final")
SCRAPS = ("<", "<|", "|>", " to=f", "\n", "a", "Hm. ", "x" * (MAX_HEADER_CHARACTERS - 40))
TOKENS = st.sampled_from((A, C, F, TO_A, TO_F, TO_C, CALL, CALL_BY_ROLE, *MARKS, *SCRAPS))


@given(st.lists(TOKENS, max_size=12).map("".join), st.data())
@example(f"<|start|>assistant{'x' * (MAX_HEADER_CHARACTERS - 40)}{A}a", None)
def test_messages_do_not_depend_on_how_the_text_is_cut(sent: str, data: st.DataObject | None) -> None:
    whole = split(sent)
    assert split(*each_alone(sent)) == whole
    if data is not None:
        places = data.draw(st.sets(st.integers(0, len(sent)), max_size=6))
        assert split(*(sent[begin:end] for begin, end in pairwise((0, *sorted(places), len(sent))))) == whole
    messages, is_harmony = whole
    if not is_harmony and messages:
        assert messages == [(ANSWER, sent)], "without a header nothing is taken away"
    assert all(Channel(channel) for channel, _ in messages)
