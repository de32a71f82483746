from __future__ import annotations

import sys

import pytest

from app.session.power import is_low_power


@pytest.mark.skipif(sys.platform == "darwin", reason="there it depends on the person")
def test_elsewhere_nobody_saves_energy() -> None:
    assert is_low_power() is False


@pytest.mark.skipif(sys.platform == "darwin", reason="there the libraries are")
def test_where_the_libraries_are_missing_nobody_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert is_low_power() is False


@pytest.mark.skipif(sys.platform != "darwin", reason="asks macOS")
def test_macos_answers() -> None:
    assert is_low_power() in (True, False)
