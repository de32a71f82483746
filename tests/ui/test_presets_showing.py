"""A slash in an empty box, the persona of a conversation, and the page on which both are kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from stage import Stage, conversation_of, reply_of

from app.chat.conversation import ConversationId

LIMIT_MS = 30_000
MANAGE = "Manage prompts and personas…"
Staged = Callable[..., Stage]


def ready(staged: Staged, qtbot: QtBot, *conversations: object) -> Stage:
    stage = staged(*conversations)
    qtbot.waitUntil(lambda: len(stage.writing.presets.prompts) == 2, timeout=LIMIT_MS)
    stage.window.conversation.composer.take_focus()
    return stage


def typed(stage: Stage, text: str) -> None:
    QTest.keyClicks(stage.window.conversation.composer.edit, text)


def press(stage: Stage, key: Qt.Key) -> None:
    QTest.keyClick(stage.window.conversation.composer.edit, key)


def test_a_slash_in_an_empty_box_lists_prompts_and_personas(staged: Staged, qtbot: QtBot) -> None:
    stage = ready(staged, qtbot)
    found = stage.window.presets.list
    typed(stage, "/")
    assert found.titles() == ["Summarise", "Translate", "Patient teacher", MANAGE]
    card = stage.window.conversation.composer.card
    assert found.geometry().bottom() < card.mapTo(stage.window.conversation, QPoint(0, 0)).y()
    typed(stage, "tra")
    assert found.titles() == ["Translate"]
    press(stage, Qt.Key.Key_Return)
    composer = stage.window.conversation.composer
    assert composer.text == "Translate this into Japanese:\n"
    assert composer.edit.textCursor().atEnd()
    assert found.titles() == []
    assert stage.backend.requests == []


def test_arrows_walk_through_it_and_escape_leaves_the_words(staged: Staged, qtbot: QtBot) -> None:
    stage = ready(staged, qtbot)
    found = stage.window.presets.list
    typed(stage, "/")
    press(stage, Qt.Key.Key_Up)
    assert found.current == MANAGE
    press(stage, Qt.Key.Key_Down)
    press(stage, Qt.Key.Key_Down)
    assert found.current == "Translate"
    press(stage, Qt.Key.Key_Escape)
    assert found.titles() == []
    assert stage.window.conversation.composer.text == "/"
    typed(stage, "usr/bin is a folder of programs")
    assert found.titles() == [], "what fits nothing is a question like any other"
    press(stage, Qt.Key.Key_Return)
    assert stage.session.path[-1].prompt == "/usr/bin is a folder of programs"


def test_a_slash_elsewhere_lists_nothing(staged: Staged, qtbot: QtBot) -> None:
    stage = ready(staged, qtbot)
    typed(stage, "a/")
    assert stage.window.presets.list.titles() == []


def test_keys_of_an_input_method_are_none_for_the_list(staged: Staged, qtbot: QtBot) -> None:
    stage = ready(staged, qtbot)
    typed(stage, "/")
    QApplication.sendEvent(stage.window.conversation.composer.edit, QInputMethodEvent("せ", []))
    press(stage, Qt.Key.Key_Down)
    press(stage, Qt.Key.Key_Return)
    assert stage.window.presets.list.current == "Summarise"
    assert stage.window.conversation.composer.text == "/"


def test_a_persona_is_a_chip_of_the_conversation_and_part_of_its_prompt(staged: Staged, qtbot: QtBot) -> None:
    stage = ready(staged, qtbot)
    composer = stage.window.conversation.composer
    typed(stage, "/pat")
    press(stage, Qt.Key.Key_Return)
    assert (composer.text, composer.chips.text()) == ("", "Patient teacher")
    typed(stage, "Why?")
    press(stage, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(stage.backend.requests) == 1, timeout=LIMIT_MS)
    assert stage.backend.requests[0].prompt.instructions == "Explain in small steps."
    stage.answer("So.")
    stage.finish()
    assert composer.chips.text() == "Patient teacher"
    kept = stage.session.conversation.id
    stage.session.start_conversation()
    assert composer.chips.text() == "", "another conversation has none"
    stage.session.open_conversation(kept)
    qtbot.waitUntil(lambda: stage.session.conversation.id == kept, timeout=LIMIT_MS)
    assert composer.chips.text() == "Patient teacher"
    composer.chips.all[0].remove.click()
    assert composer.chips.text() == ""
    loaded = stage.history.load(kept).result(5)
    assert loaded is not None
    assert (loaded.conversation.persona, loaded.conversation.instructions) == ("", "")


def test_the_page_creates_edits_deletes_and_undoes(staged: Staged, qtbot: QtBot) -> None:
    stage = ready(staged, qtbot)
    stage.window.menus.presets.trigger()
    page = stage.window.presets.page
    assert stage.window.pages.widget.currentWidget() is page
    assert "Patient teacher" in page.text()
    page.prompts.create_button.click()
    new = list(page.prompts.rows.values())[-1]
    assert new.is_open
    QTest.keyClicks(new.name_line, "Mine")
    QTest.keyClicks(new.text_box, "My words")
    new.done.click()
    assert new.text() == "Mine\nMy words"
    row = page.prompts.rows["p1"]
    row.edit_button.click()
    QTest.keyClicks(row.text_box, "Now: ")
    assert row.is_open, "what is shown again meanwhile takes no box away"
    page.prompts.rows["p2"].delete_button.click()
    assert page.undo_bar.text() == "“Translate” was deleted."
    assert "p2" not in page.prompts.rows
    page.undo_asked.emit()
    assert page.undo_bar.text() == ""
    assert list(page.prompts.rows)[:2] == ["p1", "p2"]
    stage.writing.presets.flush()
    texts = {held.name: held.text for held in stage.history.presets().result(5)}
    assert texts["Mine"] == "My words"
    assert texts["Summarise"].startswith("Now: ")
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert stage.window.pages.widget.currentWidget() is stage.window.conversation


def test_escape_on_that_page_goes_back_and_lets_the_reply_go_on(staged: Staged, qtbot: QtBot) -> None:
    stage = ready(staged, qtbot)
    stage.session.submit("What is 47 + 85?", stage.preferences.effort)
    qtbot.waitUntil(lambda: len(stage.backend.requests) == 1, timeout=LIMIT_MS)
    stage.window.menus.presets.trigger()
    qtbot.waitUntil(lambda: stage.window.presets.page.isVisible(), timeout=LIMIT_MS)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert stage.window.pages.widget.currentWidget() is stage.window.conversation
    assert stage.session.is_answering


def test_the_persona_chip_opens_its_text(staged: Staged, qtbot: QtBot) -> None:
    stage = ready(staged, qtbot, conversation_of("one", ("x", reply_of("y"))))
    stage.session.open_conversation(ConversationId("one"))
    qtbot.waitUntil(lambda: stage.session.conversation.id == "one", timeout=LIMIT_MS)
    typed(stage, "/pat")
    press(stage, Qt.Key.Key_Return)
    stage.window.conversation.composer.chips.all[0].face.click()
    assert stage.window.presets.page.personas.rows["p3"].is_open


def test_every_control_of_the_page_has_a_name_and_is_reached_by_tab(staged: Staged, qtbot: QtBot) -> None:
    stage = ready(staged, qtbot)
    stage.window.menus.presets.trigger()
    for section in (stage.window.presets.page.prompts, stage.window.presets.page.personas):
        for row in section.rows.values():
            for control in (row.edit_button, row.delete_button, row.name_line, row.text_box):
                assert control.accessibleName()
                assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
