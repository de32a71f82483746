"""Sentences that are told in another language than the one in which they were made."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import app
from app.chat import plain
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import Sentence, english_words, sentence


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (sentence("It fits."), "It fits."),
        (sentence("{name} needs {need_memory}.", name="A", need_memory=13 << 30), "A needs 13.0 GB."),
        (sentence("{free_bytes} are free.", free_bytes=12_104_000_000), "12.1 GB are free."),
        (sentence("{tokens} tokens", tokens=131_072), "131,072 tokens"),
        (sentence("{unknown} stays", name="x"), "{unknown} stays"),
    ],
)
def test_a_value_is_told_in_the_unit_that_its_name_ends_with(said: Sentence, words: str) -> None:
    assert said.english == words


@given(st.text(), st.text())
def test_what_stands_in_a_value_is_never_taken_for_a_place(first: str, second: str) -> None:
    said = sentence("{one} and {two}", one=f"{{two}}{first}", two=f"{{one}}{second}")
    assert said.english == f"{{two}}{first} and {{one}}{second}"


def test_another_language_may_have_another_order() -> None:
    said = sentence("{done} of {total}", done=1, total=2)
    assert said.told("{total} 個中 {done} 個", english_words) == "2 個中 1 個"


def test_a_failure_of_sentences_reads_as_one_and_crosses_a_pipe() -> None:
    failure = failure_of(
        FailureKind.STORAGE, sentence("{name} stays.", name="A"), sentence("Try {count}.", count=2), detail="why"
    )
    assert failure.message == "A stays. Try 2."
    assert plain.from_plain(Failure, plain.to_plain(failure)) == failure


def test_translators_find_every_sentence_where_it_is_made() -> None:
    """A text that is computed could not be gathered, and a name without its value would stay in braces."""
    calls = [
        (path, node)
        for path in Path(app.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sentence"
    ]
    assert len(calls) > 50
    for path, call in calls:
        (text,) = call.args
        assert isinstance(text, ast.Constant), f"{path.name}:{call.lineno}"
        assert isinstance(text.value, str)
        names = {keyword.arg for keyword in call.keywords}
        assert set(re.findall(r"\{(\w+)\}", text.value)) == names, f"{path.name}:{call.lineno}"
