"""Garbage of Qt is collected in the window's thread, however busy another one is."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from app.ui import garbage
from app.ui.garbage import GarbageCollector

LIMIT_MS = 5_000


class Ring(QObject):
    """Refers to itself, as a widget does that connects a signal to a function of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._self = self
        self._timer = QTimer(self, interval=10_000)
        self._timer.start()


@pytest.fixture
def ends() -> list[threading.Thread]:
    """In which threads rings came to their end."""
    return []


@pytest.fixture
def collector(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[GarbageCollector]:
    monkeypatch.setattr(garbage, "THRESHOLDS", (700, 2, 2))
    gc.enable()  # as Python begins
    yield GarbageCollector()
    gc.disable()  # as in all tests


def _throw_away(ends: list[threading.Thread]) -> None:
    weakref.finalize(Ring(), lambda: ends.append(threading.current_thread()))


def _make_much() -> None:
    for _ in range(20_000):
        ring: list[object] = []
        ring.append(ring)


def test_what_is_thrown_away_goes_when_the_window_is_idle(
    collector: GarbageCollector, ends: list[threading.Thread], qtbot: QtBot
) -> None:
    collector.start()
    _throw_away(ends)
    _make_much()
    assert ends == []
    qtbot.waitUntil(lambda: ends == [threading.main_thread()], timeout=LIMIT_MS)


def test_another_thread_that_makes_much_collects_nothing(
    collector: GarbageCollector, ends: list[threading.Thread], qtbot: QtBot
) -> None:
    collector.start()
    _throw_away(ends)
    other = threading.Thread(target=_make_much)
    other.start()
    other.join()
    assert ends == []
    qtbot.waitUntil(lambda: ends == [threading.main_thread()], timeout=LIMIT_MS)


def test_what_has_survived_is_looked_through_when_enough_has(
    collector: GarbageCollector, ends: list[threading.Thread], qtbot: QtBot
) -> None:
    collector.start()
    ring = Ring()
    weakref.finalize(ring, lambda: ends.append(threading.current_thread()))
    gc.collect(1)  # into the oldest generation
    del ring
    for _ in range(20):
        assert ends == [] or ends == [threading.main_thread()]
        _make_much()
        collector.collect()
    assert ends == [threading.main_thread()]
