from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.chat.conversation import Effort
from app.session.preferences import Appearance, Preferences
from app.store.settings import Settings, SettingsFile


@pytest.fixture
def folder(tmp_path: Path, qapp: QObject) -> Path:
    return tmp_path / "data"


def test_a_change_is_announced_once_and_kept_soon(folder: Path, qtbot: QtBot) -> None:
    preferences = Preferences(file=SettingsFile(folder))
    assert preferences.effort is Effort.MEDIUM
    changed: list[str] = []
    preferences.changed.connect(changed.append)
    preferences.effort = Effort.HIGH
    preferences.effort = Effort.HIGH
    preferences.appearance = Appearance.DARK
    assert changed == ["effort", "appearance"]
    assert not folder.exists(), "not at each change"
    qtbot.waitUntil(lambda: SettingsFile(folder).load() == preferences.settings, timeout=5000)
    assert Preferences(file=SettingsFile(folder)).effort is Effort.HIGH


def test_the_end_saves_what_is_not_saved_yet(folder: Path) -> None:
    preferences = Preferences(file=SettingsFile(folder))
    preferences.flush()
    assert not folder.exists(), "nothing changed"
    for width in range(200, 300):
        preferences.sidebar_width = width
    preferences.flush()
    assert SettingsFile(folder).load() == Settings(sidebar_width=299)


def test_settings_that_cannot_be_kept_still_hold_and_are_said(tmp_path: Path, qapp: QObject) -> None:
    blocker = tmp_path / "blocker"
    blocker.write_text("a file")
    preferences = Preferences(file=SettingsFile(blocker))
    failures: list[object] = []
    preferences.failed.connect(failures.append)
    preferences.reasoning_open = True
    preferences.flush()
    assert preferences.reasoning_open
    assert len(failures) == 1
