"""Another language is chosen in the midst of a reply: the window speaks it at once, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from driving import LIMIT_MS, OpenWindow, last_turn, send, wait_for_text, wait_until_over
from PySide6.QtCore import QEvent, QLocale
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.chat.attachment import AttachmentKind, attachment_of
from app.chat.conversation import ReplyStatus
from app.chat.endpoint import OPENAI
from app.chat.preset import PresetKind
from app.paths import resources_folder
from app.ui.cloud.add_view import NewService
from app.ui.language import Spoken
from app.ui.transcript.reading_place import reading_place

ENGLISH = QLocale("en_US")
CSV = attachment_of("sums.csv", AttachmentKind.CSV, "a,b", size_bytes=3)
LONG = "script:\nthink Let me see.\n" + "".join(f"answer Word {number}. \n" for number in range(40)) + "end"
ENDLESS = "script:\npace 0.01\nendless"


@pytest.fixture
def spoken(qapp: QApplication) -> Iterator[Spoken]:
    before = QLocale()
    spoken = Spoken(application=qapp, translations=resources_folder() / "translations", system=ENGLISH)
    spoken.choose("en")
    yield spoken
    spoken.end()
    QLocale.setDefault(before)


@pytest.mark.longest_turn(0.4)  # all of the window is made anew
def test_the_window_speaks_another_language_at_once_and_everything_goes_on(
    open_window: OpenWindow, qtbot: QtBot, spoken: Spoken, own_home: Path
) -> None:
    soliloquy = open_window(scripted=True, spoken=spoken)
    english = soliloquy.window
    english.resize(780, 560)
    qtbot.waitUntil(lambda: soliloquy.session.readiness.can_answer, timeout=LIMIT_MS)
    for turns in range(1, 4):
        send(soliloquy, LONG)
        wait_until_over(qtbot, soliloquy, turns)
    send(soliloquy, ENDLESS)
    wait_for_text(qtbot, soliloquy)
    english.conversation.composer.show_text("Half a thought")
    soliloquy.writing.drafts.attach(soliloquy.session.conversation.id, CSV)
    transcript = english.conversation.transcript
    transcript.verticalScrollBar().setValue(transcript.verticalScrollBar().maximum() // 2)
    qtbot.waitUntil(lambda: transcript.is_drawn, timeout=LIMIT_MS)
    place = reading_place(transcript)
    assert place is not None

    size = english.size()
    english.menus.settings.trigger()
    english.settings.page.chosen.emit("language", "ja")
    qtbot.waitUntil(lambda: soliloquy.window is not english, timeout=LIMIT_MS)
    window = soliloquy.window
    assert not last_turn(soliloquy).reply.status.is_over, "the reply still grows"
    assert window.isVisible()
    assert not shiboken6.isValid(english) or not english.isVisible()
    assert window.size() == size
    assert window.settings.is_shown, "one is where one was"
    assert window.settings.page.accessibleName() == "設定"
    assert QLocale().language() == QLocale.Language.Japanese
    composer = window.conversation.composer
    assert (composer.text, composer.chips.text().split()[0]) == ("Half a thought", "sums.csv")

    window.pages.close()
    written = len(last_turn(soliloquy).reply.reasoning)
    wait_for_text(qtbot, soliloquy, written + 20)
    composer.send_button.click()
    assert wait_until_over(qtbot, soliloquy, 4).reply.status is ReplyStatus.STOPPED
    qtbot.waitUntil(lambda: window.conversation.transcript.is_drawn, timeout=LIMIT_MS)
    there = reading_place(window.conversation.transcript)
    assert there is not None
    assert there[0] == place[0]
    assert abs(there[1] - place[1]) <= 40, "the place in the text, as far as words of another length allow"

    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not shiboken6.isValid(english), "the other one is gone"
    window.settings.page.chosen.emit("language", "en")
    qtbot.waitUntil(lambda: soliloquy.window is not window, timeout=LIMIT_MS)
    assert soliloquy.window.conversation.composer.text == "Half a thought"
    assert soliloquy.window.menus.settings.text() == "Settings…"


def test_a_box_for_another_question_stays_open_and_a_closed_window_does_not_come_back(
    open_window: OpenWindow, qtbot: QtBot, spoken: Spoken
) -> None:
    soliloquy = open_window(scripted=True, spoken=spoken)
    send(soliloquy, "First")
    wait_until_over(qtbot, soliloquy, 1)
    english = soliloquy.window
    english.menus.edit_question.trigger()
    [view] = english.conversation.transcript.views
    assert view.question.editor is not None
    view.question.editor.edit.setPlainText("Other words")
    soliloquy.preferences.last_conversation = "one that is opened later"
    soliloquy.preferences.language = "ja"
    qtbot.waitUntil(lambda: soliloquy.window is not english, timeout=LIMIT_MS)
    window = soliloquy.window
    [view] = window.conversation.transcript.views
    assert view.question.editor is not None
    assert view.question.editor.text() == "Other words"
    qtbot.wait(50)
    assert last_turn(soliloquy).prompt == "First", "no other conversation was opened"

    soliloquy.preferences.language = "en"
    window.close()
    qtbot.wait(50)
    assert soliloquy.window is window
    assert not window.isVisible()


@pytest.mark.longest_turn(0.4)  # all of the window is made anew
def test_what_only_the_widgets_hold_goes_along_except_a_key(
    open_window: OpenWindow, qtbot: QtBot, spoken: Spoken
) -> None:
    soliloquy = open_window(scripted=True, spoken=spoken)
    soliloquy.preferences.never_cloud = False
    english = soliloquy.window
    for turns in range(1, 3):
        send(soliloquy, "script:\nthink Let me see.\nanswer Yes.\nend")
        wait_until_over(qtbot, soliloquy, turns)
    first, _ = english.conversation.transcript.views
    first.pane.toggle()
    english.conversation.composer.show_text("Half a thought")
    cursor = english.conversation.composer.edit.textCursor()
    cursor.setPosition(4)
    cursor.setPosition(0, cursor.MoveMode.KeepAnchor)
    english.conversation.composer.edit.setTextCursor(cursor)
    english.pages.open_models()
    english.pages.page.repository.open()
    english.pages.page.repository.line.setText("owner/na")
    prompt = soliloquy.writing.presets.create(PresetKind.PROMPT)
    english.presets.open()
    english.presets.page.edit(prompt.id)
    english.presets.page.prompts.rows[prompt.id].text_box.setPlainText("Half a prompt")
    english.menus.settings.trigger()
    add = english.cloud_pages.section.add
    add.open.click()
    add.name.setText("My la")
    add.needs_key.setChecked(True)
    openai = english.cloud_pages.section.view(OPENAI.id)
    openai.enter.click()
    openai.line.setText("sk-half-a-key")
    control = english.settings.page.general.controls[0]
    control.setFocus()
    soliloquy.preferences.language = "ja"
    qtbot.waitUntil(lambda: soliloquy.window is not english, timeout=LIMIT_MS)

    window = soliloquy.window
    assert window.settings.page.general.controls[0].hasFocus(), "the keyboard is where it was"
    add = window.cloud_pages.section.add
    assert add.typed == NewService("My la", "", "", needs_key=True, takes_effort=True)
    assert all("sk-half" not in line.text() for line in window.findChildren(QLineEdit)), "a key is in one line alone"
    assert not window.cloud_pages.section.view(OPENAI.id).line.isVisible()
    assert window.pages.typed_repository == "owner/na"
    assert window.presets.being_edited == [prompt.id]
    assert window.presets.page.prompts.rows[prompt.id].text_box.toPlainText() == "Half a prompt"
    cursor = window.conversation.composer.edit.textCursor()
    assert (cursor.anchor(), cursor.position()) == (4, 0)
    window.pages.close()
    views = window.conversation.transcript.views
    assert [view.pane.is_open for view in views] == [True, False]
    assert [view.pane.choice for view in views] == [True, None], "what nobody chose still follows the settings"
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not shiboken6.isValid(openai), "and gone with it"
