"""The chain of thought: one living line, all of it on demand, folded again when the answer comes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QTextBlock
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot
from stage import DEMO

from app.chat.conversation import (
    Effort,
    PromptReading,
    ReasoningStep,
    Reply,
    ReplyStatus,
    Source,
    SourceKind,
    Turn,
    TurnId,
)
from app.chat.exchange import BackendState, Readiness, Steering
from app.session.preferences import Appearance, Follow, WhileThinking
from app.ui.reasoning.body import Body
from app.ui.reasoning.pane import ReasoningPane
from app.ui.reasoning.pulse import Pulse
from app.ui.theme import Theme
from app.ui.transcript.text_pane import TextPane

OPEN_STEP = Reply(status=ReplyStatus.STREAMING, steps=(ReasoningStep("I add 47\nand 85.", 812),))
DONE = Reply(status=ReplyStatus.STREAMING, steps=(ReasoningStep("I add 47 and 85.", 812, 12.3),), answer="132")


@pytest.fixture
def pane(qtbot: QtBot, theme: Theme) -> ReasoningPane:
    pane = ReasoningPane(theme=theme)
    qtbot.addWidget(pane)
    pane.resize(700, 60)
    pane.show()
    return pane


def show(
    pane: ReasoningPane,
    reply: Reply,
    seconds: float = 0.0,
    *,
    pinned: bool = False,
    readiness: Readiness | None = None,
    while_thinking: WhileThinking = WhileThinking.LINE,
) -> None:
    turn = Turn(TurnId("t"), None, "?", Effort.HIGH, 0.0, reply)
    pane.show_turn(turn, seconds=seconds, readiness=readiness, is_pinned=pinned, while_thinking=while_thinking)


def test_while_it_thinks_the_head_counts_and_one_line_lives(pane: ReasoningPane) -> None:
    show(pane, OPEN_STEP, 4.2)
    assert pane.head.text() == "Thinking… 4 s, 812 tokens · high effort"
    assert pane.live_line() == "I add 47 and 85."
    assert pane.text() == ""


def test_nothing_beats_in_a_pane_that_is_gone_with_the_answer(pane: ReasoningPane, theme: Theme) -> None:
    theme.set_reduced_motion(Follow.NEVER)
    show(pane, Reply(status=ReplyStatus.STREAMING), 0.1)
    (pulse,) = pane.findChildren(Pulse)
    assert pulse.isActive()
    show(pane, Reply(status=ReplyStatus.ANSWERED, answer="132"), 0.1)
    assert pane.isHidden()
    assert not pulse.isActive()
    show(pane, Reply(status=ReplyStatus.STREAMING), 0.1)
    assert pulse.isActive()


@pytest.mark.parametrize("wanted", list(WhileThinking))
def test_a_very_short_thought_shows_its_head_and_nothing_that_would_flash_up(
    pane: ReasoningPane, wanted: WhileThinking
) -> None:
    show(pane, Reply(status=ReplyStatus.STREAMING))
    heights = {pane.sizeHint().height()}
    for seconds in (0.0, 0.1, 0.29):
        show(pane, OPEN_STEP, seconds, while_thinking=wanted)
        heights.add(pane.sizeHint().height())
        assert not pane.steering.isVisibleTo(pane)
        assert (pane.live_line(), pane.peek_text(), pane.text()) == ("", "", "")
    show(pane, DONE, 0.29, while_thinking=wanted)
    assert len(heights | {pane.sizeHint().height()}) == 1
    show(pane, OPEN_STEP, 0.3, while_thinking=wanted)
    assert pane.steering.isVisibleTo(pane)
    assert pane.live_line() or pane.peek_text() or pane.text()


def test_the_living_line_changes_at_most_four_times_a_second(pane: ReasoningPane, qtbot: QtBot) -> None:
    show(pane, OPEN_STEP, 1)
    for count in range(1, 20):
        show(pane, replace(OPEN_STEP, steps=(ReasoningStep("more " * count, count),)), 1)
    assert pane.live_line() == "I add 47 and 85."
    qtbot.waitUntil(lambda: pane.live_line() == ("more " * 19).strip(), timeout=5_000)


def test_afterwards_it_says_how_long_and_how_much(pane: ReasoningPane) -> None:
    show(pane, DONE, 12.3)
    assert pane.head.text() == "Thought for 12 s, 812 tokens · high effort"
    assert pane.live_line() == ""


def test_minutes_are_said_as_minutes(pane: ReasoningPane) -> None:
    show(pane, DONE, 125)
    assert pane.head.text().startswith("Thought for 2 min 5 s")


def test_stopped_while_thinking_says_so(pane: ReasoningPane) -> None:
    stopped = replace(DONE, status=ReplyStatus.STOPPED, answer="")
    show(pane, stopped, 8)
    assert pane.head.text().startswith("Stopped after 8 s")


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_keys_open_and_fold_it(pane: ReasoningPane, key: Qt.Key) -> None:
    show(pane, DONE, 12)
    pane.head.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(pane.head, key)
    assert pane.text() == "I add 47 and 85."
    QTest.keyClick(pane.head, key)
    assert pane.text() == ""


def test_open_it_says_that_it_is_raw(pane: ReasoningPane, visible_words: object) -> None:
    show(pane, DONE, 12)
    pane.head.click()
    assert "Raw and unfiltered" in visible_words(pane)  # type: ignore[operator]


def test_it_folds_by_itself_at_the_answer_unless_the_person_opened_it(pane: ReasoningPane) -> None:
    show(pane, OPEN_STEP, 4)
    assert not pane.is_open
    pane.head.click()
    show(pane, DONE, 12)
    assert pane.is_open


def test_pinned_it_is_open_for_this_and_for_new_replies(pane: ReasoningPane, theme: Theme, qtbot: QtBot) -> None:
    show(pane, OPEN_STEP, 4)
    (pin,) = [
        button for button in pane.findChildren(QAbstractButton) if button.accessibleName() == "Keep reasoning open"
    ]
    with qtbot.waitSignal(pane.pinned_changed) as said:
        pin.click()
    assert said.args == [True]
    show(pane, DONE, 12, pinned=True)
    assert pane.is_open
    pane.head.click()
    assert not pane.is_open


def test_what_is_read_only_grows_at_its_end(pane: ReasoningPane) -> None:
    show(pane, OPEN_STEP, 1)
    pane.head.click()
    first = pane.text()
    steps = (replace(OPEN_STEP.steps[0], seconds=1.0), ReasoningStep("Then I check.", 5))
    show(pane, replace(OPEN_STEP, steps=steps), 2)
    assert pane.text() == first + "\n\nThen I check."


def test_a_step_that_turns_out_to_be_the_answer_leaves(pane: ReasoningPane) -> None:
    show(pane, OPEN_STEP, 1)
    pane.head.click()
    show(pane, Reply(status=ReplyStatus.ANSWERED, answer="132"), 1)
    assert pane.isHidden()
    assert pane.text() == ""


def test_the_copy_button_copies_all_of_it(pane: ReasoningPane) -> None:
    show(pane, DONE, 12)
    pane.head.click()
    (copy,) = [
        button for button in pane.findChildren(QAbstractButton) if button.accessibleName() == "Copy the reasoning"
    ]
    copy.click()
    assert QGuiApplication.clipboard().text() == "I add 47 and 85."


@pytest.mark.parametrize(
    ("reading", "readiness", "words"),
    [
        (None, Readiness(BackendState.LOADING, DEMO, 0.4), "Waiting for the model… 40 %"),
        (None, Readiness(BackendState.STARTING), "Waiting for the model…"),
        (None, Readiness(BackendState.BUSY, DEMO), "Reading the question…"),
        (PromptReading(512, 2048, 0), Readiness(BackendState.BUSY, DEMO), "Reading the question… 512 of 2,048 tokens"),
    ],
)
def test_before_the_first_token_it_says_what_is_waited_for(
    pane: ReasoningPane, reading: PromptReading | None, readiness: Readiness, words: str
) -> None:
    show(pane, Reply(reading=reading), readiness=readiness)
    assert pane.head.text() == words
    pane.head.click()
    assert not pane.is_open


def test_a_reply_without_reasoning_has_no_row(pane: ReasoningPane) -> None:
    show(pane, Reply(status=ReplyStatus.ANSWERED, answer="Hi."))
    assert pane.isHidden()


@pytest.mark.parametrize("text", ["x" * 200_000, "word " * 24_000], ids=["unbroken", "long"])
def test_a_very_long_thought_opens(pane: ReasoningPane, text: str) -> None:
    show(pane, replace(DONE, steps=(ReasoningStep(text, 30_000, 60),)), 60)
    pane.head.click()
    assert len(pane.text()) == len(text)


def test_a_few_lines_live_where_they_are_wanted_and_go_with_the_answer(pane: ReasoningPane) -> None:
    show(pane, OPEN_STEP, 1, while_thinking=WhileThinking.PEEK)
    assert pane.live_line() == ""
    assert pane.peek_text() == "I add 47\nand 85."
    show(pane, DONE, 12, while_thinking=WhileThinking.PEEK)
    assert pane.peek_text() == ""


def test_open_while_it_thinks_folds_at_the_answer_unless_it_was_opened_by_hand(pane: ReasoningPane) -> None:
    show(pane, OPEN_STEP, 1, while_thinking=WhileThinking.OPEN)
    assert pane.is_open
    show(pane, DONE, 12, while_thinking=WhileThinking.OPEN)
    assert not pane.is_open
    show(pane, OPEN_STEP, 1, while_thinking=WhileThinking.OPEN)
    pane.toggle()
    pane.toggle()
    show(pane, DONE, 12, while_thinking=WhileThinking.OPEN)
    assert pane.is_open


def test_blank_lines_and_steps_become_paragraphs_however_they_arrive(pane: ReasoningPane) -> None:
    pane.choose(True)
    text = "One.\n\nTwo,\nstill two.\n\n\nThree."
    for end in range(1, len(text) + 1):
        show(pane, replace(OPEN_STEP, steps=(ReasoningStep(text[:end], end),)), 1)
        pane.choose(True)
    assert pane.text() == "One.\n\nTwo,\nstill two.\n\nThree."
    gaps = [block.blockFormat().topMargin() for block in blocks(pane)]
    assert [gap > 0 for gap in gaps] == [False, True, False, True]
    ended = ReasoningStep(text, 9, 1.0)
    show(pane, replace(OPEN_STEP, steps=(ended, ReasoningStep("Four.", 1))), 1)
    assert pane.text().endswith("Three.\n\nFour.")


def blocks(pane: ReasoningPane) -> list[QTextBlock]:
    (body,) = [each for each in pane.findChildren(TextPane) if each.accessibleName() == "Reasoning"]
    document = body.document()
    return [document.findBlockByNumber(number) for number in range(document.blockCount())]


def test_words_are_found_counted_and_walked_through(pane: ReasoningPane, qtbot: QtBot) -> None:
    show(pane, replace(DONE, steps=(ReasoningStep("Add, then ADD again.\n\nNo adding.", 9, 1.0),)), 1)
    pane.look_inside()
    assert pane.is_open
    bar = pane.find_bar
    with qtbot.waitSignal(pane.place_asked) as asked:
        bar.line.setText("add")
    assert bar.count_words() == "1 of 3"
    first = asked.args[1]
    QTest.keyClick(bar.line, Qt.Key.Key_Return)
    with qtbot.waitSignal(pane.place_asked) as asked:
        QTest.keyClick(bar.line, Qt.Key.Key_Return)
    assert bar.count_words() == "3 of 3"
    assert asked.args[1] > first
    QTest.keyClick(bar.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert bar.count_words() == "2 of 3"
    bar.line.setText("subtract")
    assert bar.count_words() == "Not found"
    QTest.keyClick(bar.line, Qt.Key.Key_Escape)
    assert bar.isHidden()
    assert pane.is_open


def test_what_is_found_grows_with_the_reasoning(pane: ReasoningPane) -> None:
    show(pane, OPEN_STEP, 1)
    pane.look_inside()
    pane.find_bar.line.setText("85")
    assert pane.find_bar.count_words() == "1 of 1"
    show(pane, replace(OPEN_STEP, steps=(ReasoningStep("I add 47\nand 85. So 85 it is.", 20),)), 1)
    assert pane.find_bar.count_words() == "1 of 2"


def test_while_it_thinks_it_can_be_ended_or_told_to_go_on(pane: ReasoningPane) -> None:
    asked: list[Steering] = []
    pane.steering_asked.connect(asked.append)
    show(pane, OPEN_STEP, 1)
    pane.steering.answer_now.click()
    assert not pane.steering.answer_now.isEnabled()
    assert pane.steering.text() == "It ends at the next full sentence."
    pane.steering.think_more.click()
    assert pane.steering.answer_now.isEnabled()
    assert asked == [Steering.ANSWER_NOW, Steering.THINK_MORE]
    show(pane, DONE, 12)
    assert pane.steering.isHidden()


def test_a_reasoning_of_a_service_cannot_be_steered(pane: ReasoningPane) -> None:
    show(pane, replace(OPEN_STEP, source=Source(SourceKind.CLOUD, "m", "M", "service")), 1)
    assert pane.steering.isHidden()


def test_a_click_on_the_rail_and_escape_fold_it(pane: ReasoningPane) -> None:
    over = replace(DONE, status=ReplyStatus.ANSWERED)
    show(pane, over, 12)
    pane.choose(True)
    (body,) = pane.findChildren(Body)
    QTest.mouseClick(body, Qt.MouseButton.LeftButton, pos=QPoint(15, 20))
    assert not pane.is_open
    pane.choose(True)
    pane.head.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(pane.head, Qt.Key.Key_Escape)
    assert not pane.is_open


def test_what_was_found_is_marked_in_the_colours_of_the_look(pane: ReasoningPane, theme: Theme) -> None:
    show(pane, DONE, 12)
    pane.look_inside()
    pane.find_bar.line.setText("add")

    def ground() -> QColor:
        marks = pane._body.pane.extraSelections()
        return QColor(marks[0].format.background().color())

    before = ground()
    theme.set_appearance(Appearance.DARK)
    assert (ground(), ground() != before) == (theme.colour("found_current"), True)
