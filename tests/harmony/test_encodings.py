"""A text is encoded once, however often it is asked for, and what is remembered has a limit."""

from __future__ import annotations

import pytest

from app.harmony.encodings import LEAST_CHARS, Encodings
from app.harmony.vocabulary import Vocabulary
from app.paths import demo_model_folder

LONG = "The lamp of the lighthouse. " * 20


def test_a_long_text_is_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    vocabulary = Vocabulary.load(demo_model_folder())
    ids = vocabulary.encode(LONG)
    expected = list(ids)
    ids.clear()  # whoever got them may do with them what they like
    monkeypatch.setattr(vocabulary, "_tokenizer", None)
    assert vocabulary.encode(LONG) == expected
    with pytest.raises(AttributeError):
        vocabulary.encode(f"{LONG}!")


def test_those_asked_for_longest_ago_are_forgotten_and_short_ones_never_held() -> None:
    texts = [letter * LEAST_CHARS for letter in "abc"]
    held = Encodings(2 * LEAST_CHARS)
    for number, text in enumerate(texts[:2]):
        held.put(text, [number])
    assert held.get(texts[0]) == [0]
    held.put(texts[2], [2])
    assert [held.get(text) for text in texts] == [[0], None, [2]]
    held.put("short", [1])
    held.put("d" * (2 * LEAST_CHARS + 1), [3])
    assert held.get("short") is None
    assert [held.get(text) for text in texts] == [[0], None, [2]]
