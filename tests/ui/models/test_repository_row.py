"""The line in which a repository is named: by keyboard alone, with a sentence for what is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from model_scenes import DEMO, TUNED, named, offered, on_disk, show
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.models.page import ModelsPage
from app.ui.models.repository_row import RepositoryRow
from app.ui.theme import Theme

Words = Callable[[QWidget], str]


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> ModelsPage:
    page = ModelsPage(theme=theme)
    qtbot.addWidget(page)
    page.resize(868, 780)
    page.show()
    page.activateWindow()
    assert QTest.qWaitForWindowActive(page)
    show(page, [offered()[0], DEMO])
    return page


@pytest.fixture
def row(page: ModelsPage) -> RepositoryRow:
    button = next(each for each in page.findChildren(QAbstractButton) if each.text() == "Add a repository…")
    button.click()
    return page.findChild(RepositoryRow)


@pytest.fixture
def asked(page: ModelsPage) -> list[str]:
    asked: list[str] = []
    page.repository_asked.connect(asked.append)
    return asked


def focused() -> QWidget | None:
    return QApplication.focusWidget()


def test_it_opens_empty_with_the_keyboard_in_it(page: ModelsPage, row: RepositoryRow) -> None:
    assert focused() is row.line
    assert not row.look.isEnabled()
    assert row.line.accessibleName() == "A gpt-oss model on huggingface.co, by its owner and name"


def test_return_asks_once(row: RepositoryRow, asked: list[str]) -> None:
    QTest.keyClick(row.line, Qt.Key.Key_Return)
    QTest.keyClicks(row.line, " a/b ")
    QTest.keyClick(row.line, Qt.Key.Key_Return)
    QTest.keyClick(row.line, Qt.Key.Key_Return)
    assert asked == [" a/b "]
    assert row.look.text() == "Looking…"
    assert row.line.isReadOnly()


def test_the_button_asks_and_the_keyboard_stays_in_the_line(row: RepositoryRow, asked: list[str]) -> None:
    QTest.keyClicks(row.line, "a/b")
    row.look.setFocus(Qt.FocusReason.TabFocusReason)
    row.look.click()
    assert asked == ["a/b"]
    assert focused() is row.line


def test_a_refusal_keeps_what_was_typed_and_goes_when_that_is_corrected(
    page: ModelsPage, row: RepositoryRow, asked: list[str], visible_words: Words
) -> None:
    QTest.keyClicks(row.line, "a/b")
    QTest.keyClick(row.line, Qt.Key.Key_Return)
    page.refuse_repository("There is none.")
    assert "There is none." in visible_words(row)
    assert row.line.accessibleDescription() == "There is none."
    assert row.line.text() == "a/b"
    QTest.keyClicks(row.line, "c")
    assert "There is none." not in visible_words(row)
    QTest.keyClick(row.line, Qt.Key.Key_Return)
    assert asked == ["a/b", "a/bc"]


@pytest.mark.parametrize("is_looking", [True, False])
def test_cancel_closes_it_and_says_that_nobody_waits(
    page: ModelsPage, row: RepositoryRow, qtbot: QtBot, is_looking: bool
) -> None:
    if is_looking:
        QTest.keyClicks(row.line, "a/b")
        QTest.keyClick(row.line, Qt.Key.Key_Return)
    with qtbot.waitSignal(page.repository_left):
        row.cancel.click()
    assert row.isHidden()
    page.refuse_repository("Too late.")
    row.open()
    assert row.line.text() == ""
    assert not row.line.isReadOnly()


def test_escape_closes_it_before_the_page(page: ModelsPage, row: RepositoryRow) -> None:
    left: list[bool] = []
    page.left.connect(lambda: left.append(True))
    QTest.keyClick(row.line, Qt.Key.Key_Escape)
    assert row.isHidden()
    assert not left
    button = focused()
    assert isinstance(button, QAbstractButton)
    assert button.text() == "Add a repository…"
    QTest.keyClick(button, Qt.Key.Key_Escape)
    assert left


def test_what_was_found_stands_there_with_its_question_and_has_the_keyboard(page: ModelsPage, qtbot: QtBot) -> None:
    named(page)
    button = focused()
    assert isinstance(button, QAbstractButton)
    assert button.text() == "Download 12.4 GB"
    card = page.card(page.card_ids[-2])
    qtbot.waitUntil(lambda: page.rect().contains(card.mapTo(page, card.rect().center())))


def test_what_is_on_this_disk_already_is_not_loaded_by_looking_it_up(page: ModelsPage) -> None:
    agreed: list[object] = []
    page.agreed.connect(lambda *what: agreed.append(what))
    show(page, [on_disk(offered()[0]), TUNED, DEMO])
    page.offer("gpt-oss-20b")
    assert agreed == []
    button = focused()
    assert isinstance(button, QAbstractButton)
    assert button.accessibleName() == "Use: gpt-oss-20b"


@pytest.mark.parametrize("width", [420, 560, 720])
def test_nothing_of_it_is_wider_than_the_page(page: ModelsPage, row: RepositoryRow, width: int) -> None:
    page.resize(width, 700)
    QTest.qWait(0)
    for widget in (*row.controls, *page.findChildren(QAbstractButton)):
        if widget.isVisibleTo(page):
            assert widget.mapTo(page, widget.rect().topRight()).x() <= width, widget
