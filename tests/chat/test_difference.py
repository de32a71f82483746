"""What two answers do not have in common, word by word, in bounded steps."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.difference import (
    MOST_CHARACTERS,
    MOST_WORK,
    STEP_PAIRS,
    Detail,
    Difference,
    Span,
    comparing,
    difference,
)


def parts(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


def differing(left: str, right: str) -> tuple[list[str], list[str]]:
    found = difference(left, right)
    return parts(left, found.left), parts(right, found.right)


def rest(text: str, spans: tuple[Span, ...]) -> str:
    """What is not in the spans, without white space."""
    kept = list(text)
    for span in spans:
        kept[span.start : span.end] = [" "] * (span.end - span.start)
    return "".join("".join(kept).split())


def test_equal_texts_differ_nowhere() -> None:
    assert difference("It is **132**.", "It is **132**.").is_same
    assert difference("", "").is_same


def test_a_changed_word_is_marked_in_both() -> None:
    assert differing("The sum is 132, I think.", "The sum is 133, I think.") == (["132"], ["133"])


def test_a_passage_that_only_one_text_has_is_one_place() -> None:
    left, right = "Red and blue are colours.", "Red and blue are the loveliest colours."
    found = difference(left, right)
    assert parts(left, found.left) == []
    assert parts(right, found.right) == ["the loveliest"]
    assert found.places == 1


def test_white_space_alone_is_no_difference() -> None:
    assert difference("one two\nthree", "one  two three").is_same


def test_japanese_is_compared_by_its_words() -> None:
    left = "東京は日本の首都で、人口は約1400万人です。"
    right = "大阪は日本の都市で、人口は約270万人です。"
    assert differing(left, right) == (["東京", "首都", "1400万人"], ["大阪", "都市", "270万人"]) or differing(
        left, right
    ) == (["東京", "首都", "1400"], ["大阪", "都市", "270"])


def test_a_lone_comma_between_differences_joins_them() -> None:
    assert differing("We saw cats, dogs there now.", "We saw lions, tigers there now.") == (
        ["cats, dogs"],
        ["lions, tigers"],
    )


def test_an_added_sentence_is_marked_from_its_beginning_to_its_end() -> None:
    left, right = "光は散乱されます。", "光は散乱されます。夕方は道のりが長くなります。"
    assert differing(left, right) == ([], ["夕方は道のりが長くなります。"])
    assert differing("It ends. Here it goes on.", "It ends.") == (["Here it goes on."], [])


def test_characters_outside_the_basic_plane_count_as_one() -> None:
    left, right = "Fine 🎉 then 𝒙 ends here", "Fine 🎉 then 𝒚 ends here"
    assert differing(left, right) == (["𝒙"], ["𝒚"])


def test_a_moved_paragraph_leaves_the_others_unmarked() -> None:
    first, second, third = "Alpha beta gamma delta.", "One two three four five six seven.", "Last words of all."
    left, right = "\n\n".join((first, second, third)), "\n\n".join((second, first, third))
    ours, theirs = differing(left, right)
    assert ours
    assert theirs
    assert all("seven" not in part and "Last" not in part for part in (*ours, *theirs))


WORDS = st.lists(st.sampled_from(["the", "a", "sum", "132", "、", "は", "東京", ".", "x", "🎉"]), max_size=60)


@given(WORDS, WORDS)
def test_what_is_not_marked_is_the_same_in_both(ours: list[str], theirs: list[str]) -> None:
    left, right = " ".join(ours), " ".join(theirs)
    found = difference(left, right)
    assert rest(left, found.left) == rest(right, found.right)
    for text, spans in ((left, found.left), (right, found.right)):
        assert all(span.start < span.end <= len(text) for span in spans)
        assert all(before.end < after.start for before, after in pairwise(spans))


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_compared(left: str, right: str) -> None:
    found = difference(left, right)
    assert rest(left, found.left) == rest(right, found.right)


def steps(left: str, right: str) -> tuple[int, float, Difference]:
    """How many steps, the CPU seconds of the longest, and the result."""
    working = comparing(left, right)
    count, longest = 0, 0.0
    while True:
        began = time.thread_time()
        try:
            next(working)
        except StopIteration as done:
            return count, max(longest, time.thread_time() - began), done.value
        finally:
            longest = max(longest, time.thread_time() - began)
        count += 1


def prose(seed: int, words: int) -> str:
    """Words as often as in a language: a few of them all the time."""
    draw = random.Random(seed)
    vocabulary = [f"w{number}" for number in range(4_000)]
    weights = [1 / (rank + 1) for rank in range(len(vocabulary))]
    return " ".join(draw.choices(vocabulary, weights, k=words))


def repeated(words: int) -> str:
    return "yes no " * (words // 2)


HUGE = {
    "two long answers of the same language": (prose(1, 11_900), prose(2, 11_900)),
    "two longer ones": (prose(1, 20_000), prose(2, 20_000)),
    "thousands of lines": ("\n".join(map(str, range(14_000))), "\n".join(map(str, range(1, 14_001)))),
    "one word over and over": (repeated(26_000), repeated(20_001) + "maybe " + repeated(5_000)),
    "one unbroken line": ("x" * 99_000, "x" * 98_999 + "y"),
    "the same two words up to the limit": (repeated(11_800), repeated(9_000) + "maybe " + repeated(2_800)),
    "nothing but signs": ("#*_ " * 24_000, "*#_ " * 24_000),
    "nothing in common": ("a b c d " * 12_000, "e f g h " * 12_000),
}


@pytest.mark.parametrize("name", HUGE)
def test_huge_texts_are_compared_in_short_steps(name: str) -> None:
    left, right = HUGE[name]
    count, longest, found = steps(left, right)
    if found.detail is not Detail.NONE:
        assert rest(left, found.left) == rest(right, found.right)
    assert count <= MOST_WORK // (STEP_PAIRS // 4) + 4
    assert longest < 0.5  # a guard against a quadratic step, on any machine; it is some milliseconds here


def test_texts_beyond_the_limit_are_not_compared_and_it_is_said() -> None:
    found = difference("a " * MOST_CHARACTERS, "b")
    assert found == Difference(detail=Detail.NONE)
    assert not found.is_same


def test_more_words_than_can_be_compared_are_compared_by_lines_and_it_is_said() -> None:
    same = "\n".join(prose(seed, 100) for seed in range(140))
    left, right = f"{same}\nThe first one.\n{prose(200, 50)}", f"{same}\nThe second one.\n{prose(200, 50)}"
    found = difference(left, right)
    assert parts(left, found.left) == ["The first one."]
    assert parts(right, found.right) == ["The second one."]
    assert found.detail is Detail.PASSAGES


def test_too_many_lines_are_not_compared() -> None:
    assert difference("a\n" * 14_000, "b\n" * 13_999).detail is Detail.NONE
