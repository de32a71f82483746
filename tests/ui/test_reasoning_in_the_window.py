"""Reasoning in the window: all of it by one key, found in, ended early, and finished where there is no answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from stage import Stage, conversation_of, reply_of

from app.chat.conversation import Effort, ReplyStatus
from app.chat.exchange import Delta, FinishReason, Steering
from app.chat.prompt import Channel
from app.session.preferences import WhileThinking
from app.ui.transcript.text_pane import TextPane
from app.ui.transcript.turn_view import TurnView

LONG = "\n\n".join(f"Step {index}: I look at it again and again, and think." for index in range(60))


def opened(stage: Stage) -> Stage:
    stage.window.activateWindow()
    assert QTest.qWaitForWindowActive(stage.window)
    stage.session.open_conversation(stage.library.conversations[0].id)
    stage.wait(lambda: bool(stage.session.path))
    return stage


def asked(stage: Stage, question: str = "What is 47 + 85?") -> None:
    count = len(stage.backend.requests)
    stage.session.submit(question, Effort.HIGH)
    stage.wait(lambda: len(stage.backend.requests) > count)


def last(stage: Stage) -> TurnView:
    view = stage.window.conversation.transcript.last_view
    assert view is not None
    return view


def button(view: TurnView, words: str) -> QAbstractButton:
    (found,) = [each for each in view.findChildren(QAbstractButton) if each.text() == words and each.isVisible()]
    return found


def test_one_key_opens_all_reasoning_and_folds_it_again(staged: Callable[..., Stage]) -> None:
    stage = opened(staged(conversation_of("Talk", *((f"Question {n}", reply_of("Yes.")) for n in range(6)))))
    transcript = stage.window.conversation.transcript
    for is_open in (True, False):
        QTest.keyClick(stage.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
        stage.wait(lambda wanted=is_open: {view.pane.is_open for view in transcript.views} == {wanted})
        transcript.verticalScrollBar().setValue(0)
        assert transcript.views[0].pane.is_open is is_open  # also of turns that were too far away to be drawn


def test_what_is_found_is_brought_into_sight(staged: Callable[..., Stage]) -> None:
    stage = opened(staged(conversation_of("Long", ("Why?", reply_of("So.", LONG)))))
    stage.window.menus.find_reasoning.trigger()
    pane = last(stage).pane
    assert pane.find_bar.line.hasFocus()
    pane.find_bar.line.setText("Step 57:")
    assert pane.find_bar.count_words() == "1 of 1"
    bar = stage.window.conversation.transcript.verticalScrollBar()
    stage.wait(lambda: bar.value() > 300)


@pytest.mark.real_slices
def test_what_is_found_stays_in_sight_while_turns_above_it_are_drawn(staged: Callable[..., Stage]) -> None:
    answer = "\n\n".join(["A paragraph of some length.", "```python\nx = 1\n```", "| a |\n|---|\n| 1 |"] * 12)
    stage = opened(
        staged(conversation_of("Two", ("Why?", reply_of(answer)), ("So?", reply_of("So.", "the\n\n" + LONG))))
    )
    stage.window.menus.find_reasoning.trigger()  # the conversation was opened in this very turn
    pane = last(stage).pane
    pane.find_bar.line.setText("the")
    transcript = stage.window.conversation.transcript
    stage.wait(lambda: transcript.is_drawn and transcript.verticalScrollBar().maximum() > 1_000)
    (body,) = [each for each in pane.findChildren(TextPane) if each.accessibleName() == "Reasoning"]
    top = body.mapTo(transcript.viewport(), QPoint(0, 0)).y()
    assert 0 < top < transcript.viewport().height() - 40


def test_answer_now_ends_the_reasoning_that_grows(
    staged: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = staged()
    steered: list[tuple[str, Steering, str]] = []
    monkeypatch.setattr(stage.backend, "steer", lambda *told: steered.append(told) is None)
    menus = stage.window.menus
    asked(stage)
    assert not menus.answer_now.isEnabled()
    stage.think("Let")
    stage.clock.seconds += 1
    stage.think(" me see.")
    assert menus.answer_now.isEnabled()
    button(last(stage), "Answer now").click()
    menus.think_more.trigger()
    request = stage.backend.requests[-1].id
    assert steered == [(request, Steering.ANSWER_NOW, ""), (request, Steering.THINK_MORE, "")]
    stage.end_thought(1)
    stage.answer("132")
    stage.finish()
    assert not menus.answer_now.isEnabled()
    assert not menus.think_more.isEnabled()


def test_a_backend_that_cannot_be_steered_is_said(staged: Callable[..., Stage]) -> None:
    stage = staged()
    asked(stage)
    stage.think("Let me see.")
    stage.window.menus.think_more.trigger()
    assert "nothing can be changed about it" in stage.window.conversation.notices.text()


def test_a_reply_that_only_thought_is_recognised_and_finished(staged: Callable[..., Stage]) -> None:
    stage = staged()
    asked(stage)
    stage.think("It is 132.")
    stage.end_thought(1)
    stage.finish()
    assert stage.session.path[-1].reply.status is ReplyStatus.NO_ANSWER
    assert "No answer: the model ended its turn without one." in stage.text()
    button(last(stage), "Answer now").click()
    stage.wait(lambda: len(stage.backend.requests) == 2)
    stage.answer("132")
    stage.finish()
    assert "Thought for 1 s" in stage.text()
    assert "132" in stage.text()
    assert "No answer" not in stage.text()


def test_an_answer_that_was_cut_goes_on(staged: Callable[..., Stage]) -> None:
    stage = staged()
    asked(stage)
    stage.answer("One, two")
    stage.finish(FinishReason.LENGTH)
    button(last(stage), "Go on with the answer").click()
    stage.wait(lambda: len(stage.backend.requests) == 2)
    assert stage.backend.requests[-1].prompt.open[-1].text == "One, two"
    stage.answer(", three.")
    assert "One, two, three." in stage.text()


def test_preambles_stand_apart_from_the_answer(staged: Callable[..., Stage]) -> None:
    stage = staged()
    asked(stage)
    stage.think("First I plan.")
    stage.end_thought(1)
    stage.backend.reply(Delta(Channel.COMMENTARY, "I will **add** both.", 5, begins=True))
    stage.answer("132")
    stage.finish()
    view = last(stage)
    QApplication.processEvents()
    assert view.answer.text() == "132"
    assert "I will add both." in view.text()
    view.copy_answer()
    assert QApplication.clipboard().text() == "I will **add** both.\n\n132"


def test_a_few_lines_while_it_thinks_are_a_setting_that_holds_at_once(staged: Callable[..., Stage]) -> None:
    stage = staged()
    asked(stage)
    stage.think("Let")
    stage.clock.seconds += 1
    stage.think(" me see.")
    assert last(stage).pane.peek_text() == ""
    stage.preferences.while_thinking = WhileThinking.PEEK
    assert last(stage).pane.peek_text() == "Let me see."
    stage.preferences.while_thinking = WhileThinking.OPEN
    assert last(stage).pane.is_open
