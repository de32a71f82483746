"""The page of models and the first run in the window: how one gets there and back, and what reaches the session."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from model_scenes import DEMO, FOLDER, NAMED, TUNED, offered, on_disk, part, with_first
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot
from stage import READY, Stage

from app.chat.conversation import Effort
from app.chat.failure import Failure, FailureKind
from app.session.model_card import CardState
from app.ui.models.offers import Intent
from app.ui.models.repository_row import RepositoryRow

FIRST = "gpt-oss-20b"
Staged = Callable[..., Stage]
Words = Callable[[QWidget], str]
SHORT = Failure(FailureKind.OUT_OF_MEMORY, "It was not loaded: other apps hold the memory now.")


@pytest.fixture
def stage(staged: Staged) -> Stage:
    stage = staged()
    stage.models.become(*offered(), DEMO, recommended=offered()[0])
    stage.window.activateWindow()
    return stage


def open_models(stage: Stage) -> None:
    stage.window.menus.models.trigger()
    assert stage.window.pages.widget.currentWidget() is stage.window.pages.page


def is_conversation(stage: Stage) -> bool:
    return stage.window.pages.widget.currentWidget() is stage.window.conversation


def test_the_foot_of_the_sidebar_leads_to_the_models(stage: Stage, visible_words: Words) -> None:
    foot = next(
        button for button in stage.window.sidebar.status.findChildren(QAbstractButton)
        if button.accessibleName() == "Models"
    )  # fmt: skip
    foot.click()
    assert "gpt-oss-120b" in visible_words(stage.window.pages.page)


def test_the_key_opens_the_models_and_escape_goes_back_to_the_composer(stage: Stage, qtbot: QtBot) -> None:
    assert QTest.qWaitForWindowActive(stage.window)
    QTest.keyClick(stage.window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert not is_conversation(stage)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert is_conversation(stage)
    qtbot.waitUntil(stage.window.conversation.composer.edit.hasFocus, timeout=5_000)


def test_escape_on_the_page_does_not_stop_the_reply_behind_it(stage: Stage, qtbot: QtBot) -> None:
    stage.session.submit("A question", Effort.LOW)
    qtbot.waitUntil(lambda: bool(stage.backend.requests), timeout=10_000)
    stage.think("Hm")
    open_models(stage)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert is_conversation(stage)
    assert stage.session.is_answering


def test_a_new_chat_leads_back_to_the_conversation(stage: Stage) -> None:
    open_models(stage)
    stage.window.menus.new_chat.trigger()
    assert is_conversation(stage)


def test_what_is_agreed_to_reaches_the_session(stage: Stage) -> None:
    stage.models.become(*with_first(state=CardState.DOWNLOADING, progress=part(7)), TUNED)
    open_models(stage)
    page = stage.window.pages.page
    for intent in (Intent.DOWNLOAD, Intent.PAUSE, Intent.RESUME, Intent.CANCEL, Intent.USE, Intent.USE_ANYWAY):
        page.agreed.emit(FIRST, intent)
    page.agreed.emit(TUNED.id, Intent.REMOVE)
    page.folder_added.emit(FOLDER)
    page.folder_move_asked.emit(FOLDER)
    page.moving_stop_asked.emit()
    assert stage.models.asked == [
        ("download", FIRST), ("pause", FIRST), ("resume", FIRST), ("cancel", FIRST), ("choose", FIRST, False),
        ("choose", FIRST, True), ("remove", TUNED.id), ("add_folder", FOLDER), ("move_folder", FOLDER),
        ("stop_moving",),
    ]  # fmt: skip


def test_a_repository_is_looked_up_and_the_download_is_asked_for(stage: Stage, visible_words: Words) -> None:
    open_models(stage)
    page = stage.window.pages.page
    page.repository_asked.emit("openai/gpt-oss-20b")
    stage.models.become(*offered(), NAMED, DEMO)
    stage.models.looked_up.emit(NAMED.id)
    question = page.card(NAMED.id).question
    assert question is not None
    assert question.question.intent is Intent.DOWNLOAD
    assert "fetch 12.4 GB" in visible_words(page)
    assert "only the name of the repository is sent" in visible_words(page)
    assert stage.models.asked[0] == ("look_up", "openai/gpt-oss-20b")


def test_why_a_repository_is_none_is_told_where_it_was_typed(stage: Stage, visible_words: Words) -> None:
    open_models(stage)
    page = stage.window.pages.page
    row = page.findChild(RepositoryRow)
    row.open()
    row.line.setText("a/b")
    QTest.keyClick(row.line, Qt.Key.Key_Return)
    assert stage.models.asked == [("look_up", "a/b")]
    stage.models.not_found.emit(Failure(FailureKind.DOWNLOAD, "There is none."))
    assert "There is none." in visible_words(row)
    assert row.line.text() == "a/b"
    QTest.keyClick(row.line, Qt.Key.Key_Escape)
    assert stage.models.asked[-1] == ("stop_looking",)
    assert not is_conversation(stage), "the first one only closes the row"


def test_revealing_hands_the_folder_to_the_system(stage: Stage) -> None:
    stage.models.become(TUNED, DEMO)
    open_models(stage)
    stage.window.pages.page.agreed.emit(TUNED.id, Intent.REVEAL)
    assert stage.opened == [f"file://{TUNED.folder}"]


def test_a_change_is_shown_while_the_page_is_open(stage: Stage, visible_words: Words) -> None:
    open_models(stage)
    stage.models.become(*with_first(state=CardState.DOWNLOADING, progress=part(7_400_000_000)))
    assert "7.4 of 12.1 GB" in visible_words(stage.window.pages.page)


def test_a_model_that_fits_but_not_now_can_be_insisted_on(stage: Stage, visible_words: Words) -> None:
    stage.models.become(on_disk(offered()[0]), DEMO)
    stage.models.refusal = SHORT
    open_models(stage)
    card = stage.window.pages.page.card(FIRST)
    assert card.state.button is not None
    card.state.button.click()
    assert SHORT.message in visible_words(card)
    assert card.question is not None
    assert card.question.yes is not None
    card.question.yes.click()
    assert stage.models.asked == [("choose", FIRST, False), ("choose", FIRST, True)]


def test_what_fails_is_told_where_the_person_is(stage: Stage, visible_words: Words) -> None:
    open_models(stage)
    stage.models.failed.emit(Failure(FailureKind.STORAGE, "Told on the page."))
    stage.window.pages.close()
    stage.models.failed.emit(Failure(FailureKind.STORAGE, "Told above the conversation."))
    assert "Told on the page." in visible_words(stage.window.pages.page)
    assert "Told above the conversation." in stage.text()
    assert "Told on the page." not in stage.text()


def test_what_was_removed_is_told_with_what_it_freed(stage: Stage, visible_words: Words) -> None:
    open_models(stage)
    stage.models.removed.emit(FIRST, 12_100_000_000)
    assert "12.1 GB are free again" in visible_words(stage.window.pages.page)


def test_the_first_run_is_acknowledged_for_good(stage: Stage) -> None:
    pages = stage.window.pages
    pages.open_welcome()
    assert not stage.preferences.reasoning_acknowledged
    for _ in range(2):
        pages.welcome.main_button().click()
    assert stage.preferences.reasoning_acknowledged
    assert "Download 12.1 GB" in pages.welcome.main_button().text()
    pages.welcome.main_button().click()
    assert stage.models.asked == [("download", FIRST)]


def test_the_window_is_alive_behind_the_first_run(stage: Stage) -> None:
    stage.window.menus.welcome.trigger()
    stage.backend.become(READY)
    stage.window.sidebar.new_asked.emit()
    assert is_conversation(stage)


def test_from_the_first_run_to_all_models(stage: Stage) -> None:
    pages = stage.window.pages
    pages.open_welcome()
    pages.welcome.all_models_asked.emit()
    assert pages.widget.currentWidget() is pages.page
