from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from app.session.power import is_low_power
from app.ui.motion import system_reduces_motion

asked = pytest.mark.parametrize("ask", [is_low_power, system_reduces_motion])


@asked
@pytest.mark.skipif(sys.platform == "darwin", reason="there it depends on the person")
def test_elsewhere_the_answer_is_no(ask: Callable[[], bool]) -> None:
    assert ask() is False


@asked
@pytest.mark.skipif(sys.platform == "darwin", reason="there the libraries are")
def test_where_the_libraries_are_missing_it_is_no(ask: Callable[[], bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert ask() is False


@asked
@pytest.mark.skipif(sys.platform != "darwin", reason="asks macOS")
def test_macos_answers(ask: Callable[[], bool]) -> None:
    assert ask() in (True, False)
