"""In the smallest window, also with the largest text, nothing is cut off at a side and what can be done is in sight."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from scenes import SCENES, library
from stage import Stage

from app.ui.controls.column_area import ColumnArea
from app.ui.main_window import LEAST_SIZE

Staged = Callable[..., Stage]


def small(staged: Staged, scene: str, percent: int) -> Stage:
    stage = staged(*library())
    SCENES[scene](stage)
    stage.window.resize(*LEAST_SIZE)
    stage.preferences.text_size = percent
    for _ in range(20):
        QApplication.processEvents()
    assert (stage.window.width(), stage.window.height()) == LEAST_SIZE
    return stage


def in_sight(widget: QWidget, window: QWidget) -> bool:
    place = widget.rect().translated(widget.mapTo(window, QPoint()))
    return window.rect().contains(place)


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("scene", ["empty", "settings", "cloud_adding", "models", "presets", "ledger", "benchmark"])
def test_no_page_is_wider_than_its_place(scene: str, percent: int, staged: Staged) -> None:
    stage = small(staged, scene, percent)
    seen = [area for area in stage.window.findChildren(ColumnArea) if area.isVisible()]
    assert seen
    for area in seen:
        assert area.widget().width() <= area.viewport().width()


@pytest.mark.parametrize("percent", [100, 150])
def test_the_ledger_keeps_what_says_most(percent: int, staged: Staged) -> None:
    table = small(staged, "ledger", percent).window.cloud_pages.ledger.table
    shown = [str(table.model().headerData(at, table.horizontalHeader().orientation()))
             for at in range(7) if not table.isColumnHidden(at)]  # fmt: skip
    assert shown == (["Time", "Conversation", "Cost"] if percent == 100 else ["Conversation and time", "Cost"])
    table.window().resize(1200, 800)
    QApplication.processEvents()
    if percent == 100:
        assert not any(table.isColumnHidden(at) for at in range(7))


@pytest.mark.parametrize("percent", [100, 150])
def test_what_may_be_answered_to_a_card_is_in_sight(percent: int, staged: Staged) -> None:
    stage = small(staged, "card", percent)
    card = stage.window.conversation.egress
    buttons: list[QAbstractButton] = [card.not_now, card.always, card.once]
    assert all(in_sight(button, stage.window) for button in buttons)
    assert not any(
        one.geometry().intersects(other.geometry()) for one in buttons for other in buttons if one is not other
    )
    stage.window.resize(1200, 1000)
    QApplication.processEvents()
    assert stage.window.conversation.composer.isVisible()
    assert stage.window.conversation.transcript.isVisible()


def test_no_turn_is_wider_than_the_transcript(staged: Staged) -> None:
    transcript = small(staged, "stopped", 150).window.conversation.transcript
    assert transcript.widget().width() <= transcript.viewport().width()
