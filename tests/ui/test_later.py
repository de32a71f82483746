"""What is made when it is first wanted: once, and by nobody who only asks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot
from stage import Stage

from app.ui.later import Later, LaterPage


def test_it_is_made_once_and_when_it_is_wanted() -> None:
    made: list[object] = []

    def make() -> object:
        made.append(object())
        return made[-1]

    later = Later(make)
    assert later.made is None
    assert not made
    assert later.value is later.value
    assert [later.made] == made


def test_asking_whether_a_page_is_shown_makes_none(qtbot: QtBot) -> None:
    stack = QStackedWidget()
    qtbot.addWidget(stack)
    stack.addWidget(QWidget())
    later = LaterPage(stack, QWidget)
    assert not later.is_shown
    assert stack.count() == 1
    assert later.value.parent() is stack
    assert not later.is_shown  # made, beside the one that is shown
    later.show()
    assert later.is_shown
    assert stack.count() == 2


def test_a_window_that_just_opened_has_one_page(staged: Callable[..., Stage]) -> None:
    window = staged().window
    pages = window.pages.widget
    assert pages.count() == 1
    for command in (window.menus.settings, window.menus.models, window.menus.settings, window.menus.ledger):
        command.trigger()
    assert pages.count() == 4
