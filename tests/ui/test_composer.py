"""Writing, sending and stopping by keyboard, with input methods and with far too much text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.chat.conversation import Effort
from app.ui.composer.composer import Composer
from app.ui.composer.prompt_edit import MOST_PASTED, MOST_PASTED_LINES
from app.ui.theme import Theme


@pytest.fixture
def composer(qtbot: QtBot, theme: Theme) -> Composer:
    composer = Composer(theme=theme)
    qtbot.addWidget(composer)
    composer.resize(600, 120)
    composer.show()
    composer.take_focus()
    return composer


@pytest.fixture
def sent(composer: Composer) -> list[tuple[str, Effort]]:
    sent: list[tuple[str, Effort]] = []
    composer.submitted.connect(lambda text, effort: sent.append((text, effort)))
    return sent


def press(composer: Composer, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(composer.edit, key, modifier)


def test_enter_sends_and_the_text_stays_until_it_is_taken(composer: Composer, sent: list[tuple[str, Effort]]) -> None:
    QTest.keyClicks(composer.edit, "What is 47 + 85?")
    press(composer, Qt.Key.Key_Return)
    assert sent == [("What is 47 + 85?", Effort.MEDIUM)]
    assert composer.text == "What is 47 + 85?"
    composer.clear()
    assert composer.text == ""


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier])
def test_shift_or_option_enter_is_a_new_line(
    composer: Composer, sent: list[object], modifier: Qt.KeyboardModifier
) -> None:
    QTest.keyClicks(composer.edit, "a")
    press(composer, Qt.Key.Key_Return, modifier)
    QTest.keyClicks(composer.edit, "b")
    assert composer.text == "a\nb"
    assert sent == []


@pytest.mark.parametrize("blank", ["", "   ", "\n\n", "\u3000"])
def test_blank_text_is_not_sent(composer: Composer, sent: list[object], blank: str) -> None:
    composer.show_text(blank)
    press(composer, Qt.Key.Key_Return)
    assert sent == []
    assert not composer.send_button.isEnabled()


def test_enter_while_an_input_method_composes_does_not_send(
    composer: Composer, sent: list[object], qtbot: QtBot
) -> None:
    QApplication.sendEvent(composer.edit, QInputMethodEvent("にほんご", []))
    press(composer, Qt.Key.Key_Return)
    assert sent == []
    commit = QInputMethodEvent("", [])
    commit.setCommitString("日本語")
    QApplication.sendEvent(composer.edit, commit)
    press(composer, Qt.Key.Key_Return)  # some input methods send the Return that ended the composition afterwards
    assert sent == []
    assert composer.text == "日本語"
    qtbot.waitUntil(lambda: not composer.edit.is_composing, timeout=5_000)
    press(composer, Qt.Key.Key_Return)
    assert sent == [("日本語", Effort.MEDIUM)]


def test_while_a_reply_grows_enter_does_not_send_and_the_button_stops(
    composer: Composer, sent: list[object], qtbot: QtBot
) -> None:
    composer.show_text("next question")
    composer.show_activity(is_answering=True)
    press(composer, Qt.Key.Key_Return)
    assert sent == []
    with qtbot.waitSignal(composer.stop_asked):
        composer.send_button.click()
    composer.show_activity(is_answering=False)
    composer.send_button.click()
    assert len(sent) == 1


def test_the_box_grows_to_ten_lines_and_then_scrolls(composer: Composer) -> None:
    heights = []
    for count in range(1, 15):
        composer.show_text("\n".join("x" * count))
        heights.append(composer.edit.height())
    assert heights[:10] == sorted(set(heights[:10]))
    assert set(heights[10:]) == {heights[9]}


def test_a_wrapped_line_counts_as_it_is_seen(composer: Composer) -> None:
    composer.show_text("short")
    low = composer.edit.height()
    composer.show_text("word " * 60)
    assert composer.edit.height() > low


def paste(composer: Composer, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    composer.edit.insertFromMimeData(data)


def test_a_far_too_long_paste_is_refused_with_a_sentence_and_nothing_is_lost(composer: Composer) -> None:
    composer.show_text("my words")
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("x" * 10_000_000)
    composer.edit.paste()
    assert composer.text == "my words"
    assert "10,000,000 characters" in composer.notice
    assert len(clipboard.text()) == 10_000_000
    QTest.keyClicks(composer.edit, "!")
    assert composer.notice == ""


def test_a_paste_within_the_limit_is_taken_as_plain_text(composer: Composer) -> None:
    data = QMimeData()
    data.setHtml("<b>bold</b>")
    data.setText("bold")
    composer.edit.insertFromMimeData(data)
    paste(composer, "y" * (MOST_PASTED - 100))
    assert composer.text == "bold" + "y" * (MOST_PASTED - 100)
    assert composer.notice == ""


def test_the_limit_is_what_the_box_holds_in_the_end(composer: Composer) -> None:
    paste(composer, "y" * MOST_PASTED)
    assert composer.text == "y" * MOST_PASTED
    composer.edit.selectAll()
    paste(composer, "z" * MOST_PASTED)
    assert composer.text == "z" * MOST_PASTED, "what is selected makes room"
    paste(composer, "!")
    assert composer.text == "z" * MOST_PASTED
    assert composer.notice


def test_more_lines_than_can_be_laid_out_at_once_are_refused(composer: Composer) -> None:
    paste(composer, "\n" * MOST_PASTED_LINES)
    assert composer.notice == ""
    composer.clear()
    paste(composer, "\n" * (MOST_PASTED_LINES + 1))
    assert composer.text == ""
    assert "10,000 lines" in composer.notice


def test_up_in_an_empty_box_asks_for_the_last_question(composer: Composer, qtbot: QtBot) -> None:
    with qtbot.waitSignal(composer.recall_asked):
        press(composer, Qt.Key.Key_Up)
    composer.show_text("text")
    with qtbot.assertNotEmitted(composer.recall_asked):
        press(composer, Qt.Key.Key_Up)


def test_effort_is_chosen_by_keyboard(composer: Composer, qtbot: QtBot) -> None:
    chosen: list[Effort] = []
    composer.effort_chosen.connect(chosen.append)
    composer.show_effort(Effort.LOW)
    assert chosen == []
    low = composer.findChild(type(composer._efforts)).button(0)
    low.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(low, Qt.Key.Key_Right)
    assert composer.effort is Effort.MEDIUM
    assert chosen == [Effort.MEDIUM]


def test_the_promise_stands_under_the_box(composer: Composer, visible_words: Callable[..., str]) -> None:
    assert "Nothing is sent anywhere" in visible_words(composer)
