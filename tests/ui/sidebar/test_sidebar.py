"""The list of conversations by keyboard and mouse, and the line about the engine."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from stage import BIG, DEMO

from app.chat.conversation import ConversationId, ConversationSummary
from app.chat.exchange import BackendState, Readiness
from app.chat.failure import Failure, FailureKind
from app.session.elsewhere import Mark
from app.session.preferences import Follow
from app.ui.sidebar.ages import grouped
from app.ui.sidebar.sidebar import Sidebar
from app.ui.theme import Theme

TODAY = date(2026, 11, 24)


def summary(title: str, days_ago: int) -> ConversationSummary:
    at = datetime(2026, 11, 24, 0, 30) - timedelta(days=days_ago)
    return ConversationSummary(ConversationId(f"id-{title}"), title, at.timestamp())


ALL = [summary("now", 0), summary("then", 1), summary("week", 7), summary("old", 8), summary("<b>bold</b>\nline", 400)]


@pytest.fixture
def sidebar(qtbot: QtBot, theme: Theme) -> Sidebar:
    sidebar = Sidebar(theme=theme)
    qtbot.addWidget(sidebar)
    sidebar.resize(260, 600)
    sidebar.show()
    sidebar.show_conversations(ALL, open_id=ConversationId("id-then"), today=TODAY)
    return sidebar


def test_days_are_those_of_the_calendar_not_of_24_hours() -> None:
    late = ConversationSummary(ConversationId("x"), "x", datetime(2026, 11, 23, 23, 59).timestamp())
    assert [words for words, _ in grouped([late], TODAY)] == ["Yesterday"]


@pytest.mark.parametrize("at", [1e18, -1e13, float("nan"), float("inf")])
def test_a_date_that_no_calendar_knows_hides_nothing(at: float) -> None:
    odd = ConversationSummary(ConversationId("x"), "odd", at)
    groups = dict(grouped([odd, summary("now", 0)], TODAY))
    assert sorted(one.title for group in groups.values() for one in group) == ["now", "odd"]


def test_conversations_stand_under_their_days_newest_first(sidebar: Sidebar) -> None:
    assert sidebar.list.titles() == [
        "Today", "now", "Yesterday", "then", "Previous 7 days", "week", "Earlier", "old", "<b>bold</b> line",
    ]  # fmt: skip
    assert sidebar.list.selected_id() == "id-then"


def test_without_conversations_it_says_what_will_be_here(sidebar: Sidebar, visible_words: object) -> None:
    sidebar.show_conversations([], open_id=None, today=TODAY)
    assert "They stay on this Mac" in visible_words(sidebar)  # type: ignore[operator]


def test_arrows_choose_and_enter_opens(sidebar: Sidebar, qtbot: QtBot) -> None:
    QTest.keyClick(sidebar.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(sidebar.list.opened) as said:
        QTest.keyClick(sidebar.list, Qt.Key.Key_Return)
    assert said.args == ["id-week"]


def test_home_goes_to_the_first_conversation_below_its_heading(sidebar: Sidebar) -> None:
    QTest.keyClick(sidebar.list, Qt.Key.Key_Down)
    QTest.keyClick(sidebar.list, Qt.Key.Key_Home)
    assert sidebar.list.selected_id() == "id-now"
    QTest.keyClick(sidebar.list, Qt.Key.Key_End)
    assert sidebar.list.selected_id() == ALL[-1].id


def test_rows_are_made_again_only_for_other_conversations(sidebar: Sidebar, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(sidebar.list.model().rowsInserted):
        sidebar.show_conversations(list(ALL), open_id=ConversationId("id-old"), today=TODAY)
    assert sidebar.list.selected_id() == "id-old"
    sidebar.show_conversations(ALL, open_id=ConversationId("id-old"), today=TODAY + timedelta(days=1))
    assert sidebar.list.titles()[0] == "Yesterday"


def test_a_title_that_was_refused_is_the_old_one_again(sidebar: Sidebar, qtbot: QtBot) -> None:
    sidebar.list.rename_selected()
    (editor,) = sidebar.list.findChildren(QLineEdit)
    editor.setText("refused")
    with qtbot.waitSignal(sidebar.list.renamed):
        QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    sidebar.show_conversations(ALL, open_id=ConversationId("id-then"), today=TODAY)
    assert "then" in sidebar.list.titles()


def test_f2_renames_in_place(sidebar: Sidebar, qtbot: QtBot) -> None:
    sidebar.list.setFocus()
    QTest.keyClick(sidebar.list, Qt.Key.Key_F2)
    (editor,) = sidebar.list.findChildren(QLineEdit)
    assert editor.selectedText() == "then"
    editor.setText("  a  better title ")
    with qtbot.waitSignal(sidebar.list.renamed) as said:
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert said.args == ["id-then", "a better title"]


def test_escape_leaves_the_title_alone(sidebar: Sidebar, qtbot: QtBot) -> None:
    sidebar.list.rename_selected()
    (editor,) = sidebar.list.findChildren(QLineEdit)
    editor.setText("other")
    with qtbot.assertNotEmitted(sidebar.list.renamed):
        QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert "then" in sidebar.list.titles()


def test_a_list_that_changes_does_not_take_the_editor_away(sidebar: Sidebar) -> None:
    sidebar.list.rename_selected()
    sidebar.show_conversations(ALL[:2], open_id=None, today=TODAY)
    (editor,) = sidebar.list.findChildren(QLineEdit)
    assert editor.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Backspace, Qt.Key.Key_Delete])
def test_the_delete_key_asks_to_delete_what_is_selected(sidebar: Sidebar, qtbot: QtBot, key: Qt.Key) -> None:
    with qtbot.waitSignal(sidebar.list.delete_asked) as said:
        QTest.keyClick(sidebar.list, key)
    assert said.args == ["id-then"]


def test_undo_stands_there_with_the_title(sidebar: Sidebar, qtbot: QtBot) -> None:
    assert sidebar.undo_words() == ""
    sidebar.show_undo("Haiku <img src=x>")
    assert sidebar.undo_words() == "Deleted “Haiku <img src=x>”"
    sidebar.show_undo(None)
    assert sidebar.undo_words() == ""


@pytest.mark.parametrize(
    ("readiness", "is_answering", "words"),
    [
        (Readiness(BackendState.OFF), False, "No model yet\nNot started"),
        (Readiness(BackendState.STARTING), False, "No model yet\nStarting…"),
        (Readiness(BackendState.STARTING, DEMO), False, "Demo model — arithmetic and small talk only\nRestarting…"),
        (Readiness(BackendState.LOADING, BIG, 0.4), False, "gpt-oss-20b\nLoading… 40 %"),
        (Readiness(BackendState.LOADING, BIG), False, "gpt-oss-20b\nLoading…"),
        (Readiness(BackendState.READY, DEMO), False, "Demo model — arithmetic and small talk only\nReady"),
        (Readiness(BackendState.BUSY, BIG), True, "gpt-oss-20b\nAnswering"),
    ],
)
def test_the_engine_is_said_in_one_line(sidebar: Sidebar, readiness: Readiness, is_answering: bool, words: str) -> None:
    sidebar.show_readiness(readiness, is_answering=is_answering)
    assert sidebar.status.text() == words


def test_a_failed_engine_says_why_and_can_be_tried_again(sidebar: Sidebar, qtbot: QtBot, visible_words: object) -> None:
    sentence = "The model folder is missing. Please choose another one."
    failure = Failure(FailureKind.MODEL_MISSING, sentence)
    sidebar.show_readiness(Readiness(BackendState.FAILED, DEMO, None, failure), is_answering=False)
    assert sentence in sidebar.status.text()
    assert "Retry" in visible_words(sidebar)  # type: ignore[operator]
    sidebar.show_readiness(Readiness(BackendState.READY, DEMO), is_answering=False)
    assert "Retry" not in visible_words(sidebar)  # type: ignore[operator]


def test_a_refresh_does_not_throw_back_who_walks_through_the_list(sidebar: Sidebar) -> None:
    sidebar.activateWindow()
    assert QTest.qWaitForWindowActive(sidebar)
    sidebar.list.setFocus()
    QTest.keyClick(sidebar.list, Qt.Key.Key_Down)
    sidebar.show_conversations(ALL[:4], open_id=ConversationId("id-then"), today=TODAY)
    assert sidebar.list.selected_id() == "id-week"
    sidebar.show_conversations(ALL[:2], open_id=ConversationId("id-then"), today=TODAY)
    assert sidebar.list.selected_id() is None  # what was selected is gone: a second press deletes nothing more
    sidebar.list.clearFocus()
    assert sidebar.list.selected_id() == "id-then"


MARKS = {ConversationId("id-week"): Mark.ANSWERING, ConversationId("id-old"): Mark.ANSWERED}


def told(sidebar: Sidebar, title: str) -> tuple[str, str]:
    """What a screen reader says of the row, and what the mouse shows."""
    row = sidebar.list.titles().index(title)
    cell = QAccessible.queryAccessibleInterface(sidebar.list).child(row)
    return cell.text(QAccessible.Text.Name), sidebar.list.model().index(row, 0).data(Qt.ItemDataRole.ToolTipRole)


def seen(sidebar: Sidebar, title: str) -> QImage:
    row = sidebar.list.model().index(sidebar.list.titles().index(title), 0)
    return sidebar.list.viewport().grab(sidebar.list.visualRect(row)).toImage()


def test_a_mark_is_seen_and_said_and_goes_again(sidebar: Sidebar, qtbot: QtBot) -> None:
    plain = seen(sidebar, "week")
    with qtbot.assertNotEmitted(sidebar.list.model().rowsInserted):
        sidebar.list.show_marks(MARKS)
    assert told(sidebar, "week") == ("week, Being answered", "Being answered")
    assert told(sidebar, "old") == ("old, New answer", "New answer")
    assert told(sidebar, "now") == ("now", "")
    assert seen(sidebar, "week") != plain
    sidebar.list.show_marks({})
    assert told(sidebar, "week") == ("week", "")
    assert seen(sidebar, "week") == plain


def test_a_mark_stands_beside_the_cloud_and_comes_with_a_row_that_is_new(sidebar: Sidebar) -> None:
    sidebar.list.show_marks({ConversationId("id-late"): Mark.WAITING})
    sent = ConversationSummary(ConversationId("id-late"), "late", ALL[0].updated_at, has_gone_out=True)
    sidebar.show_conversations([*ALL, sent], open_id=None, today=TODAY)
    name, tip = told(sidebar, "late")
    assert name == "late, Waiting to be answered"
    assert tip == "Waiting to be answered\nParts of it were sent to a service."


def test_a_mark_that_comes_leaves_the_new_title_that_is_typed(sidebar: Sidebar) -> None:
    sidebar.list.rename_selected()
    (editor,) = sidebar.list.findChildren(QLineEdit)
    QTest.keyClicks(editor, "better")
    sidebar.list.show_marks({ConversationId("id-then"): Mark.FAILED})
    assert editor.text() == "better"


@pytest.mark.parametrize(("reduced", "breathes"), [(Follow.NEVER, True), (Follow.ALWAYS, False)])
def test_three_dots_breathe_unless_nothing_is_to_move(
    sidebar: Sidebar, theme: Theme, qtbot: QtBot, reduced: Follow, breathes: bool
) -> None:
    theme.set_reduced_motion(reduced)
    sidebar.list.show_marks(MARKS)
    strong = seen(sidebar, "week")
    if breathes:
        qtbot.waitUntil(lambda: seen(sidebar, "week") != strong, timeout=10_000)
    assert (sidebar.list.breath < 1) is breathes
    sidebar.list.show_marks({ConversationId("id-week"): Mark.WAITING})
    assert sidebar.list.breath == 1
