"""The breath of the icon: while the model thinks, and never where nothing is to move."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.session.preferences import Follow
from app.ui.reasoning.pulse import Pulse
from app.ui.theme import Theme


@pytest.fixture
def shown(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_it_beats_while_something_goes_on_and_rests_at_full_strength(
    shown: QWidget, qtbot: QtBot, theme: Theme
) -> None:
    theme.set_reduced_motion(Follow.NEVER)
    pulse = Pulse(shown, theme=theme)
    pulse.beat(True)
    qtbot.waitUntil(lambda: pulse.strength < 0.9, timeout=5_000)
    pulse.beat(False)
    assert pulse.strength == 1
    assert not pulse.isActive()


def test_it_is_still_where_nothing_is_to_move(shown: QWidget, qtbot: QtBot, theme: Theme) -> None:
    theme.set_reduced_motion(Follow.ALWAYS)
    pulse = Pulse(shown, theme=theme)
    pulse.beat(True)
    assert not pulse.isActive()
    assert pulse.strength == 1


def test_it_stops_as_soon_as_nothing_is_to_move(shown: QWidget, qtbot: QtBot, theme: Theme) -> None:
    theme.set_reduced_motion(Follow.NEVER)
    pulse = Pulse(shown, theme=theme)
    pulse.beat(True)
    theme.set_reduced_motion(Follow.ALWAYS)
    qtbot.waitUntil(lambda: not pulse.isActive(), timeout=5_000)
    assert pulse.strength == 1
