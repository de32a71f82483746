"""The first run: three screens, one acknowledgement, and the model that fits this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from model_scenes import DEMO, FREE, LOST_NETWORK, MAC_32, WELCOMES, offered, on_disk, part, welcomed, with_first
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.session.model_card import CardState
from app.ui.models.offers import Intent
from app.ui.theme import Theme
from app.ui.welcome.welcome import Welcome

FIRST = "gpt-oss-20b"
Words = Callable[[QWidget], str]


class Heard:
    def __init__(self, welcome: Welcome) -> None:
        self.said: list[object] = []
        welcome.acknowledged.connect(self._on_acknowledged)
        welcome.agreed.connect(self._on_agreed)
        welcome.left.connect(self._on_left)
        welcome.all_models_asked.connect(self._on_all)

    def _on_acknowledged(self) -> None:
        self.said.append("acknowledged")

    def _on_agreed(self, model_id: str, intent: Intent) -> None:
        self.said.append((model_id, intent))

    def _on_left(self) -> None:
        self.said.append("left")

    def _on_all(self) -> None:
        self.said.append("all models")


@pytest.fixture
def welcome(qtbot: QtBot, theme: Theme) -> Welcome:
    welcome = Welcome(theme=theme)
    qtbot.addWidget(welcome)
    welcome.resize(868, 700)
    welcome.show()
    welcome.activateWindow()
    welcome.opened()
    return welcome


@pytest.fixture
def heard(welcome: Welcome) -> Heard:
    return Heard(welcome)


def press(welcome: Welcome, words: str) -> None:
    button = next(each for each in welcome.findChildren(QAbstractButton) if each.text() == words and each.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def escape(widget: QWidget) -> None:
    QCoreApplication.sendEvent(
        widget, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    )


def test_it_says_what_this_is_and_what_it_promises(welcome: Welcome, visible_words: Words) -> None:
    words = visible_words(welcome)
    assert "A chat whose reasoning you can read" in words
    assert "no access to the network" in words
    assert "No account, no telemetry" in words
    assert "1 of 3" in words


def test_raw_reasoning_is_acknowledged_once_before_the_model_is_offered(
    welcome: Welcome, heard: Heard, visible_words: Words
) -> None:
    press(welcome, "Continue")
    assert "The reasoning is raw and unfiltered" in visible_words(welcome)
    assert heard.said == []
    press(welcome, "I understand")
    assert heard.said == ["acknowledged"]
    assert "3 of 3" in visible_words(welcome)


def test_one_can_go_back_and_read_again(welcome: Welcome, visible_words: Words) -> None:
    press(welcome, "Continue")
    press(welcome, "Back")
    assert "1 of 3" in visible_words(welcome)


def test_return_is_enough_to_go_through(welcome: Welcome, heard: Heard, qtbot: QtBot) -> None:
    welcome.show_models([*offered(), DEMO], recommended=offered()[0], machine=MAC_32, free_disk_bytes=FREE)
    for index in range(3):
        qtbot.waitUntil(welcome.main_button().hasFocus, timeout=5_000)
        assert welcome.screen_index == index
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert heard.said == ["acknowledged", (FIRST, Intent.DOWNLOAD)]


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_escape_leaves_from_every_screen_and_acknowledges_nothing(welcome: Welcome, heard: Heard, steps: int) -> None:
    for words in ("Continue", "I understand")[:steps]:
        press(welcome, words)
    escape(welcome.main_button())
    assert heard.said == (["acknowledged"] if steps == 2 else []) + ["left"]


def test_the_model_that_fits_is_offered_with_its_size_and_host(
    welcome: Welcome, heard: Heard, visible_words: Words
) -> None:
    welcomed("fitting", welcome)
    words = visible_words(welcome)
    assert "This Mac has 32 GB of memory" in words
    assert "huggingface.co" in words
    assert "fetch 12.1 GB; 214 GB are free" in words
    press(welcome, "Download 12.1 GB")
    assert heard.said == ["acknowledged", (FIRST, Intent.DOWNLOAD)]


def test_the_demo_can_be_tried_meanwhile(welcome: Welcome, heard: Heard, visible_words: Words) -> None:
    welcomed("downloading", welcome)
    words = visible_words(welcome)
    assert "Downloading · 7.4 of 12.1 GB · 38 MB/s · 4 min left" in words
    assert "Download 12.1 GB" not in words
    press(welcome, "Try the demo model now")
    assert heard.said == ["acknowledged", "left"]


def test_where_nothing_fits_it_says_so_and_offers_the_demo(
    welcome: Welcome, heard: Heard, visible_words: Words
) -> None:
    welcomed("small_mac", welcome)
    words = visible_words(welcome)
    assert "gpt-oss does not fit this Mac" in words
    assert "This Mac has 16 GB of memory, which is less than any gpt-oss model needs" in words
    assert "Needs a Mac with 24 GB" in words
    assert "Download" not in words
    press(welcome, "Try the demo model now")
    assert heard.said == ["acknowledged", "left"]


def test_without_room_on_the_disk_it_says_so_and_offers_no_download(welcome: Welcome, visible_words: Words) -> None:
    welcomed("no_room", welcome)
    words = visible_words(welcome)
    assert "12.1 GB are needed and 8.0 GB are free" in words
    assert "Download 12.1 GB" not in words


def test_a_model_that_has_arrived_can_be_used(welcome: Welcome, heard: Heard) -> None:
    welcomed("fitting", welcome)
    cards = [on_disk(offered()[0]), *offered()[1:], DEMO]
    welcome.show_models(cards, recommended=cards[0], machine=MAC_32, free_disk_bytes=FREE)
    press(welcome, "Use gpt-oss-20b")
    assert heard.said[-1] == (FIRST, Intent.USE)
    cards[0] = replace(cards[0], state=CardState.LOADED, is_current=True)
    welcome.show_models(cards, recommended=cards[0], machine=MAC_32, free_disk_bytes=FREE)
    press(welcome, "Start")
    assert heard.said[-1] == "left"


def test_a_download_that_failed_says_why_and_can_be_tried_again(
    welcome: Welcome, heard: Heard, visible_words: Words
) -> None:
    welcomed("fitting", welcome)
    cards = with_first(state=CardState.FAILED, progress=part(7_400_000_000), failure=LOST_NETWORK)
    welcome.show_models(cards, recommended=cards[0], machine=MAC_32, free_disk_bytes=FREE)
    assert LOST_NETWORK.message in visible_words(welcome)
    press(welcome, "Try again")
    assert heard.said[-1] == (FIRST, Intent.RESUME)


def test_all_models_are_one_step_away(welcome: Welcome, heard: Heard) -> None:
    welcomed("small_mac", welcome)
    press(welcome, "All models…")
    assert heard.said[-1] == "all models"


@pytest.mark.parametrize("name", WELCOMES)
def test_every_control_has_a_name_and_every_label_is_plain_text_at_any_width(welcome: Welcome, name: str) -> None:
    welcomed(name, welcome)
    for width in (420, 868):
        welcome.resize(width, 520)
        QTest.qWait(0)
        for button in welcome.findChildren(QAbstractButton):
            if button.isVisible():
                assert QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name)
                assert button.mapTo(welcome, button.rect().topRight()).x() <= width
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in welcome.findChildren(QLabel))


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("name", WELCOMES)
def test_what_to_do_is_in_sight_in_the_smallest_window(name: str, percent: int, qtbot: QtBot, theme: Theme) -> None:
    theme.set_text_size(percent)
    welcome = Welcome(theme=theme)
    qtbot.addWidget(welcome)
    welcome.resize(460, 520)  # beside the sidebar of the smallest window
    welcome.show()
    welcomed(name, welcome)
    QApplication.processEvents()
    for button in welcome.main_button().parentWidget().findChildren(QAbstractButton):
        if button.height() >= welcome.main_button().height() and button.isVisible():
            inside = (
                welcome.rect().adjusted(0, 0, 1, 1).contains(button.rect().translated(button.mapTo(welcome, QPoint())))
            )
            assert inside, button.text()
    theme.set_text_size(100)
