"""A stage with the real window, and themed widgets of their own."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QLocale
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from stage import RESOURCES, Stage

from app.chat.conversation import Conversation
from app.session.formulas import Formulas
from app.session.preferences import Appearance
from app.ui.theme import Theme
from app.ui.transcript import pace
from app.ui.transcript.lexers_coming import lexer_coming


@pytest.fixture(autouse=True)
def _english_numbers() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


@pytest.fixture(scope="session", autouse=True)
def _empty_clipboard_at_the_end(qapp: QApplication) -> Iterator[None]:
    """The offscreen platform holds what was copied in a static variable, which outlives Python: data that was made in
    Python would take the process down (Qt 6.11)."""
    yield
    qapp.clipboard().clear()


@pytest.fixture(autouse=True)
def _time_to_draw(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A text is drawn at once, however slow this machine is now. Tests marked ``real_slices`` measure just that."""
    if request.node.get_closest_marker("real_slices") is None:
        monkeypatch.setattr(pace, "TURN_SECONDS", 2.0)


@pytest.fixture(scope="session", autouse=True)
def _lexers_are_there() -> None:
    """Code in the languages of our texts has its colours at once, as in an app that has been running for a while."""
    for language in ("py", "python", "js", "sql", "rust", "bash", "toml", "json", "html"):
        lexer_coming(language).result(timeout=60)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme(icons=RESOURCES / "icons")
    theme.set_appearance(Appearance.LIGHT)
    yield theme
    theme.deleteLater()


@pytest.fixture
def staged(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Stage]]:
    """Opens a window over a store that holds the given conversations, and closes it after the test."""
    stages: list[Stage] = []

    def open_stage(*conversations: Conversation, formulas: Formulas | None = None) -> Stage:
        stage = Stage(tmp_path / f"stage-{len(stages)}", conversations=conversations, formulas=formulas)
        stages.append(stage)
        stage.window.resize(1000, 700)
        stage.window.show()
        assert QTest.qWaitForWindowExposed(stage.window)
        qtbot.waitUntil(lambda: len(stage.library.conversations) == len(conversations), timeout=10_000)
        return stage

    yield open_stage
    for stage in stages:
        stage.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()


@pytest.fixture
def visible_words() -> Callable[[QWidget], str]:
    """All labels and buttons that can be seen in a widget."""

    def words(widget: QWidget) -> str:
        shown = [child for child in widget.findChildren(QWidget) if child.isVisibleTo(widget)]
        return "\n".join(child.text() for child in shown if isinstance(child, QLabel | QAbstractButton))

    return words
