from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from strategies import traces

from app.chat.token_record import TokenRecord, pack
from app.chat.trace import ANALYSIS, COMMENTARY, CONTROL, FINAL, Trace

CERTAIN_OR_NOT = [(0, 4, (0, 3, 0, 3)), (0, 5, (0, 1, 0, 3)), (1, 4, (0, 1, 0, 3))]
RECORD = TokenRecord(-1.0, 2.0, 3)
ROWS = Trace((7, 8, 9, 10), (1, 2, 3, 4), (CONTROL, ANALYSIS, CONTROL, FINAL), (0, 4, 0, 2))


@given(traces, traces, traces)
def test_adding_keeps_every_row_and_its_place(first: Trace, second: Trace, third: Trace) -> None:
    whole = first + second + third
    assert whole == first + (second + third)
    assert len(whole) == len(first) + len(second) + len(third)
    for field in dataclasses.fields(Trace):
        column, own = getattr(whole, field.name), getattr(second, field.name)
        assert len(column) in (0, len(whole))
        assert column[len(first) : len(first) + len(second)] == own or not own


@given(traces)
def test_nothing_added_changes_nothing(trace: Trace) -> None:
    assert trace + Trace() == Trace() + trace == trace


def test_recording_that_begins_or_ends_midway_leaves_gaps() -> None:
    recorded = Trace((11,), (5,), (FINAL,), (1,), records=(pack(RECORD),))
    forced = Trace((12,), (6,), (FINAL,), (1,), forced=(1,))
    whole = ROWS + recorded + forced
    assert whole.records == ("", "", "", "", pack(RECORD), "")
    assert whole.forced == (0, 0, 0, 0, 0, 1)
    assert [whole.record(place) for place in range(6)] == [None] * 4 + [RECORD, None]


def test_a_reply_that_recorded_nothing_has_no_records() -> None:
    assert ROWS.record(0) is None


def test_the_ids_of_the_answer_are_those_of_its_text() -> None:
    assert (ROWS + ROWS).answer_ids == (10, 10)
    assert ROWS.ids_of(ANALYSIS) == (8,)
    assert ROWS.ids_of(COMMENTARY) == ()
    assert Trace((1, 2), (3, 4)).answer_ids == (), "a reply from before kinds were kept"


def test_appending_copies_references_and_no_record() -> None:
    record = pack(RECORD)
    piece = Trace((1, 2, 3), (1, 2, 3), (1, 1, 1), (1, 1, 1), records=(record,) * 3)
    whole = Trace()
    for _ in range(100):
        whole = whole + piece
    assert all(held is record for held in whole.records)


@pytest.mark.parametrize(("step", "chars", "kinds"), CERTAIN_OR_NOT)
def test_a_step_becomes_the_answer_only_if_that_is_certain(step: int, chars: int, kinds: tuple[int, ...]) -> None:
    assert ROWS.with_step_as_answer(step, chars).kinds == kinds
