"""What crosses the pipe arrives as it was sent, and nothing else is taken for it."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formulas.formula import Outline, Refusal, Tex
from app.formulas.lines import (
    MAX_LINE_BYTES,
    FormulaLineError,
    decode_drawing,
    decode_tex,
    encode_drawing,
    encode_tex,
)

EMPTY = b"\0\0\0\0"


@given(st.text(), st.booleans())
def test_any_tex_crosses_in_one_line(text: str, is_displayed: bool) -> None:
    line = encode_tex(Tex(text, is_displayed))
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert decode_tex(line) == Tex(text, is_displayed)


@given(st.text())
def test_a_refusal_crosses(reason: str) -> None:
    assert decode_drawing(encode_drawing(Refusal(reason))) == Refusal(reason)


def test_an_outline_crosses() -> None:
    outline = Outline(1.5, 0.75, -0.25, (1).to_bytes(4, "big") + bytes(28))
    assert decode_drawing(encode_drawing(outline)) == outline


def path_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    "held",
    [
        [],
        {},
        {"refused": 1},
        {"refused": "x", "more": 1},
        {"width": 1.0, "ascent": 1.0, "depth": 0.0},
        {"width": 1, "ascent": 1.0, "depth": 0.0, "path": path_of(EMPTY)},
        {"width": 0.0, "ascent": 1.0, "depth": 0.0, "path": path_of(EMPTY)},
        {"width": 1.0, "ascent": 1e9, "depth": 0.0, "path": path_of(EMPTY)},
        {"width": 1.0, "ascent": 1.0, "depth": 0.0, "path": "?"},
        {"width": 1.0, "ascent": 1.0, "depth": 0.0, "path": path_of(b"")},
        {"width": 1.0, "ascent": 1.0, "depth": 0.0, "path": path_of(b"\x7f\xff\xff\xff")},
        {"width": 1.0, "ascent": 1.0, "depth": 0.0, "path": path_of((2).to_bytes(4, "big") + bytes(28))},
    ],
)
def test_what_is_no_drawing_is_refused(held: object) -> None:
    with pytest.raises(FormulaLineError):
        decode_drawing(json.dumps(held).encode())


@pytest.mark.parametrize(
    "line",
    [b"", b"x\n", b"\xff\n", b"[" * 100_000, b'{"refused": "' + b"x" * MAX_LINE_BYTES + b'"}'],
    ids=["nothing", "a letter", "no text", "brackets", "a long line"],
)
def test_noise_is_refused(line: bytes) -> None:
    with pytest.raises(FormulaLineError):
        decode_drawing(line)
    with pytest.raises(FormulaLineError):
        decode_tex(line)


def test_a_length_that_is_no_number_is_refused() -> None:
    with pytest.raises(FormulaLineError):
        decode_drawing(b'{"width": NaN, "ascent": 1.0, "depth": 0.0, "path": "AAAAAA=="}')
