"""What is selected of texts that stand one below the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.ui.transcript.selection_span import Place, Span, Stretch

LENGTHS = (10, 0, 5, 8)


def at(part: int, position: int) -> Place:
    return Place(part, position)


def places(lengths: tuple[int, ...]) -> st.SearchStrategy[Place]:
    return st.integers(0, len(lengths) - 1).flatmap(
        lambda part: st.builds(Place, st.just(part), st.integers(0, lengths[part]))
    )


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, tuple[int, ...]]:
    lengths = tuple(draw(st.lists(st.integers(0, 6), min_size=1, max_size=6)))
    first, last = sorted((draw(places(lengths)), draw(places(lengths))))
    return Span((first, last), draw(places(lengths))), lengths


def test_what_leads_down_ends_the_first_text_and_begins_the_last() -> None:
    span = Span((at(0, 4), at(0, 4)), at(3, 2))
    assert span.stretches(LENGTHS) == (Stretch(0, 4, 10), Stretch(2, 0, 5), Stretch(3, 0, 2))


def test_what_leads_up_runs_backwards() -> None:
    span = Span((at(3, 2), at(3, 2)), at(0, 4))
    assert span.stretches(LENGTHS) == (Stretch(0, 10, 4), Stretch(2, 5, 0), Stretch(3, 2, 0))


def test_the_word_it_began_with_stays_whole_in_both_directions() -> None:
    word = (at(2, 1), at(2, 3))
    assert Span(word, at(3, 2)).stretches(LENGTHS)[0] == Stretch(2, 1, 5)
    assert Span(word, at(0, 9)).stretches(LENGTHS)[-1] == Stretch(2, 3, 0)
    assert Span(word, at(2, 2)).stretches(LENGTHS) == (Stretch(2, 1, 3),)


def test_one_place_selects_nothing() -> None:
    assert Span((at(2, 1), at(2, 1)), at(2, 1)).stretches(LENGTHS) == ()


def test_an_end_beyond_a_text_that_has_shrunk_is_its_end() -> None:
    assert Span((at(0, 4), at(0, 4)), at(2, 99)).stretches((6, 0, 3)) == (Stretch(0, 4, 6), Stretch(2, 0, 3))


@given(spans())
def test_exactly_the_letters_between_its_ends_are_selected(made: tuple[Span, tuple[int, ...]]) -> None:
    span, lengths = made
    top, bottom = sorted(span.ends)
    wanted = [
        (part, letter)
        for part, length in enumerate(lengths)
        for letter in range(length)
        if top <= Place(part, letter) and (part < bottom.part or Place(part, letter + 1) <= bottom)
    ]
    found = [
        (stretch.part, letter)
        for stretch in span.stretches(lengths)
        for letter in range(min(stretch.anchor, stretch.head), max(stretch.anchor, stretch.head))
    ]
    assert found == wanted


@given(spans())
def test_origin_and_head_are_always_within(made: tuple[Span, tuple[int, ...]]) -> None:
    span, _ = made
    top, bottom = sorted(span.ends)
    assert top <= span.origin[0] <= span.origin[1] <= bottom
    assert top <= span.head <= bottom


@given(spans())
def test_stretches_run_one_way_in_the_order_of_reading(made: tuple[Span, tuple[int, ...]]) -> None:
    span, lengths = made
    stretches = span.stretches(lengths)
    assert [stretch.part for stretch in stretches] == sorted({stretch.part for stretch in stretches})
    assert all(stretch.anchor != stretch.head for stretch in stretches)
    assert len({stretch.anchor < stretch.head for stretch in stretches}) <= 1
