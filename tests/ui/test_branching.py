"""Branches in the window: another way to ask, from answer to answer, a question in other words; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from model_scenes import DEMO as DEMO_CARD
from model_scenes import TUNED
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from stage import Stage, conversation_of, reply_of

from app.chat.conversation import Conversation, Effort, Turn, TurnId
from app.chat.failure import Failure, FailureKind
from app.ui.transcript.question_editor import QuestionEditor
from app.ui.transcript.turn_view import TurnView

Staged = Callable[..., Stage]


def forked() -> Conversation:
    """The first question has three answers, the second of which is followed by another question."""
    conversation = conversation_of("Sum", ("What is 47 + 85?", reply_of("It is 132.")))
    for number in (2, 3):
        turn = replace(conversation.turns[0], id=TurnId(f"answer-{number}"), reply=reply_of(f"Answer {number}."))
        conversation = conversation.with_turn(turn)
    after = Turn(TurnId("after"), TurnId("answer-2"), "And doubled?", Effort.LOW, 0.0, reply_of("264."))
    return conversation.with_turn(after)


@pytest.fixture
def stage(staged: Staged, qtbot: QtBot) -> Stage:
    stage = staged(forked())
    stage.session.open_conversation("Sum")  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(stage.session.path), timeout=10_000)
    stage.window.activateWindow()
    assert QTest.qWaitForWindowActive(stage.window)
    qtbot.waitUntil(lambda: stage.window.conversation.transcript.is_drawn, timeout=10_000)
    return stage


def first_view(stage: Stage) -> TurnView:
    return stage.window.conversation.transcript.views[0]


def offered(stage: Stage) -> list[str]:
    return [action.text() for action in stage.window.branching.menu.actions() if action.isEnabled() and action.text()]


def offer(stage: Stage, words: str) -> QAction:
    return next(action for action in stage.window.branching.menu.actions() if action.text() == words)


def open_menu(stage: Stage) -> None:
    """Without its window, of which the offscreen platform complains."""
    opened: list[QPoint] = []
    stage.window.branching.menu.popup = opened.append  # type: ignore[method-assign,assignment]
    first_view(stage).foot.ways.click()
    assert len(opened) == 1


def next_request(stage: Stage, qtbot: QtBot, count: int = 1) -> None:
    qtbot.waitUntil(lambda: len(stage.backend.requests) == count, timeout=10_000)


def editor(stage: Stage, at: int = 0) -> QuestionEditor:
    found = stage.window.conversation.transcript.views[at].question.editor
    assert found is not None
    return found


def test_the_menu_offers_every_effort_and_the_other_models(stage: Stage) -> None:
    stage.models.become(DEMO_CARD, replace(TUNED, label="Tuned & mine"))
    open_menu(stage)
    assert offered(stage) == [
        "Ask Again at Low Effort",
        "Ask Again at Medium Effort",
        "Ask Again at High Effort",
        "Ask Tuned && mine",
        "Compare Side by Side",
        "Edit Question",
    ]


def test_another_effort_is_asked_beside_the_answers_that_are_there(stage: Stage, qtbot: QtBot) -> None:
    open_menu(stage)
    offer(stage, "Ask Again at Low Effort").trigger()
    next_request(stage, qtbot)
    assert stage.backend.requests[0].prompt.effort is Effort.LOW
    assert first_view(stage).foot.place() == "4 / 4"
    assert stage.session.conversation.turn(TurnId("Sum-0")).reply.answer == "It is 132."


def test_another_model_is_loaded_and_asked(stage: Stage, qtbot: QtBot) -> None:
    stage.models.become(DEMO_CARD, TUNED)
    open_menu(stage)
    offer(stage, f"Ask {TUNED.label}").trigger()
    next_request(stage, qtbot)
    assert ("choose", TUNED.id, False) in stage.models.asked


def test_a_model_that_is_refused_says_why_and_nothing_is_asked(stage: Stage) -> None:
    stage.models.become(DEMO_CARD, TUNED)
    stage.models.refusal = Failure(FailureKind.OUT_OF_MEMORY, "It does not fit.")
    open_menu(stage)
    offer(stage, f"Ask {TUNED.label}").trigger()
    assert "It does not fit." in stage.text()
    assert len(stage.session.conversation.turns) == 4


def test_a_service_is_asked_only_after_its_card(stage: Stage, qtbot: QtBot) -> None:
    stage.hand_cloud.allow()
    qtbot.waitUntil(lambda: stage.cloud.spending.is_read, timeout=10_000)
    open_menu(stage)
    offer(stage, "Ask GPT-4o mini at OpenAI…").trigger()
    card = stage.window.conversation.egress
    assert card.isVisible()
    assert "What is 47 + 85?" in card.text()
    assert stage.hand_cloud.outside.asked == []
    card.once.click()
    qtbot.waitUntil(lambda: len(stage.hand_cloud.outside.asked) == 1, timeout=10_000)
    assert first_view(stage).foot.place() == "4 / 4"


def test_an_edit_for_a_service_stays_in_its_box_until_it_was_sent(stage: Stage, qtbot: QtBot) -> None:
    stage.hand_cloud.allow()
    qtbot.waitUntil(lambda: stage.cloud.spending.is_read, timeout=10_000)
    stage.cloud.choose_destination(stage.cloud.services.usable[0])
    first_view(stage).question.pencil.click()
    editor(stage).show_text("What is 47 + 86?")
    QTest.keyClick(editor(stage).edit, Qt.Key.Key_Return)
    assert "What is 47 + 86?" in stage.window.conversation.egress.text()
    stage.window.conversation.egress.not_now.click()
    assert editor(stage).text() == "What is 47 + 86?"
    QTest.keyClick(editor(stage).edit, Qt.Key.Key_Return)
    stage.window.conversation.egress.once.click()
    qtbot.waitUntil(lambda: len(stage.hand_cloud.outside.asked) == 1, timeout=10_000)
    assert stage.hand_cloud.outside.last.texts()[-1] == "What is 47 + 86?"
    assert first_view(stage).foot.place() == "4 / 4"
    stage.session.show_branch(TurnId("answer-2"))
    first_view(stage).question.pencil.click()
    assert editor(stage).text() == "What is 47 + 85?"


def test_while_a_reply_grows_one_can_walk_but_not_ask(stage: Stage, qtbot: QtBot) -> None:
    stage.session.ask_again(stage.session.path[0].id, Effort.LOW)
    next_request(stage, qtbot)
    foot = first_view(stage).foot
    assert foot.place() == "4 / 4"
    assert not foot.ways.isVisible()
    stage.window.menus.previous_answer.trigger()
    assert first_view(stage).foot.place() == "3 / 4"
    assert not first_view(stage).foot.ways.isEnabled()


def test_arrow_keys_walk_through_the_answers_and_the_keyboard_stays_there(stage: Stage) -> None:
    shown = []
    first_view(stage).foot.walker.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(QApplication.focusWidget(), key)
        walker = first_view(stage).foot.walker
        assert walker.hasFocus()
        shown.append((walker.text(), walker.accessibleName()))
    assert [text for text, _ in shown] == ["1 / 3", "1 / 3", "2 / 3", "3 / 3", "3 / 3"]
    assert shown[-1][1] == "Answer 3 of 3"


def test_the_menu_bar_walks_the_last_turn_that_has_branches(stage: Stage) -> None:
    menus = stage.window.menus
    assert [turn.prompt for turn in stage.session.path] == ["What is 47 + 85?", "And doubled?"]
    menus.next_answer.trigger()
    assert "Answer 3." in stage.text()
    assert not menus.next_answer.isEnabled()
    menus.previous_answer.trigger()
    assert "And doubled?" in stage.text()
    menus.previous_answer.trigger()
    assert "It is 132." in stage.text()
    assert not menus.previous_answer.isEnabled()


def test_a_conversation_without_branches_offers_no_way_to_others(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(conversation_of("One", ("a", reply_of("b"))))
    stage.session.open_conversation("One")  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(stage.session.path), timeout=10_000)
    menus = stage.window.menus
    assert not any(each.isEnabled() for each in (menus.previous_answer, menus.next_answer, menus.compare))
    assert menus.edit_question.isEnabled()
    assert first_view(stage).foot.place() == ""


def test_an_edited_question_is_asked_beside_the_old_one(stage: Stage, qtbot: QtBot) -> None:
    first_view(stage).question.pencil.click()
    box = editor(stage)
    assert box.text() == "What is 47 + 85?"
    assert box.edit.hasFocus()
    box.show_text("What is 47 + 86?")
    QTest.keyClick(box.edit, Qt.Key.Key_Return)
    next_request(stage, qtbot)
    assert stage.backend.requests[0].prompt.messages[-1].text == "What is 47 + 86?"
    assert first_view(stage).foot.place() == "4 / 4"
    assert first_view(stage).question.editor is None
    assert stage.window.conversation.composer.edit.hasFocus()
    stage.finish()
    stage.session.show_branch(TurnId("answer-2"))
    assert "What is 47 + 85?" in stage.text()


def test_escape_leaves_the_question_and_keeps_the_words(stage: Stage) -> None:
    stage.window.menus.edit_question.trigger()
    editor(stage, 1).show_text("And trebled?")
    QTest.keyClick(editor(stage, 1).edit, Qt.Key.Key_Escape)
    view = stage.window.conversation.transcript.views[1]
    assert view.question.editor is None
    assert "And doubled?" in stage.text()
    assert view.question.pencil.hasFocus()
    stage.window.menus.edit_question.trigger()
    assert editor(stage, 1).text() == "And trebled?"


def test_words_of_an_edit_are_there_again_after_another_conversation(stage: Stage, qtbot: QtBot) -> None:
    first_view(stage).question.pencil.click()
    editor(stage).show_text("Half an edit")
    stage.session.start_conversation()
    stage.session.open_conversation("Sum")  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(stage.session.path), timeout=10_000)
    assert first_view(stage).question.editor is None
    first_view(stage).question.pencil.click()
    assert editor(stage).text() == "Half an edit"


def test_an_edit_waits_while_a_reply_grows(stage: Stage, qtbot: QtBot) -> None:
    first_view(stage).question.pencil.click()
    editor(stage).show_text("Something else")
    stage.session.submit("Next", Effort.LOW)
    next_request(stage, qtbot)
    QTest.keyClick(editor(stage).edit, Qt.Key.Key_Return)
    assert len(stage.backend.requests) == 1
    assert editor(stage).text() == "Something else"
    stage.finish()
    QTest.keyClick(editor(stage).edit, Qt.Key.Key_Return)
    next_request(stage, qtbot, 2)
    assert stage.backend.requests[1].prompt.messages[-1].text == "Something else"


def test_return_while_an_input_method_composes_asks_nothing(stage: Stage) -> None:
    first_view(stage).question.pencil.click()
    box = editor(stage)
    QApplication.sendEvent(box.edit, QInputMethodEvent("にほん", []))
    QTest.keyClick(box.edit, Qt.Key.Key_Return)
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert editor(stage) is box
    assert stage.backend.requests == []
