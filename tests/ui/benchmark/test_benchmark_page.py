"""The page of the benchmark: runs and results in, words on screen and intents out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmark_scenes import BENCHMARK_SCENES, MODEL, NOT_RUN, REFUSED, RESULT, done, failed, never, running, unknown
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.session.benchmark import Run, RunState, Subject
from app.ui.benchmark.figure_view import FigureView
from app.ui.benchmark.page import BenchmarkPage
from app.ui.models.progress_bar import ProgressBar
from app.ui.theme import Theme

Words = Callable[[QWidget], str]


@pytest.fixture
def page(qtbot: QtBot, theme: Theme) -> BenchmarkPage:
    page = BenchmarkPage(theme=theme)
    qtbot.addWidget(page)
    page.resize(868, 780)
    page.show()
    return page


@pytest.fixture
def asked(page: BenchmarkPage) -> list[object]:
    asked: list[object] = []
    page.run_asked.connect(asked.append)
    page.cancel_asked.connect(lambda: asked.append("cancel"))
    page.export_asked.connect(asked.append)
    page.left.connect(lambda: asked.append("left"))
    return asked


def test_before_the_first_run_it_says_what_it_costs(page: BenchmarkPage, visible_words: Words) -> None:
    never(page)
    words = visible_words(page)
    assert "Nothing has been measured on this Mac yet." in words
    assert "Takes a few minutes" in words
    assert "Your model sleeps meanwhile" in words
    assert "Copy" not in words


def test_every_figure_is_told_with_bound_peer_and_whether_it_holds(page: BenchmarkPage, visible_words: Words) -> None:
    done(page)
    views = page.findChildren(FigureView)
    assert len(views) == len(RESULT.figures)
    speed, recorded, after, reading, pieces, _, _, difference, stop, *others = map(visible_words, views)
    assert speed.split("\n") == [
        "Writing speed", "Soliloquy 95.3 tok/s · mlx-lm 93.1 tok/s", "1.024 ×", "at least 0.98 ×", "Holds"
    ]  # fmt: skip
    assert "Does not hold" in recorded
    assert [each.split("\n")[:2] for each in (after, reading, pieces)] == [
        ["Writing speed after 32,768 tokens", "Soliloquy 74.9 tok/s · mlx-lm 74.2 tok/s"],
        ["Reading speed of 2,048 tokens", "Soliloquy 623.2 tok/s · mlx-lm 656.0 tok/s"],
        ["Reading speed in pieces of the usual length", "usual 623.2 tok/s · fastest 662.0 tok/s"],
    ]
    assert difference.split("\n") == ["Difference that the quicker way makes", "0", "at most 0", "Holds"]
    assert stop.split("\n") == ["Part of the layers that Stop waits for", "0.0417", "at most 0.1", "Holds"]
    assert [each.split("\n")[:2] for each in others] == [
        ["Tokens read in a conversation with edits and branches", "721"],
        ["The same beside mlx_lm.server", "Soliloquy 721.0 tokens · mlx_lm.server 6,595 tokens"],
        ["The same beside llama.cpp", "Soliloquy 721.0 tokens · compared with 5,992 tokens"],
        ["First token after 16,384 tokens, to one after none", "long 129.6 ms · empty 120.0 ms"],
        ["First token of the next turn after 16,384 tokens", "Soliloquy 129.6 ms · mlx_lm.server 420.0 ms"],
        ["First token of an early edit after 16,384 tokens", "Soliloquy 702.0 ms · mlx_lm.server 61,250 ms"],
        ["Tokens read again when a conversation is reopened", "0"],
        ["First token of a conversation opened again", "opened again 804.0 ms · all read 26,800 ms"],
        ["Time until Stop is obeyed, of that of a piece", "until it stopped 47.6 ms · a piece 820.0 ms"],
        ["Most memory held, of what was planned", "held 12,069 MB · planned 14,900 MB"],
    ]
    words = visible_words(page)
    assert f"with {MODEL}" in words
    assert "Apple M2 Max · macOS-15.6-arm64 · MLX 0.32.4" in words
    assert "The memory of Apple M2 Max allows at most 156 tok/s of gpt-oss-20b" in words
    assert "read in pieces of 1,024 tokens from the next start" in words


def test_a_screen_reader_hears_a_figure_as_a_whole(page: BenchmarkPage) -> None:
    done(page)
    first = page.findChildren(FigureView)[0]
    assert first.accessibleName() == (
        "Writing speed: 1.024 × (at least 0.98 ×). Holds. Soliloquy 95.3 tok/s · mlx-lm 93.1 tok/s"
    )


def test_what_is_not_known_is_shown_as_it_is_never_as_html(page: BenchmarkPage, visible_words: Words) -> None:
    unknown(page)
    words = visible_words(page)
    assert "first token, <b>16k</b> before it\n12.5\nat most 20" in words
    assert "Soliloquy 48.0 ms · compared with 120.0 ms\n0.400 ×\nat most 0.50 ×" in words
    assert f"Not measured here: {NOT_RUN.name} ({NOT_RUN.reason})." in words
    assert "The memory of" not in words


def test_while_it_runs_it_tells_how_far_it_is_and_can_be_cancelled(
    page: BenchmarkPage, asked: list[object], visible_words: Words
) -> None:
    running(page)
    assert "Writing, in turns with mlx-lm…" in visible_words(page)
    bar = page.findChild(ProgressBar)
    assert bar.value() == round(1000 * 3 / 7)
    assert bar.accessibleName() == "Measuring"
    QTest.mouseClick(page.running.button, Qt.MouseButton.LeftButton)
    assert asked == ["cancel"]
    page.show_benchmark(Run(RunState.CANCELLED), None, model="")
    assert "Cancelled. Nothing of it was kept." in visible_words(page)
    assert not bar.isVisibleTo(page)


def test_what_is_measured_is_chosen_and_costs_what_it_says(
    page: BenchmarkPage, asked: list[object], visible_words: Words
) -> None:
    done(page)
    page.running.button.click()
    model = page.running.controls[1]
    assert isinstance(model, QAbstractButton)
    model.click()
    assert f"{MODEL} itself, held by one side" in visible_words(page)
    page.running.button.click()
    page.show_benchmark(Run(), None, model="")  # the model is gone
    assert "held by one side" not in visible_words(page)
    page.running.button.click()
    assert asked == [Subject.SHAPE, Subject.MODEL, Subject.SHAPE]


def test_a_failure_is_told_and_the_result_before_stays(page: BenchmarkPage, visible_words: Words) -> None:
    failed(page)
    words = visible_words(page)
    assert REFUSED.message in words
    assert "Writing speed" in words
    done(page)
    assert REFUSED.message not in visible_words(page)


def test_the_same_button_runs_and_cancels_and_keeps_the_keyboard(page: BenchmarkPage, qtbot: QtBot) -> None:
    never(page)
    page.activateWindow()
    page.running.button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(page.running.button.hasFocus, timeout=5_000)
    running(page)
    assert page.running.button.hasFocus()
    assert page.running.button.text() == "Cancel"


def test_copying_puts_all_of_it_on_the_clipboard(page: BenchmarkPage) -> None:
    done(page)
    copy = page.result.controls[0]
    assert isinstance(copy, QAbstractButton)
    copy.click()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert len(copied) == 4 + len(RESULT.figures)
    assert copied[1] == "Apple M2 Max · macOS-15.6-arm64 · MLX 0.32.4"
    assert copied[3] == page.findChildren(FigureView)[1].accessibleName()


def test_the_file_is_chosen_in_a_dialog_that_nothing_waits_for(
    page: BenchmarkPage, asked: list[object], tmp_path: Path
) -> None:
    done(page)
    export = page.result.controls[1]
    assert isinstance(export, QAbstractButton)
    export.click()
    dialog = page.findChild(QFileDialog)
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    dialog.fileSelected.emit(str(tmp_path / "a.json"))
    dialog.close()
    assert asked == [tmp_path / "a.json"]


def test_another_result_takes_the_place_of_the_one_before(page: BenchmarkPage, visible_words: Words) -> None:
    done(page)
    unknown(page)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(page.findChildren(FigureView)) == 2
    assert "Writing speed" not in visible_words(page)


def test_escape_goes_back_and_is_not_left_to_the_menus_stop(page: BenchmarkPage, asked: list[object]) -> None:
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    override.ignore()
    QApplication.sendEvent(page, override)
    assert override.isAccepted()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert asked == ["left"]


def test_tab_goes_from_above_to_below(page: BenchmarkPage, qtbot: QtBot) -> None:
    done(page)
    page.activateWindow()
    page.opened()
    qtbot.waitUntil(page.hasFocus, timeout=5_000)
    visited: list[str] = []
    for _ in range(5):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        button = QApplication.focusWidget()
        assert isinstance(button, QAbstractButton)
        visited.append(button.text())
    assert visited == ["Done", "Random weights", "Run", "Copy", "Export as JSON…"]


@pytest.mark.parametrize("name", BENCHMARK_SCENES)
def test_whatever_can_be_pressed_has_a_name(page: BenchmarkPage, name: str) -> None:
    BENCHMARK_SCENES[name](page)
    for button in page.findChildren(QAbstractButton):
        if button.isVisibleTo(page):
            assert QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name)


@pytest.mark.parametrize("name", BENCHMARK_SCENES)
@pytest.mark.parametrize("width", [468, 868])
def test_nothing_is_wider_than_the_page(page: BenchmarkPage, name: str, width: int) -> None:
    BENCHMARK_SCENES[name](page)
    page.resize(width, 700)
    QApplication.processEvents()
    for view in [*page.findChildren(FigureView), page.running, *page.findChildren(QAbstractButton)]:
        if view.isVisibleTo(page):
            right = view.mapTo(page, view.rect().topRight()).x()
            assert right < width


def test_what_is_exported_is_what_is_shown() -> None:
    assert [check["name"] for check in json.loads(RESULT.exported())["checks"]] == [f.name for f in RESULT.figures]
