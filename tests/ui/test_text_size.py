"""The size of text: by key, at once, everywhere, and without cutting anything off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from model_scenes import states
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from stage import Stage, conversation_of, reply_of

from app.ui.controls.label import ElidedLabel
from app.ui.text_size import TEXT_SIZES, larger, nearest, smaller
from app.ui.transcript.text_pane import TextPane

CONTROL = Qt.KeyboardModifier.ControlModifier


def key(stage: Stage, each: Qt.Key) -> None:
    QTest.keyClick(stage.window, each, CONTROL)
    QApplication.processEvents()


@pytest.fixture
def stage(staged: Callable[..., Stage]) -> Stage:
    stage = staged(conversation_of("Sums", ("47 + 85?", reply_of("It is **132**, as `47 + 85`.\n\n```\ncode\n```"))))
    stage.window.activateWindow()
    assert QTest.qWaitForWindowActive(stage.window)
    stage.session.open_conversation(stage.library.conversations[0].id)
    stage.wait(lambda: bool(stage.session.path))
    stage.window.menus.reasoning.trigger()
    QApplication.processEvents()
    return stage


def pixels(stage: Stage) -> dict[QWidget, int]:
    shown = [each for each in stage.window.findChildren(QWidget) if each.isVisible()]
    told = [each for each in shown if isinstance(each, TextPane | QLabel | QAbstractButton) and each.text()]
    return {each: each.font().pixelSize() for each in told}


def test_the_keys_change_the_size_and_bring_it_back(stage: Stage) -> None:
    key(stage, Qt.Key.Key_Plus)
    assert stage.preferences.text_size == 110
    key(stage, Qt.Key.Key_Minus)
    key(stage, Qt.Key.Key_Minus)
    assert stage.preferences.text_size == 90
    key(stage, Qt.Key.Key_0)
    assert stage.preferences.text_size == 100
    assert not stage.window.menus.usual_text.isEnabled()


def test_every_font_follows_at_once_and_comes_back(stage: Stage) -> None:
    before = pixels(stage)
    assert len(before) > 15
    stage.preferences.text_size = 150
    QApplication.processEvents()
    after = pixels(stage)
    kept = before.keys() & after.keys()  # blocks of an answer are drawn anew
    assert len(kept) > 10
    assert {each: after[each] for each in kept} == {each: round(before[each] * 1.5) for each in kept}
    stage.preferences.text_size = 100
    QApplication.processEvents()
    assert {each: pixels(stage)[each] for each in kept} == {each: before[each] for each in kept}


@pytest.mark.parametrize("size", [85, 150])
@pytest.mark.parametrize("page", ["conversation", "models", "settings", "benchmark", "welcome", "empty"])
def test_nothing_is_cut_off(stage: Stage, page: str, size: int) -> None:
    stage.window.resize(1_100, 760)
    match page:
        case "models":
            stage.models.become(*states())
            stage.window.menus.models.trigger()
        case "settings" | "benchmark" | "welcome":
            getattr(stage.window.menus, page).trigger()
        case "empty":
            stage.window.menus.new_chat.trigger()
        case _:
            pass
    stage.preferences.text_size = size
    for _ in range(5):
        QApplication.processEvents()
    assert cut_off(stage.window) == []


def cut_off(window: QWidget) -> list[tuple[str, str]]:
    """Words with less room than they need. What is elided on purpose is told apart by its class."""
    found = []
    for each in window.findChildren(QWidget):
        if not each.isVisible() or isinstance(each, ElidedLabel) or not isinstance(each, QLabel | QAbstractButton):
            continue
        if not each.text() or not each.fontMetrics().horizontalAdvance(each.text()):
            continue
        lines = each.fontMetrics().boundingRect(
            0, 0, each.width(), 10_000, Qt.TextFlag.TextWordWrap if wraps(each) else 0, each.text()
        )
        if lines.height() > each.height() + 1 or lines.width() > each.width() + 1:
            found.append((type(each).__name__, each.text()))
    return found


def wraps(widget: QLabel | QAbstractButton) -> bool:
    return widget.wordWrap() if isinstance(widget, QLabel) else widget.objectName() == "example"


def test_steps_meet_their_ends() -> None:
    walked = [TEXT_SIZES[0]]
    while larger(walked[-1]) != walked[-1]:
        walked.append(larger(walked[-1]))
    assert tuple(walked) == TEXT_SIZES
    assert [smaller(size) for size in TEXT_SIZES] == [TEXT_SIZES[0], *TEXT_SIZES[:-1]]
    assert nearest(97) == 100
