"""Events are the same however their bytes are cut, and nothing that a server sends can grow without end."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.backends.sse import EventStream, EventTooLargeError, NotUtf8Error, StreamError


def events(*pieces: bytes, limit: int = 1000) -> list[str]:
    stream = EventStream(limit)
    return [event for piece in pieces for event in stream.feed(piece)]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"data: a\n\ndata: b\n\n", ["a", "b"]),
        (b"data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]),
        (b"data: a\r\rdata: b\r\r", ["a", "b"]),
        (b"\xef\xbb\xbfdata: a\n\n", ["a"]),
        (b"data: a\n\n\xef\xbb\xbfdata: b\n\n", ["a"]),  # in the middle it is part of an unknown field's name
        (b": comment\n\n:\n\ndata: a\n\n", ["a"]),
        (b"data: a\ndata:b\ndata\ndata:  c\n\n", ["a\nb\n\n c"]),
        (b"event: x\nid: 1\nretry: 5\nother: y\ndata: a\n\n", ["a"]),
        (b"event: only a name\n\n", []),
        (b"data: half", []),
        (b"data: half\n", []),
        ("data: a\u2028b\u0085c\n\n".encode(), ["a\u2028b\u0085c"]),
        (b"\n\n\n", []),
        (b"data: a:b\n\n", ["a:b"]),
        (b"dataset: a\n\n", []),
    ],
)
def test_what_the_standard_says(sent: bytes, expected: list[str]) -> None:
    assert events(sent) == expected
    assert events(*(sent[i : i + 1] for i in range(len(sent)))) == expected


LINE = st.one_of(
    st.sampled_from(["", "", "data: a", "data:é", "data", ": c", "event: x", "data: \u2028", "\ufeff"]),
    st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=8).map("data:".__add__),
)


@example([("data", "\n"), (": c", "\n")], [], 6)  # a comment is no part of an event, but of what is held
@example([("data:é", "\n")], [], 6)  # bytes count, not characters
@given(
    st.lists(st.tuples(LINE, st.sampled_from(["\n", "\r", "\r\n"]))),
    st.lists(st.integers(0, 300)),
    st.integers(6, 60),
)
def test_cuts_change_nothing(lines: list[tuple[str, str]], cuts: list[int], limit: int) -> None:
    data = "".join(line + end for line, end in lines).encode()
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    pieces = [data[begin:end] for begin, end in itertools.pairwise(places)]
    assert outcome(pieces, limit) == outcome([data], limit) == outcome([bytes([byte]) for byte in data], limit)


def outcome(pieces: list[bytes], limit: int) -> tuple[list[str], type[StreamError] | None]:
    stream, seen = EventStream(limit), []
    try:
        for piece in pieces:
            for event in stream.feed(piece):
                seen.append(event)  # noqa: PERF402  # what came before an error counts
    except StreamError as error:
        return seen, type(error)
    return seen, None


@given(st.binary(max_size=200), st.integers(1, 50))
def test_any_bytes_are_events_or_a_typed_error(data: bytes, limit: int) -> None:
    assert outcome([data], limit) == outcome([bytes([byte]) for byte in data], limit)


@pytest.mark.parametrize(
    "sent", [b"data: " + b"x" * 2000, b"data: x\n" * 300, b"x" * 2000 + b"\n\n", b":" + b"x" * 2000]
)
def test_an_event_without_end_is_refused(sent: bytes) -> None:
    with pytest.raises(EventTooLargeError):
        events(sent)
    with pytest.raises(EventTooLargeError):
        events(*(sent[i : i + 7] for i in range(0, len(sent), 7)))


def test_comments_may_go_on_for_ever() -> None:
    assert events(b": working\n" * 500 + b"data: a\n\n") == ["a"]


def test_bytes_that_are_no_text_are_refused_after_the_events_before_them() -> None:
    assert outcome([b"data: a\n\ndata: \xff\n\n"], 100) == (["a"], NotUtf8Error)
