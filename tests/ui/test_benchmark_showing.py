"""The benchmark's page in the window: how one gets there and back, and what reaches the session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from benchmark_scenes import MODEL, RESULT
from model_scenes import offered
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from stage import Stage

from app.chat.failure import Failure, FailureKind
from app.session.benchmark import Run, RunState, Subject
from app.ui.benchmark.page import BenchmarkPage

Words = Callable[[QWidget], str]


@pytest.fixture
def stage(staged: Callable[..., Stage]) -> Stage:
    stage = staged()
    stage.window.activateWindow()
    return stage


def opened(stage: Stage) -> BenchmarkPage:
    stage.window.menus.benchmark.trigger()
    assert stage.window.pages.widget.currentWidget() is stage.window.benchmark.page
    return stage.window.benchmark.page


def test_the_key_opens_it_and_escape_goes_back(stage: Stage) -> None:
    assert QTest.qWaitForWindowActive(stage.window)
    QTest.keyClick(stage.window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert stage.window.pages.widget.currentWidget() is stage.window.benchmark.page
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert stage.window.pages.widget.currentWidget() is stage.window.conversation


def test_the_page_of_models_leads_to_it(stage: Stage) -> None:
    stage.window.menus.models.trigger()
    buttons = stage.window.pages.page.findChildren(QAbstractButton)
    next(button for button in buttons if button.text() == "Benchmark…").click()
    assert stage.window.pages.widget.currentWidget() is stage.window.benchmark.page


def test_what_is_asked_for_reaches_the_session(stage: Stage, tmp_path: Path) -> None:
    page = opened(stage)
    page.run_asked.emit(Subject.MODEL)
    page.cancel_asked.emit()
    page.export_asked.emit(tmp_path)
    assert stage.benchmark.asked == [("start", Subject.MODEL), ("cancel",), ("export", tmp_path)]


def test_a_run_is_shown_also_to_who_comes_later(stage: Stage, visible_words: Words) -> None:
    stage.benchmark.model = offered()[0]
    stage.benchmark.become(Run(RunState.RUNNING))
    page = opened(stage)
    assert "Starting…" in visible_words(page)
    stage.benchmark.become(Run(RunState.DONE), RESULT)
    assert f"with {MODEL}" in visible_words(page)
    assert "The model in use" in visible_words(page)


def test_why_it_could_not_be_exported_is_told_on_the_page(stage: Stage, visible_words: Words, tmp_path: Path) -> None:
    page = opened(stage)
    stage.benchmark.refusal = Failure(FailureKind.STORAGE, "There is no room.")
    page.export_asked.emit(tmp_path)
    assert "There is no room." in visible_words(page)
