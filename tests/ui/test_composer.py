"""Writing, sending and stopping by keyboard, with input methods and with far too much text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.chat.attachment import Attachment, AttachmentKind, attachment_of
from app.chat.conversation import Effort
from app.session.counts import TokenCount
from app.ui.composer.composer import Composer
from app.ui.composer.prompt_edit import MOST_PASTED, MOST_PASTED_LINES
from app.ui.composer.scene import ComposerScene, FileScene, MeterScene
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


def test_the_other_way_round_enter_is_a_new_line_and_shift_enter_sends(
    composer: Composer, sent: list[tuple[str, Effort]]
) -> None:
    composer.edit.enter_sends = False
    QTest.keyClicks(composer.edit, "a")
    press(composer, Qt.Key.Key_Return)
    QTest.keyClicks(composer.edit, "b")
    assert sent == []
    press(composer, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert sent == [("a\nb", Effort.MEDIUM)]


@pytest.mark.parametrize("enter_sends", [True, False])
def test_command_enter_always_sends(composer: Composer, sent: list[object], enter_sends: bool) -> None:
    composer.edit.enter_sends = enter_sends
    composer.show_text("a")
    press(composer, Qt.Key.Key_Enter, Qt.KeyboardModifier.ControlModifier)
    assert len(sent) == 1


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


COMPOSING_KEYS = [
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Tab,
]


@pytest.mark.parametrize("key", COMPOSING_KEYS)
@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier])
def test_while_an_input_method_composes_every_key_of_its_belongs_to_it(
    composer: Composer, sent: list[object], key: Qt.Key, modifier: Qt.KeyboardModifier, qtbot: QtBot
) -> None:
    told: list[str] = []
    composer.recall_asked.connect(lambda: told.append("recall"))
    composer.edit.takes_key = lambda _event: bool(told.append("list")) or True
    QApplication.sendEvent(composer.edit, QInputMethodEvent("に", []))
    press(composer, key, modifier)
    assert (sent, told, composer.text) == ([], [], "")
    assert composer.edit.hasFocus()
    commit = QInputMethodEvent("", [])
    commit.setCommitString("二")
    QApplication.sendEvent(composer.edit, commit)
    before = composer.edit.textCursor().position()
    press(composer, key, modifier)  # replayed by some input methods
    assert (sent, told, composer.text, composer.edit.textCursor().position()) == ([], [], "二", before)
    qtbot.waitUntil(lambda: not composer.edit.is_composing, timeout=5_000)
    press(composer, key)
    assert told == (["list"] if key != Qt.Key.Key_Tab else []), "and afterwards to us again"
    assert composer.edit.hasFocus() is (key != Qt.Key.Key_Tab)


def test_escape_is_kept_from_the_menu_only_while_somebody_needs_it(composer: Composer) -> None:
    def is_kept() -> bool:
        escape = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        escape.ignore()
        QApplication.sendEvent(composer.edit, escape)
        return escape.isAccepted()

    assert not is_kept(), "it stops the answer"
    QApplication.sendEvent(composer.edit, QInputMethodEvent("に", []))
    assert is_kept()
    QApplication.sendEvent(composer.edit, QInputMethodEvent("", []))
    assert not is_kept()
    composer.edit.wants_escape = lambda: True
    assert is_kept()


def test_while_a_reply_grows_enter_queues_and_so_does_a_button(composer: Composer, sent: list[object]) -> None:
    queued: list[tuple[str, Effort]] = []
    composer.queue_asked.connect(lambda text, effort: queued.append((text, effort)))
    composer.show_activity(is_answering=True)
    assert not composer.queue_button.isVisible()
    QTest.keyClicks(composer.edit, "next")
    assert composer.queue_button.isVisible()
    press(composer, Qt.Key.Key_Return)
    composer.queue_button.click()
    assert queued == [("next", Effort.MEDIUM)] * 2
    assert sent == []


def test_a_file_alone_can_be_sent_but_not_while_another_is_read(composer: Composer, sent: list[object]) -> None:
    file = FileScene(Attachment("a.csv", AttachmentKind.CSV, "a"))
    composer.show_scene(ComposerScene(files=(file,), pending=("b.pdf",)))
    assert composer.waiting == ""
    press(composer, Qt.Key.Key_Return)
    composer.send_button.click()
    assert composer.waiting == "Waiting for “b.pdf”… You can send as soon as it is read."
    assert composer.send_button.accessibleDescription() == composer.waiting
    composer.show_scene(ComposerScene(files=(file, file)))
    assert composer.waiting == "Attached: you can send now."
    assert sent == []  # that is for the person to do
    composer.send_button.click()
    assert sent == [("", Effort.MEDIUM)]


def test_what_a_question_waits_for_is_said_until_it_is_there_also_while_one_writes(composer: Composer) -> None:
    composer.show_scene(ComposerScene(pending=("a.pdf", "b.pdf")))
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    assert composer.waiting == "Waiting for 2 files… You can send as soon as they are read."
    QTest.keyClicks(composer.edit, "Which?")
    file = FileScene(Attachment("a.pdf", AttachmentKind.PDF, "a"))
    composer.show_scene(ComposerScene(files=(file,), pending=("b.pdf",)))
    assert "“b.pdf”" in composer.waiting
    composer.show_scene(ComposerScene(files=(file, file)))
    assert composer.waiting == "Attached: you can send now."
    QTest.keyClicks(composer.edit, "!")
    assert composer.waiting == ""


@pytest.mark.parametrize("then", [ComposerScene(), ComposerScene(pending=("c.pdf",), place="another")])
def test_nothing_is_waited_for_once_the_file_is_gone_or_another_conversation_is_shown(
    composer: Composer, then: ComposerScene
) -> None:
    composer.show_scene(ComposerScene(pending=("a.pdf",)))
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    composer.show_scene(then)
    assert composer.waiting == ""


def test_chips_say_what_a_file_is_and_what_was_cut_and_are_reached_by_tab(composer: Composer) -> None:
    cut = attachment_of("long <b>.txt", AttachmentKind.TEXT, "x" * 500_000, size_bytes=1)
    composer.show_scene(
        ComposerScene(
            files=(
                FileScene(Attachment("a.csv", AttachmentKind.CSV, "a"), TokenCount(1_234)),
                FileScene(cut, TokenCount(9, True)),
            ),
            pending=("c.pdf",),
            persona="Teacher",
        )
    )
    assert composer.chips.text().split("\n") == [
        "Teacher",
        "a.csv 1.2k tokens",
        "long <b>.txt ~9 tokens · not all of it",
        "c.pdf reading…",
    ]
    opened: list[object] = []
    composer.chips.file_opened.connect(opened.append)
    composer.chips.file_removed.connect(lambda index: opened.append(("removed", index)))
    composer.chips.persona_removed.connect(lambda: opened.append("persona"))
    teacher, csv, long, _ = composer.chips.all
    assert "500,000" in long.face.toolTip()
    assert "500,000" in long.face.accessibleName()
    assert "<" not in long.face.toolTip()
    QTest.keyClick(csv.face, Qt.Key.Key_Space)
    long.remove.click()
    teacher.remove.click()
    assert opened == [0, ("removed", 1), "persona"]
    for chip in composer.chips.all:
        assert chip.face.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert chip.face.accessibleName()
        assert chip.remove.accessibleName()


def test_a_bar_says_what_waits(composer: Composer) -> None:
    composer.show_scene(ComposerScene(next="And then?"))
    assert composer.next_bar.text() == "Next: And then?"
    composer.show_scene(ComposerScene())
    assert composer.next_bar.text() == ""


def test_the_meter_warns_at_four_fifths_and_says_when_it_is_an_estimate(composer: Composer) -> None:
    assert composer.meter.text() == ""
    composer.meter.show_meter(MeterScene(TokenCount(3_100, True), TokenCount(12), 131_072))
    assert composer.meter.text() == "~3.1k / 128k"
    assert "Estimated" in composer.meter.accessibleName()
    assert composer.meter.draft_text() == "12 tokens ·"
    composer.resize(480, 120)
    assert composer.meter.draft_text() == "", "where there is no room, the tooltip tells it"
    composer.resize(600, 120)
    assert not composer.meter.warns
    composer.meter.show_meter(MeterScene(TokenCount(104_858), TokenCount(12), 131_072))
    assert composer.meter.warns
    assert "104,858 of 131,072 tokens" in composer.meter.toolTip()
    assert "little room" in composer.meter.accessibleName()


def test_efforts_are_described_in_a_sentence(composer: Composer) -> None:
    segments = composer.findChild(type(composer._efforts))
    for index in range(3):
        button = segments.button(index)
        assert button.accessibleDescription()
        assert button.accessibleDescription() in button.toolTip()


def test_pasted_files_are_handed_on(composer: Composer, tmp_path: Path) -> None:
    given: list[Path] = []
    composer.edit.files_given.connect(given.extend)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a b.csv")), QUrl("https://example.com/x")])
    data.setText("a b.csv")
    assert composer.edit.canInsertFromMimeData(data)
    composer.edit.insertFromMimeData(data)
    assert (given, composer.text) == ([tmp_path / "a b.csv"], "")
    link = QMimeData()
    link.setUrls([QUrl("https://example.com/x")])
    link.setText("https://example.com/x")
    composer.edit.insertFromMimeData(link)
    assert composer.text == "https://example.com/x"


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


@pytest.mark.parametrize("window_height", [400, 900])
def test_the_box_grows_to_a_third_of_the_window_and_then_scrolls(composer: Composer, window_height: int) -> None:
    composer.resize(600, window_height)
    heights = []
    for count in range(1, 40):
        composer.show_text("\n".join("x" * count))
        heights.append(composer.edit.height())
    assert heights == sorted(heights)
    line = composer.edit.fontMetrics().lineSpacing()
    assert window_height / 3 - line < max(heights) <= window_height / 3 + 4
    composer.resize(600, 120)
    assert composer.edit.height() < max(heights), "a lower window makes it lower at once"


def test_a_wrapped_line_counts_as_it_is_seen(composer: Composer) -> None:
    composer.show_text("short")
    low = composer.edit.height()
    composer.show_text("word " * 60)
    assert composer.edit.height() > low


def paste(composer: Composer, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    composer.edit.insertFromMimeData(data)


@pytest.fixture
def refused(composer: Composer) -> list[str]:
    refused: list[str] = []
    composer.edit.text_refused.connect(refused.append)
    return refused


def test_a_far_too_long_paste_is_handed_on_and_nothing_is_lost(composer: Composer, refused: list[str]) -> None:
    composer.show_text("my words")
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("x" * 10_000_000)
    composer.edit.paste()
    assert composer.text == "my words"
    assert [len(text) for text in refused] == [10_000_000]


def test_a_notice_stays_until_the_box_changes(composer: Composer) -> None:
    composer.show_notice("No.")
    assert composer.notice == "No."
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


def test_the_limit_is_what_the_box_holds_in_the_end(composer: Composer, refused: list[str]) -> None:
    paste(composer, "y" * MOST_PASTED)
    assert composer.text == "y" * MOST_PASTED
    composer.edit.selectAll()
    paste(composer, "z" * MOST_PASTED)
    assert composer.text == "z" * MOST_PASTED, "what is selected makes room"
    paste(composer, "!")
    assert composer.text == "z" * MOST_PASTED
    assert refused == ["!"]


def test_more_lines_than_can_be_laid_out_at_once_are_handed_on(composer: Composer, refused: list[str]) -> None:
    paste(composer, "\n" * MOST_PASTED_LINES)
    assert refused == []
    composer.clear()
    paste(composer, "\n" * (MOST_PASTED_LINES + 1))
    assert composer.text == ""
    assert len(refused) == 1


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
