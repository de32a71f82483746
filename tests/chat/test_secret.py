"""A key is printed, formatted, compared and copied without being seen."""

from __future__ import annotations

import copy
import pickle
import traceback

import pytest

from app.chat.secret import Secret

CANARY = "sk-canary-4f1d"


def test_it_can_be_used() -> None:
    secret = Secret(CANARY)
    assert secret.reveal() == CANARY
    assert secret == Secret(CANARY)
    assert secret != Secret("other")
    assert secret != CANARY
    assert bool(secret)
    assert not Secret("")


def test_it_is_not_seen() -> None:
    secret = Secret(CANARY)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>50}", f"{secret:s}", f"{[secret]}"]
    assert not any(CANARY in text for text in shown)
    assert not hasattr(secret, "__dict__")
    with pytest.raises(TypeError):
        vars(secret)


@pytest.mark.parametrize("way", [pickle.dumps, copy.copy, copy.deepcopy, hash])
def test_it_is_not_copied_into_data(way: object) -> None:
    with pytest.raises(TypeError) as caught:
        way(Secret(CANARY))  # type: ignore[operator]
    assert CANARY not in str(caught.value)


def test_a_traceback_with_all_variables_does_not_show_it() -> None:
    secret = Secret(CANARY)
    try:
        raise ValueError(f"with {secret}")
    except ValueError as error:
        said = traceback.TracebackException.from_exception(error, capture_locals=True)
    text = "".join(said.format())
    assert "hidden" in text
    assert CANARY not in text.replace(f'"{CANARY}"', "")


@pytest.mark.parametrize(("text", "fits"), [(CANARY, True), ("a b", False), ("a\r\nX: y", False), ("ключ", False)])
def test_what_can_stand_in_a_header(text: str, fits: bool) -> None:
    assert Secret(text).fits_a_header is fits
