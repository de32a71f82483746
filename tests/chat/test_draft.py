"""What of a text being written can be read before it is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.draft import LONG_WORD_CHARACTERS, OPEN_CHARACTERS, settled


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("", ""),
        ("What", ""),
        ("What is 2 ", "What is 2"),
        ("What is 2 + ", "What is 2"),  # the next letters may be joined with the sign
        ("Yes! No", ""),
        ("One line\nand ano", "One line\nand"),
        ("   ", ""),
        ("-" * 40, "-" * (40 - OPEN_CHARACTERS)),
        ("今日は良い天気です。" * 4, ("今日は良い天気です。" * 4)[:-OPEN_CHARACTERS]),
    ],
)
def test_it_ends_with_the_last_word_that_is_over(text: str, beginning: str) -> None:
    assert settled(text) == beginning


@given(st.text(st.sampled_from("aB1 .,\n漢é"), max_size=90))
def test_it_is_a_beginning_and_leaves_little_out(text: str) -> None:
    beginning = settled(text)
    assert text.startswith(beginning)
    assert len(text) - len(beginning) <= LONG_WORD_CHARACTERS
