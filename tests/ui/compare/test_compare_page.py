"""Two or three answers side by side: what differs is marked, what cannot be compared is said, choosing goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from branch_scenes import JA_FIRST, JA_SECOND, answers
from formula_hand import HandFormulas, bar
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from stage import Stage, conversation_of, reply_of

from app.chat import difference
from app.chat.conversation import Conversation, Effort, Reply, ReplyStatus, Source, SourceKind, TurnId, Usage
from app.session.formulas import Formulas
from app.session.preferences import Appearance
from app.ui.compare.column import AnswerColumn
from app.ui.compare.page import ComparePage

Staged = Callable[..., Stage]
TABLE = "| what | how |\n|---|---|\n| sun | {} |\n\n```\nnumber = {}\n```\n\nThe **end** is {}."


@pytest.fixture
def opened(staged: Staged, qtbot: QtBot) -> Callable[..., Stage]:
    """The window with the page over that conversation, at its last answer."""

    def open_(conversation: Conversation, formulas: Formulas | None = None) -> Stage:
        stage = staged(conversation, formulas=formulas)
        stage.session.open_conversation(conversation.id)
        qtbot.waitUntil(lambda: bool(stage.session.path), timeout=10_000)
        stage.window.activateWindow()
        assert QTest.qWaitForWindowActive(stage.window)
        stage.window.menus.compare.trigger()
        wait(stage, qtbot)
        return stage

    return open_


def page(stage: Stage) -> ComparePage:
    return stage.window.compare.page


def wait(stage: Stage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page(stage).is_comparing, timeout=20_000)


def is_open(stage: Stage) -> bool:
    return stage.window.pages.widget.currentWidget() is page(stage)


def marked(column: AnswerColumn) -> list[str]:
    """The words under marks, in order."""
    panes = [pane for piece in column.answer.pieces for pane in piece.panes()]
    return [selection.cursor.selectedText() for pane in panes for selection in pane.extraSelections()]


def test_what_differs_is_marked_in_both(opened: Callable[..., Stage]) -> None:
    stage = opened(answers("Sum", "What is 47 + 85?", "It is **132**, I think.", "It is **133**, I think."))
    assert [marked(column) for column in page(stage).columns] == [["132"], ["133"]]
    assert page(stage).summary == "They differ in 1 passage."


def test_marks_reach_into_tables_code_and_prose(opened: Callable[..., Stage]) -> None:
    stage = opened(answers("Table", "q", TABLE.format("hot", "one", "near"), TABLE.format("warm", "two", "far")))
    assert [marked(column) for column in page(stage).columns] == [["hot", "one", "near"], ["warm", "two", "far"]]


def test_markers_of_lists_are_not_marked(opened: Callable[..., Stage]) -> None:
    stage = opened(answers("Lists", "q", "Same here:", "Same here:\n\n- one more\n- and another\n\n1. first of all"))
    assert marked(page(stage).columns[1]) == ["one more", "and another", "first of all"]


def test_characters_that_qt_counts_twice_do_not_shift_the_marks(opened: Callable[..., Stage]) -> None:
    stage = opened(answers("Signs", "q", "🎉🎉 𝒙 is the first one", "🎉🎉 𝒙 is the second one"))
    assert [marked(column) for column in page(stage).columns] == [["first"], ["second"]]


def test_drawn_formulas_are_compared_by_their_sources(opened: Callable[..., Stage], qtbot: QtBot) -> None:
    formulas = HandFormulas()
    stage = opened(answers("Sums", "q", "So $a+b$ is 🎉 $x^2$ here", "So $a+b$ is 🎉 $x^3$ here"), formulas)
    assert [marked(column) for column in page(stage).columns] == [["2"], ["3"]]
    formulas.draw({"a+b": bar(), "x^2": bar(), "x^3": bar()})
    qtbot.waitUntil(lambda: page(stage).is_comparing, timeout=5_000)
    wait(stage, qtbot)
    assert [marked(column) for column in page(stage).columns] == [["\ufffc"], ["\ufffc"]]
    assert page(stage).summary == "They differ in 1 passage."


def test_japanese_is_marked_where_it_differs(opened: Callable[..., Stage]) -> None:
    stage = opened(answers("空", "なぜ", JA_FIRST, JA_SECOND))
    first, second = (marked(column) for column in page(stage).columns)
    assert "4" in first
    assert second[-1] == "夕方は光の道のりが長くなります。"


def test_equal_answers_are_said_to_be_equal_and_nothing_is_marked(opened: Callable[..., Stage]) -> None:
    stage = opened(answers("Same", "q", "The same.", "The same."))
    assert page(stage).summary == "Word for word the same."
    assert [marked(column) for column in page(stage).columns] == [[], []]


def test_answers_that_are_too_long_are_shown_and_said_not_to_be_compared(
    opened: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(difference, "MOST_CHARACTERS", 1_000)
    long = "word " * 201
    stage = opened(answers("Long", "q", long, f"{long} and more"))
    assert page(stage).summary == "These answers are too long to be compared: nothing is marked."
    assert [marked(column) for column in page(stage).columns] == [[], []]


def test_a_head_says_who_answered_at_which_effort_and_what_it_took(opened: Callable[..., Stage]) -> None:
    stage = opened(answers("Sum", "What is 47 + 85?", "132", "It is 132"))
    assert "gpt-oss-20b\nlow effort · 1,412 tokens · 6.5 s" in page(stage).columns[0].text().replace("1412", "1,412")
    assert "What is 47 + 85?" in page(stage).text()


def test_an_answer_from_outside_says_where_it_was_made(opened: Callable[..., Stage]) -> None:
    conversation = answers("Sum", "What is 47 + 85?", "132", "It is 132")
    there = Reply(
        status=ReplyStatus.ANSWERED,
        answer="132.",
        source=Source(SourceKind.CLOUD, "gpt-4o-mini", "GPT-4o mini", "OpenAI"),
        usage=Usage(20, 0, 0, 3, 0.5, 0.5),
    )
    stage = opened(replace(conversation, turns=(conversation.turns[0], replace(conversation.turns[1], reply=there))))
    assert page(stage).columns[1].text().startswith("GPT-4o mini at OpenAI\n3 tokens · 0.5 s")


def test_reasoning_is_folded_and_opens(opened: Callable[..., Stage]) -> None:
    stage = opened(answers("Sum", "q", "132", "It is 132"))
    column = page(stage).columns[0]
    assert "The user wants to know" not in column.text()
    column.pane.head.click()
    assert "The user wants to know" in column.text()


def test_a_third_answer_joins_and_leaves(opened: Callable[..., Stage], qtbot: QtBot) -> None:
    stage = opened(answers("Three", "q", "one two three four", "one two five four", "one two six four"))
    assert [marked(column) for column in page(stage).columns] == [["five"], ["six"]]
    page(stage).add_button.click()
    wait(stage, qtbot)
    shown = [column.scene.turn.id for column in page(stage).columns if column.scene is not None]
    assert shown == ["Three-1", "Three-2", "Three-0"]
    assert [marked(column) for column in page(stage).columns] == [["five"], ["six"], ["three"]]
    assert not page(stage).add_button.isVisible()
    page(stage).columns[0].close.click()
    wait(stage, qtbot)
    assert [marked(column) for column in page(stage).columns] == [["six"], ["three"]]


def test_a_third_column_gives_way_in_a_narrow_window(opened: Callable[..., Stage], qtbot: QtBot) -> None:
    stage = opened(answers("Three", "q", "one", "two", "three"))
    page(stage).add_button.click()
    assert len(page(stage).columns) == 3
    stage.window.resize(720, 520)
    qtbot.waitUntil(lambda: len(page(stage).columns) == 2, timeout=5_000)
    assert not page(stage).add_button.isVisible()


def test_another_answer_is_walked_to_in_a_column(opened: Callable[..., Stage], qtbot: QtBot) -> None:
    stage = opened(answers("Three", "q", "one two three", "one two four", "one two five"))
    walker = page(stage).columns[1].walker
    walker.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(walker, Qt.Key.Key_Left)  # over the one that stands in the other column
    wait(stage, qtbot)
    assert [marked(column) for column in page(stage).columns] == [["four"], ["three"]]
    assert walker.hasFocus()


def test_choosing_one_goes_on_with_it(opened: Callable[..., Stage]) -> None:
    stage = opened(answers("Sum", "q", "132", "It is 133"))
    left, right = page(stage).columns
    assert not right.choose.isVisible()
    left.choose.click()
    assert not is_open(stage)
    assert stage.session.leaf == "Sum-0"
    assert stage.window.conversation.composer.edit.hasFocus()


def test_escape_goes_back_and_changes_nothing(opened: Callable[..., Stage]) -> None:
    stage = opened(answers("Sum", "q", "132", "It is 133"))
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not is_open(stage)
    assert stage.session.leaf == "Sum-1"
    assert page(stage).columns == ()


def test_a_reply_that_grows_is_shown_and_marked_at_its_end(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(conversation_of("Sum", ("q", reply_of("It is 132."))))
    stage.session.open_conversation("Sum")  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(stage.session.path), timeout=10_000)
    stage.session.ask_again(stage.session.path[0].id, Effort.HIGH)
    qtbot.waitUntil(lambda: len(stage.backend.requests) == 1, timeout=10_000)
    stage.window.menus.compare.trigger()
    stage.answer("It is")
    assert page(stage).summary == "What differs is marked when every answer is complete."
    assert "It is" in page(stage).columns[1].text()
    stage.answer(" 133.")
    stage.finish()
    wait(stage, qtbot)
    assert [marked(column) for column in page(stage).columns] == [["132"], ["133"]]


def test_an_answer_that_is_empty_is_not_said_to_differ(opened: Callable[..., Stage]) -> None:
    stage = opened(answers("None", "q", "", "It is 133"))
    assert page(stage).summary == "One of these has no answer, so nothing is marked."


def test_marks_come_back_after_the_looks_were_changed(opened: Callable[..., Stage], qtbot: QtBot) -> None:
    stage = opened(answers("Sum", "q", "It is 132", "It is 133"))
    stage.preferences.appearance = Appearance.DARK
    wait(stage, qtbot)
    assert [marked(column) for column in page(stage).columns] == [["132"], ["133"]]


def test_edited_questions_are_shown_above_their_answers(opened: Callable[..., Stage]) -> None:
    conversation = answers("Sum", "What is 47 + 85?", "132", "133")
    turns = (conversation.turns[0], replace(conversation.turns[1], prompt="What is 47 + 86?"))
    stage = opened(replace(conversation, turns=turns))
    first, second = page(stage).columns
    assert "What is 47 + 85?" in first.text()
    assert "What is 47 + 86?" in second.text()


def test_another_conversation_closes_the_page(opened: Callable[..., Stage]) -> None:
    stage = opened(answers("Sum", "q", "132", "133"))
    stage.session.start_conversation()
    assert not is_open(stage)
    assert page(stage).columns == ()
    assert TurnId("Sum-0") not in {turn.id for turn in stage.session.path}
