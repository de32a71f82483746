"""What is kept of an engine's last words."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from app.backends.error_tail import MAX_LINE_CHARACTERS, MAX_LINES, ErrorTail

PANIC = """INFO soliloquy.engine: started
thread '<unnamed>' panicked at src/lib.rs:7:9:
byte index 3 is not a char boundary; it is inside 'é' of `my secret
words over two lines`
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
Fatal Python error: Aborted
"""


def tail(*pieces: bytes) -> str:
    errors = ErrorTail()
    for piece in pieces:
        errors.feed(piece)
    return errors.text


def test_a_panic_keeps_its_place_and_loses_the_text_that_it_quotes() -> None:
    kept = tail(PANIC.encode())
    assert "panicked at src/lib.rs:7:9" in kept
    assert kept.endswith("Fatal Python error: Aborted")
    assert "secret" not in kept
    assert "two lines" not in kept


def test_only_the_last_lines_are_kept_and_each_is_short() -> None:
    kept = tail(b"".join(b"%d%s\n" % (n, b"x" * 1000) for n in range(100))).splitlines()
    assert len(kept) == MAX_LINES
    assert kept[-1].startswith("99x")
    assert all(len(line) == MAX_LINE_CHARACTERS for line in kept)


def test_an_endless_line_is_dropped_and_the_next_one_kept() -> None:
    assert tail(*[b"x" * 100_000] * 11, b"\nhere\n").splitlines()[-1] == "here"


@given(st.lists(st.integers(0, len(PANIC.encode())), max_size=8))
def test_it_is_the_same_however_the_bytes_arrive(cuts: list[int]) -> None:
    data = PANIC.encode()
    edges = [0, *sorted(cuts), len(data)]
    assert tail(*(data[a:b] for a, b in itertools.pairwise(edges))) == tail(data)
