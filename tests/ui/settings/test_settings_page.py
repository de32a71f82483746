"""The page of settings: each row sets one preference, and shows what holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QRadioButton, QWidget
from stage import Stage

from app.chat.exchange import Recording
from app.session.preferences import Appearance, Settings
from app.ui.settings.controls import Choice, Stepper, Switch
from app.ui.settings.page import SettingsPage
from app.ui.settings.section import Section

Words = Callable[[QWidget], str]


@pytest.fixture
def stage(staged: Callable[..., Stage]) -> Stage:
    stage = staged()
    stage.window.activateWindow()
    return stage


def opened(stage: Stage) -> SettingsPage:
    stage.window.menus.settings.trigger()
    assert stage.window.pages.widget.currentWidget() is stage.window.settings.page
    return stage.window.settings.page


def control(page: SettingsPage, preference: str) -> Choice | Switch | Stepper:
    return next(each.control(preference) for each in page.sections if preference in each.preferences)


def press(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_key_opens_it_and_escape_goes_back(stage: Stage) -> None:
    assert QTest.qWaitForWindowActive(stage.window)
    QTest.keyClick(stage.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert stage.window.pages.widget.currentWidget() is stage.window.settings.page
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert stage.window.pages.widget.currentWidget() is stage.window.conversation


def test_a_choice_sets_its_preference_and_shows_what_is_set_elsewhere(stage: Stage) -> None:
    page = opened(stage)
    looks = control(page, "appearance")
    assert isinstance(looks, Choice)
    press(looks.button(2))
    assert stage.preferences.appearance is Appearance.DARK
    stage.window.menus.appearances[Appearance.LIGHT].trigger()
    assert looks.choice == 1


def test_a_switch_sets_its_preference(stage: Stage) -> None:
    page = opened(stage)
    ahead = control(page, "works_ahead")
    assert isinstance(ahead, Switch)
    assert ahead.isChecked()
    QTest.keyClick(ahead, Qt.Key.Key_Space)
    assert not stage.preferences.works_ahead


def test_text_size_goes_step_by_step_and_ends(stage: Stage) -> None:
    page = opened(stage)
    size = control(page, "text_size")
    assert isinstance(size, Stepper)
    less, more = size.controls
    assert size.text() == "100 %"
    press(more)
    assert stage.preferences.text_size == 110
    assert size.text() == "110 %"
    stage.preferences.text_size = 150
    assert not more.isEnabled()
    stage.preferences.text_size = 85
    assert not less.isEnabled()


def test_a_value_that_no_button_has_checks_none(stage: Stage) -> None:
    stage.preferences.sleep_after_minutes = 7
    page = opened(stage)
    minutes = control(page, "sleep_after_minutes")
    assert isinstance(minutes, Choice)
    assert minutes.choice == -1
    press(minutes.button(4))
    assert stage.preferences.sleep_after_minutes == 0
    assert minutes.choice == 4


def test_recording_is_off_confidence_or_everything(stage: Stage) -> None:
    page = opened(stage)
    recording = control(page, "recording")
    assert isinstance(recording, Choice)
    for index, level in enumerate((Recording.OFF, Recording.CONFIDENCE, Recording.EVERYTHING)):
        press(recording.button(index))
        assert stage.preferences.recording is level


def test_what_was_read_is_measured_and_removed(stage: Stage) -> None:
    stage.reading.mkdir()
    (stage.reading / "kept").write_bytes(b"x" * 2_500_000)
    page = opened(stage)
    stage.wait(lambda: page.model.kept_words().startswith("2.5 MB"))
    remove = next(
        each for each in page.findChildren(QAbstractButton) if each.accessibleName() == "Remove what was read"
    )
    press(remove)
    stage.wait(lambda: page.model.kept_words() == "Nothing is kept.")
    assert list(stage.reading.iterdir()) == []
    assert not remove.isEnabled()


def test_the_folder_with_the_data_is_told_and_shown(stage: Stage, visible_words: Words) -> None:
    page = opened(stage)
    assert stage.reading.parent.name in visible_words(page.privacy)
    press(page.privacy.controls[0])
    assert [Path(each.removeprefix("file://")) for each in stage.opened] == [stage.reading.parent]


def test_every_row_sets_a_preference_that_exists(stage: Stage) -> None:
    page = opened(stage)
    named = [name for section in page.sections for name in section.preferences]
    assert len(named) == len(set(named)) >= 9
    assert set(named) <= {field.name for field in dataclasses.fields(Settings)}


def test_a_section_of_somebody_else_is_shown_and_heard_like_the_others(stage: Stage) -> None:
    page = opened(stage)
    section = Section(theme=stage.window.theme)
    section.set_title("Mine")
    section.add_switch("sidebar_visible", "Sidebar", "Whether it is there.")
    page.add_section(section, before=page.model)
    assert [each.title for each in page.sections] == [
        "General",
        "Appearance",
        "Reasoning",
        "Mine",
        "Model",
        "Cloud",
        "Privacy",
    ]
    page.show_settings(stage.preferences.settings)
    switch = section.control("sidebar_visible")
    assert isinstance(switch, Switch)
    assert switch.isChecked()
    press(switch)
    assert not stage.preferences.sidebar_visible


def test_a_narrow_window_puts_controls_below_their_words(stage: Stage) -> None:
    page = opened(stage)
    looks = control(page, "appearance")
    row = page.appearance.rows[0]
    stage.wait(lambda: looks.geometry().center().y() == pytest.approx(row.height() / 2, abs=3))
    stage.window.resize(720, 520)
    stage.wait(lambda: looks.geometry().center().y() > row.height() / 2 + 3)
    assert looks.x() == 16
    assert page.width() >= row.width()


def test_every_control_has_a_name_and_a_description(stage: Stage) -> None:
    page = opened(stage)
    for section in page.sections:
        for each in section.controls:
            assert each.accessibleName() or (isinstance(each, QAbstractButton) and each.text()), each
            is_other_choice = isinstance(each, QRadioButton) and not each.isChecked()
            assert is_other_choice or each.focusPolicy() & Qt.FocusPolicy.TabFocus
