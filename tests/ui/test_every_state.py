"""Each page and state, walked by machine: everything is translated and has room for it, everything has a name and a
role, and the keyboard gets everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from looking import Flashes, PseudoLocale, controls, cut_off, unbracketed, unbracketed_actions, unnamed, walked_by_tab
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton
from scenes import SCENES, library, told
from stage import Stage

from app.ui.sidebar.conversation_list import ConversationList


@pytest.fixture
def pseudo(qapp: QApplication) -> Iterator[None]:
    translator = PseudoLocale()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.mark.parametrize("name", SCENES)
def test_it_is_translated_named_and_reached(pseudo: None, staged: Callable[..., Stage], name: str) -> None:
    flashes = Flashes(QApplication.instance())  # type: ignore[arg-type]
    stage = staged(*library())
    stage.window.resize(1120, 780)
    stage.window.activateWindow()
    assert QTest.qWaitForWindowActive(stage.window)
    SCENES[name](stage)
    for _ in range(10):
        QApplication.processEvents()
    window = stage.window
    assert flashes.seen == []
    assert unbracketed(window, told(stage)) == []
    assert unbracketed_actions(window) == []
    assert cut_off(window) == []
    assert unnamed(window) == []
    wanted = {each for each in controls(window) if not _is_reached_otherwise(each)}
    walked = set(walked_by_tab(window))
    assert {_told(each) for each in wanted - walked} == set()


def _is_reached_otherwise(widget: object) -> bool:
    """By the arrows: the other ones of a choice, and rows below a line to type in."""
    if isinstance(widget, QLineEdit) and widget.maxLength() == 200:
        return True  # a title that is being changed, which F2 opened
    if isinstance(widget, QRadioButton):
        return not widget.isChecked()
    is_list = getattr(widget, "focusPolicy", lambda: None)() == Qt.FocusPolicy.NoFocus
    return is_list and not isinstance(widget, ConversationList)


def _told(widget: object) -> str:
    name = getattr(widget, "accessibleName", str)() or getattr(widget, "text", str)()
    return f"{type(widget).__name__} {name}"
