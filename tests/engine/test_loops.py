"""Loops are noticed within a bound; what merely looks alike is not one."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.loops import GRAM, LEAST_COPIES, LoopDetector


def first_alarm(ids: list[int], least: int = 64) -> int | None:
    detector = LoopDetector(least)
    return next((count for count, token in enumerate(ids, 1) if detector.add(token)), None)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=GRAM), st.lists(st.integers(0, 50), max_size=300))
@settings(max_examples=150, deadline=None)
def test_a_short_passage_that_repeats_is_noticed(body: list[int], before: list[int]) -> None:
    least = 64
    alarm = first_alarm(before + body * 90, least)
    assert alarm is not None
    assert alarm <= len(before) + max(least, LEAST_COPIES * len(body)) + 2 * GRAM + len(body)


@given(st.integers(9, 300), st.integers(0, 1000))
@settings(max_examples=50, deadline=None)
def test_a_long_passage_that_repeats_is_noticed_in_its_fifth_copy(length: int, seed: int) -> None:
    body = random.Random(seed).sample(range(10_000), length)
    alarm = first_alarm(body * 12)
    assert alarm is not None
    assert max(64, LEAST_COPIES * length) <= alarm <= max(64, LEAST_COPIES * length) + length + GRAM


@given(st.lists(st.integers(0, 40), min_size=1, max_size=400), st.integers(1, 3))
@settings(max_examples=100, deadline=None)
def test_three_copies_are_no_loop_and_neither_is_anything_short(body: list[int], copies: int) -> None:
    detector = LoopDetector(least_tokens=len(body) * 3 + 1)
    assert not any(detector.add(token) for token in body * copies)


def test_a_table_of_equal_looking_rows_is_no_loop() -> None:
    rows = [[1, 2, 100 + row, 2, 3, 3, 2, 7] for row in range(500)]
    assert first_alarm([token for row in rows for token in row]) is None


def test_random_ids_are_no_loop() -> None:
    source = random.Random(1)
    assert first_alarm([source.randrange(50) for _ in range(20_000)]) is None
