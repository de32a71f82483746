from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from strategies import any_texts

from app.session.title import MAX_TITLE_CHARACTERS, title_of


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("What is 47 + 85?", "What is 47 + 85?"),
        ("\n\n  First   line\t here \nsecond line", "First line here"),
        ("x\r\ny", "x"),
        (
            "Please explain to me how a sliding window works in attention",
            "Please explain to me how a sliding window works…",
        ),
        ("a" * 100, "a" * MAX_TITLE_CHARACTERS + "…"),
        ("b" + " " + "a" * 100, "b " + "a" * (MAX_TITLE_CHARACTERS - 2) + "…"),
        ("日本語の長い質問です。" * 10, ("日本語の長い質問です。" * 10)[:MAX_TITLE_CHARACTERS] + "…"),
        ("pay \u202eeurt\u202c\u200b now\0\x1b[31m", "pay eurt now[31m"),
        ("\u200b\u2066\nvisible", "visible"),
        ("👩\u200d👩\u200d👧 family", "👩\u200d👩\u200d👧 family"),
        ("", ""),
        ("\u200d\u200b", ""),
    ],
)
def test_a_title_is_the_first_visible_line_shortened_at_a_word(prompt: str, title: str) -> None:
    assert title_of(prompt) == title


@given(any_texts)
def test_a_title_is_short_one_line_and_hides_nothing(prompt: str) -> None:
    title = title_of(prompt * 10)
    assert len(title) <= MAX_TITLE_CHARACTERS + 1
    assert title == title.strip()
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in title)


def test_a_huge_prompt_has_a_title_too() -> None:
    assert title_of("word " * 2_000_000).endswith("word…")
