"""What the first picture did not wait for is got ready afterwards, step by step."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui import warming
from app.ui.warming import Warming


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QWidget:
    monkeypatch.setattr(warming, "FIRST_MS", 5)
    monkeypatch.setattr(warming, "NEXT_MS", 1)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def test_the_steps_are_taken_in_order_and_then_it_rests(qtbot: QtBot, window: QWidget) -> None:
    taken: list[str] = []
    steps = Warming([lambda: taken.append("first"), lambda: taken.append("second")], window=window)
    steps.start()
    assert not taken  # not in the turn that shows the window
    qtbot.waitUntil(lambda: not steps.isActive(), timeout=5_000)
    assert taken == ["first", "second"]


def test_nothing_is_got_ready_for_a_window_that_is_closed(qtbot: QtBot, window: QWidget) -> None:
    taken: list[str] = []
    steps = Warming([window.close, lambda: taken.append("after")], window=window)
    steps.start()
    qtbot.waitUntil(lambda: not steps.isActive(), timeout=5_000)
    assert not taken


def test_all_modules_that_it_imports_are_there() -> None:
    for step in warming.imports():
        assert step() is not None
