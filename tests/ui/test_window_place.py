"""Where the window opens after screens have changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication
from stage import Stage

from app.ui.window_place import onto_screens

MAIN = QRect(0, 25, 1440, 875)
RIGHT = QRect(1440, 0, 2560, 1440)


@pytest.mark.parametrize(
    ("window", "screens", "expected"),
    [
        (QRect(100, 80, 1120, 780), [MAIN], QRect(100, 80, 1120, 780)),
        (QRect(2000, 300, 1120, 780), [MAIN, RIGHT], QRect(2000, 300, 1120, 780)),
        (QRect(2000, 300, 1120, 780), [MAIN], QRect(160, 56, 1120, 780)),  # its screen is gone
        (QRect(1350, 100, 1120, 780), [MAIN], QRect(160, 56, 1120, 780)),  # a sliver cannot be taken hold of
        (QRect(100, -300, 1120, 780), [MAIN], QRect(160, 56, 1120, 780)),  # its upper edge is out of reach
        (QRect(-900, 60, 1120, 780), [MAIN], QRect(-900, 60, 1120, 780)),  # pushed aside by the person
        (QRect(1500, 100, 2400, 1300), [MAIN], QRect(0, 25, 1440, 875)),  # larger than what is left
        (QRect(100, 80, 1120, 780), [], QRect(100, 80, 1120, 780)),
    ],
)
def test_the_window_can_always_be_reached(window: QRect, screens: list[QRect], expected: QRect) -> None:
    assert onto_screens(window, screens) == expected


def test_a_window_that_was_left_on_a_screen_that_is_gone_opens_on_this_one(staged: Callable[..., Stage]) -> None:
    first = staged()
    first.window.setGeometry(20_000, 9_000, 900, 640)
    first.window.close()
    second = staged()
    second.preferences.window_geometry = first.preferences.window_geometry
    second.window.restore_place()
    screens = [screen.availableGeometry() for screen in QApplication.screens()]
    assert any(screen.contains(second.window.geometry().topLeft()) for screen in screens)


def test_the_window_and_its_sidebar_are_as_they_were_left(staged: Callable[..., Stage]) -> None:
    first = staged()
    first.window.setGeometry(30, 40, 760, 560)
    first.window._splitter.moveSplitter(230, 1)
    first.window.close()
    second = staged()
    second.preferences.window_geometry = first.preferences.window_geometry
    second.preferences.sidebar_width = first.preferences.sidebar_width
    second.window.restore_place()
    assert second.window.geometry() == QRect(30, 40, 760, 560)
    assert second.window.sidebar.width() == pytest.approx(230, abs=2)
