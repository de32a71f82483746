"""The palette over the real window: opened by key or from the sidebar, walked and used without a mouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from stage import Stage, conversation_of, reply_of

from app.session.preferences import Appearance
from app.ui.palette.palette import Palette
from app.ui.sidebar.search_field import SearchField

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def stage(staged: Callable[..., Stage]) -> Stage:
    stage = staged(
        conversation_of("Trip to Kyoto", ("Where to?", reply_of("There."))),
        conversation_of("日本語の要約", ("何？", reply_of("要約。"))),
        *(conversation_of(f"Old talk {index}", ("x", reply_of("y")), days_ago=9) for index in range(6)),
    )
    stage.window.activateWindow()
    assert QTest.qWaitForWindowActive(stage.window)
    return stage


def opened(stage: Stage) -> Palette:
    QTest.keyClick(stage.window, Qt.Key.Key_K, CONTROL)
    palette = stage.window.palettes.palette
    assert palette.isVisible()
    assert palette.line.hasFocus()
    return palette


def press(key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget(), key)


def test_it_finds_every_command_that_can_be_done_now(stage: Stage) -> None:
    palette = opened(stage)
    actions = [action for action in stage.window.findChildren(QAction) if action.objectName()]
    assert len(actions) > 30
    for action in actions:
        if isinstance(action.menu(), QMenu):
            continue
        palette.line.setText(action.text())
        assert (action.text() in palette.titles()) == action.isEnabled(), action.text()


def test_it_finds_every_conversation_and_opens_it(stage: Stage) -> None:
    for conversation in stage.library.conversations:
        palette = opened(stage)
        palette.line.setText(conversation.title)
        assert palette.titles()[0] == conversation.title
        press(Qt.Key.Key_Return)
        assert palette.isHidden()
        stage.wait(lambda title=conversation.title: stage.session.conversation.title == title)  # type: ignore[misc]


def test_it_finds_every_setting_and_goes_to_its_control(stage: Stage) -> None:
    page = stage.window.settings.page
    rows = [row for section in page.sections for row in section.rows]
    assert len(rows) > 10
    for row in rows:
        palette = opened(stage)
        palette.line.setText(row.title)
        assert row.title in palette.titles()
        palette.leave()
    palette = opened(stage)
    palette.line.setText("idle")  # stands in its title
    assert palette.titles()[0] == "Sleep when idle"
    press(Qt.Key.Key_Return)
    assert stage.window.pages.widget.currentWidget() is page
    assert page.model.rows[0].isAncestorOf(QApplication.focusWidget())


def test_a_setting_is_found_by_what_its_sentence_says(stage: Stage) -> None:
    palette = opened(stage)
    palette.line.setText("low-power")
    assert palette.titles() == ["Read ahead"]


def test_a_command_is_done_and_the_keyboard_goes_back(stage: Stage) -> None:
    edit = stage.window.conversation.composer.edit
    assert edit.hasFocus()
    palette = opened(stage)
    QTest.keyClicks(palette.line, "dark")
    assert palette.current is not None
    assert palette.current.kind == "View › Appearance"
    press(Qt.Key.Key_Return)
    assert stage.preferences.appearance is Appearance.DARK
    assert edit.hasFocus()


def test_arrows_walk_and_wrap_and_escape_leaves_without_stopping_anything(stage: Stage) -> None:
    edit = stage.window.conversation.composer.edit
    palette = opened(stage)
    first = palette.current
    press(Qt.Key.Key_Down)
    assert palette.current is not first
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    assert palette.current is not None
    assert palette.current.title == palette.titles()[-1]
    stopped: list[bool] = []
    stage.window.menus.stop.triggered.connect(stopped.append)
    press(Qt.Key.Key_Escape)
    assert palette.isHidden()
    assert edit.hasFocus()
    assert stopped == []


def test_the_same_key_closes_it(stage: Stage) -> None:
    palette = opened(stage)
    QTest.keyClick(palette.line, Qt.Key.Key_K, CONTROL)
    assert palette.isHidden()


def test_the_newest_conversations_and_all_commands_stand_there_before_a_letter_is_typed(stage: Stage) -> None:
    titles = opened(stage).titles()
    assert len([title for title in titles[:5] if title in {c.title for c in stage.library.conversations}]) == 5
    assert "New Chat" in titles


def test_nothing_found_is_said(stage: Stage, visible_words: Callable[[object], str]) -> None:
    palette = opened(stage)
    palette.line.setText("qqqqqq")
    assert palette.titles() == []
    assert "Nothing like that was found." in visible_words(palette)
    press(Qt.Key.Key_Return)
    assert palette.isVisible()


def test_another_commands_key_does_it_and_shows_the_window(stage: Stage) -> None:
    palette = opened(stage)
    QTest.keyClick(palette.line, Qt.Key.Key_Comma, CONTROL)
    assert palette.isHidden()
    assert stage.window.pages.widget.currentWidget() is stage.window.settings.page


def test_the_field_of_the_sidebar_opens_it_and_a_click_beside_it_closes_it(stage: Stage) -> None:
    field = stage.window.sidebar.findChild(SearchField)
    assert isinstance(field, SearchField)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    palette = stage.window.palettes.palette
    assert palette.isVisible()
    QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=QPoint(5, palette.height() - 5))
    assert palette.isHidden()


def test_what_an_input_method_composes_is_no_command(stage: Stage) -> None:
    palette = opened(stage)
    QApplication.sendEvent(palette.line, QInputMethodEvent("にほん", []))
    assert palette.isVisible()
    commit = QInputMethodEvent()
    commit.setCommitString("日本")
    QApplication.sendEvent(palette.line, commit)
    assert palette.titles()[0] == "日本語の要約"


def test_it_stays_inside_the_window_however_small(stage: Stage) -> None:
    palette = opened(stage)
    for size in ((720, 520), (1_400, 900)):
        stage.window.resize(*size)
        QApplication.processEvents()
        assert palette.rect().contains(palette.card.geometry())
        assert palette.size() == stage.window.size()


def test_the_sheet_lists_every_action_with_all_its_keys(stage: Stage) -> None:
    QTest.keyClick(stage.window, Qt.Key.Key_Slash, CONTROL)
    sheet = stage.window.palettes.sheet
    assert sheet.isVisible()
    shown = sheet.text().split("\n")
    actions = [action for action in stage.window.findChildren(QAction) if action.objectName()]
    for action in actions:
        assert action.text() in shown
        for keys in action.shortcuts():
            assert keys.toString() in shown
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert sheet.isHidden()
