"""Which texts fit what is typed, and which fit best."""

from __future__ import annotations

import pytest

from app.ui.palette.matching import folded, match


def ranked(query: str, *texts: str) -> list[str]:
    found = [(match(folded(query), folded(text)), text) for text in texts]
    fitting = [(held.score, text) for held, text in found if held is not None]
    return [text for _, text in sorted(fitting, key=lambda each: -each[0])]


def bold(query: str, text: str) -> str:
    found = match(folded(query), folded(text))
    assert found is not None
    return "".join(text[at] for at in found.places)


def test_a_part_comes_before_initials_and_initials_before_scattered_letters() -> None:
    assert ranked("new", "Never ever worry", "Renewal", "New Chat", "A new thing", "n-e-w", "Other") == [
        "New Chat",
        "A new thing",
        "Renewal",
        "n-e-w",
        "Never ever worry",
    ]


@pytest.mark.parametrize("query", ["nc", "newc", "ne ch", "chat new", "NEW", "ｎｅｗ", "chat"])
def test_what_finds_a_command(query: str) -> None:
    assert match(folded(query), folded("New Chat")) is not None


@pytest.mark.parametrize("query", ["chats", "xyz", "wn", "nt c"])
def test_what_does_not(query: str) -> None:
    assert match(folded(query), folded("New Chat")) is None


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("設定", "設定…"),
        ("ﾓﾃﾞﾙ", "モデル…"),
        ("もでる", "モデル…"),
        ("日本", "次の日本語の文章"),
        ("ベンチ", "ベンチマーク…"),
    ],
)
def test_japanese_is_found_in_any_kana_and_width(query: str, text: str) -> None:
    assert match(folded(query), folded(text)) is not None


def test_the_letters_that_fit_are_told_in_the_text_as_it_is_shown() -> None:
    assert bold("nc", "New Chat") == "NC"
    assert bold("office", "The oﬃce") == "oﬃce"  # one letter that folds into three
    assert bold("chat new", "New Chat") == "NewChat"


def test_letters_that_are_far_apart_do_not_fit() -> None:
    assert match(folded("stop"), folded("Last, the cotton from the shop")) is None


def test_nothing_typed_fits_everything() -> None:
    assert match(folded(""), folded("anything")) is not None
