"""The first run in the whole app: shown to people once, never in the way of the demo or of a test."""

from __future__ import annotations

from pathlib import Path

from driving import OpenWindow
from pytestqt.qtbot import QtBot

from app.chat.conversation import Effort


def test_the_first_run_is_shown_only_where_somebody_is_welcomed(open_window: OpenWindow) -> None:
    pages = open_window(scripted=True).window.pages
    assert pages.widget.currentWidget() is not pages.welcome


def test_behind_the_first_run_the_demo_answers_and_it_is_not_shown_again(
    open_window: OpenWindow, qtbot: QtBot, own_home: Path
) -> None:
    first = open_window(scripted=True, welcomes=True)
    pages = first.window.pages
    assert pages.widget.currentWidget() is pages.welcome
    qtbot.waitUntil(lambda: first.session.readiness.can_answer, timeout=60_000)
    first.session.submit("Hello", Effort.LOW)
    qtbot.waitUntil(lambda: first.session.path[-1].reply.status.is_over, timeout=60_000)
    for _ in range(2):
        pages.welcome.main_button().click()
    assert pages.welcome.screen_index == 2
    first.close()
    again = open_window(scripted=True, welcomes=True).window.pages
    assert again.widget.currentWidget() is not again.welcome


def test_the_models_of_this_machine_are_shown_with_the_demo_loaded(open_window: OpenWindow, qtbot: QtBot) -> None:
    soliloquy = open_window(scripted=True)
    qtbot.waitUntil(lambda: soliloquy.session.readiness.can_answer, timeout=60_000)
    soliloquy.window.menus.models.trigger()
    page = soliloquy.window.pages.page
    assert page.card_ids[0] == "gpt-oss-20b"
    assert page.card_ids[-1] == "demo"
    qtbot.waitUntil(lambda: page.card("demo").accessibleName().endswith(", Loaded"), timeout=10_000)
