"""A selection that goes over the bounds of prose, code and tables, by mouse and keyboard, and what is copied of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from formula_hand import HandFormulas, bar
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeySequence, QMouseEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QScrollArea
from pytestqt.qtbot import QtBot
from stage import Stage, conversation_of, reply_of

from app.session.preferences import Appearance
from app.ui.theme import Theme
from app.ui.transcript.answer_view import AnswerView
from app.ui.transcript.blocks import Block, Heading
from app.ui.transcript.code_piece import SHOWN_OF_LINE
from app.ui.transcript.parsing import parse
from app.ui.transcript.reply_pane import ReplyPane

REPLY = (
    "First **bold** words.\n\n- one\n- two\n\n```python\nif x:\n    y()\n```\n\nBetween `a_b` words.\n\n"
    "| Name | Age |\n|--|--:|\n| Ann | 3 |\n| Bob | 5 |\n\nLast *words* of it.\n"
)
LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> AnswerView:
    view = AnswerView(theme=theme)
    qtbot.addWidget(view)
    view.resize(700, 600)
    view.show_text(REPLY, is_over=True)
    view.show()
    view.activateWindow()
    assert QTest.qWaitForWindowActive(view)
    qtbot.waitUntil(lambda: view.is_filled, timeout=5_000)
    return view


@pytest.fixture
def formulas(qapp: QApplication) -> Iterator[HandFormulas]:
    held = HandFormulas()
    yield held
    held.shutdown()
    held.deleteLater()


def panes(view: AnswerView) -> list[ReplyPane]:
    return [pane for piece in view.pieces for pane in piece.panes()]


def place(pane: ReplyPane, words: str, *, after: bool = False) -> QPoint:
    """On the screen, before those words or after them."""
    cursor = pane.document().find(words)
    assert not cursor.isNull(), words
    at = QTextCursor(cursor)
    at.setPosition(cursor.selectionEnd() if after else cursor.selectionStart())
    return pane.viewport().mapToGlobal(pane.cursorRect(at).center())


def press(pane: ReplyPane, at: QPoint, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mousePress(pane.viewport(), LEFT, modifiers, pane.viewport().mapFromGlobal(at))


def move(pane: ReplyPane, to: QPoint) -> None:
    """The pane that was pressed gets all moves until the button is let go."""
    local = QPointF(pane.viewport().mapFromGlobal(to))
    event = QMouseEvent(
        QEvent.Type.MouseMove, local, QPointF(to), Qt.MouseButton.NoButton, LEFT, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(pane.viewport(), event)


def release(pane: ReplyPane, at: QPoint) -> None:
    local = QPointF(pane.viewport().mapFromGlobal(at))
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseButtonRelease, local, QPointF(at), LEFT, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(pane.viewport(), event)


def click(pane: ReplyPane, at: QPoint, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    press(pane, at, modifiers)
    release(pane, at)


def drag(pane: ReplyPane, start: QPoint, *stops: QPoint) -> None:
    press(pane, start)
    for stop in stops:
        move(pane, stop)
    release(pane, stops[-1])


def copied(pane: ReplyPane) -> str:
    QGuiApplication.clipboard().clear()
    pane.copy()
    return QGuiApplication.clipboard().text()


def markdown() -> str:
    return bytes(QGuiApplication.clipboard().mimeData().data("text/markdown").data()).decode()


def selected(view: AnswerView) -> list[str]:
    return [pane.textCursor().selection().toPlainText() for pane in panes(view)]


def test_a_drag_from_prose_over_code_into_a_table_selects_all_between(view: AnswerView) -> None:
    first, code, between, table, last = panes(view)
    drag(first, place(first, "two"), place(code, "x"), place(between, "a_b"), place(table, "Ann"))
    assert copied(first) == "two\n\nif x:\n    y()\n\nBetween a_b words.\n\nName\tAge\nAnn\t3"
    assert markdown() == (
        "two\n\n```python\nif x:\n    y()\n```\n\nBetween `a_b` words.\n\n| Name | Age |\n| --- | --- |\n| Ann | 3 |"
    )
    assert "<pre>" in QGuiApplication.clipboard().mimeData().html()
    assert not last.textCursor().hasSelection()


def test_a_drag_upwards_selects_the_same(view: AnswerView) -> None:
    first, code, _, _, last = panes(view)
    drag(last, place(last, "words", after=True), place(code, "y()"))
    assert copied(last) == "y()\n\nBetween a_b words.\n\nName\tAge\nAnn\t3\nBob\t5\n\nLast words"
    assert not first.textCursor().hasSelection()


def test_a_drag_that_comes_back_leaves_nothing_selected_where_it_was(view: AnswerView) -> None:
    first, code, between, *_ = panes(view)
    drag(first, place(first, "First"), place(between, "words"), place(code, "y"), place(first, "bold"))
    assert selected(view) == ["First ", "", "", "", ""]


def test_a_drag_out_of_a_table_takes_whole_rows(view: AnswerView) -> None:
    *_, table, last = panes(view)
    drag(table, place(table, "5"), place(last, "words"))
    assert copied(table) == "Bob\t5\n\nLast "


def test_a_click_with_shift_extends_into_another_piece(view: AnswerView) -> None:
    first, code, *_ = panes(view)
    click(first, place(first, "two"))
    click(code, place(code, "x"), SHIFT)
    assert copied(code) == "two\n\nif "
    click(first, place(first, "First"), SHIFT)
    assert selected(view) == ["First bold words.\n•\tone\n•\t", "", "", "", ""]


def test_a_word_and_a_paragraph_are_still_selected_by_two_and_three_clicks(view: AnswerView) -> None:
    first = panes(view)[0]
    at = place(first, "bold") + QPoint(4, 0)
    local = first.viewport().mapFromGlobal(at)
    click(first, at)
    QTest.mouseDClick(first.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, local)
    assert copied(first) == "bold"
    click(first, at)
    assert copied(first).strip() == "First bold words."


def test_a_drag_that_began_with_a_word_goes_on_by_words(view: AnswerView) -> None:
    first, code, *_ = panes(view)
    at = place(first, "two") + QPoint(4, 0)
    click(first, at)
    QTest.mouseDClick(first.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, first.viewport().mapFromGlobal(at))
    move(first, place(code, "f x"))
    release(first, place(code, "f x"))
    assert copied(first) == "two\n\nif"


def test_select_all_takes_the_whole_reply_and_copies_it_as_it_was_written(view: AnswerView) -> None:
    code = panes(view)[1]
    click(code, place(code, "x"))
    QTest.keySequence(code, "Ctrl+A")
    assert all(pane.textCursor().hasSelection() for pane in panes(view))
    QGuiApplication.clipboard().clear()
    QTest.keySequence(code, "Ctrl+C")
    assert QGuiApplication.clipboard().text() == (
        "First bold words.\n•\tone\n•\ttwo\n\nif x:\n    y()\n\nBetween a_b words.\n\n"
        "Name\tAge\nAnn\t3\nBob\t5\n\nLast words of it."
    )
    assert markdown() == REPLY


@pytest.mark.parametrize("how", ["escape", "click", "click on what is selected"])
def test_escape_or_a_click_clears_it_everywhere(view: AnswerView, how: str) -> None:
    first, code, between, *_ = panes(view)
    click(first, place(first, "First"))
    QTest.keySequence(first, "Ctrl+A")
    if how == "escape":
        QTest.keyClick(first, Qt.Key.Key_Escape)
    else:
        pane = code if how == "click" else between
        QTest.qWait(0)
        click(pane, place(pane, "x" if pane is code else "words"))
    assert selected(view) == [""] * 5


def test_a_click_on_another_reply_clears_it(view: AnswerView, theme: Theme) -> None:
    first, code, *_ = panes(view)
    other = AnswerView(theme=theme, parent=view)
    other.show_text("Another one.", is_over=True)
    other.setGeometry(0, 560, 700, 40)
    other.show()
    drag(first, place(first, "two"), place(code, "x"))
    click(panes(other)[0], place(panes(other)[0], "one"))
    assert selected(view) == [""] * 5


def test_arrows_with_shift_go_on_into_the_next_piece_and_back(view: AnswerView) -> None:
    first = panes(view)[0]
    click(first, place(first, "two"))
    for _ in range(3 + 1 + 2):
        QTest.keyClick(first, Qt.Key.Key_Right, SHIFT)
    assert copied(first) == "two\n\nif"
    for _ in range(2 + 1 + 2):
        QTest.keyClick(first, Qt.Key.Key_Left, SHIFT)
    assert selected(view) == ["t", "", "", "", ""]


def test_the_keys_to_the_beginning_and_the_end_take_in_the_rest_of_the_reply(view: AnswerView) -> None:
    code = panes(view)[1]
    click(code, place(code, "y()"))
    QTest.keySequence(code, QKeySequence(QKeySequence.StandardKey.SelectEndOfDocument))
    assert copied(code).startswith("y()\n\nBetween")
    assert copied(code).endswith("Last words of it.")
    QTest.keySequence(code, QKeySequence(QKeySequence.StandardKey.SelectStartOfDocument))
    assert copied(code) == "First bold words.\n•\tone\n•\ttwo\n\nif x:\n    "


@pytest.fixture
def menu_of(view: AnswerView) -> Iterator[Callable[[ReplyPane, QPoint], QMenu]]:
    def opened(pane: ReplyPane, at: QPoint) -> QMenu:
        QTest.mouseClick(pane.viewport(), Qt.MouseButton.RightButton, pos=pane.viewport().mapFromGlobal(at))
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, pane.viewport().mapFromGlobal(at), at)
        QApplication.sendEvent(pane.viewport(), event)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return menu

    yield opened
    while (menu := QApplication.activePopupWidget()) is not None:
        menu.close()


@pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)  # said by the offscreen platform of menus
def test_the_context_menu_acts_on_all_that_is_selected(
    view: AnswerView, menu_of: Callable[[ReplyPane, QPoint], QMenu]
) -> None:
    first, code, between, *_ = panes(view)
    menu = menu_of(between, place(between, "words"))
    commands = {action.objectName(): action for action in menu.actions()}
    assert not commands["edit-copy"].isEnabled()
    commands["select-all"].trigger()
    menu.close()
    assert all(pane.textCursor().hasSelection() for pane in panes(view))
    click(first, place(first, "two"))
    drag(first, place(first, "two"), place(code, "x"))
    menu = menu_of(between, place(between, "words"))
    {action.objectName(): action for action in menu.actions()}["edit-copy"].trigger()
    assert QGuiApplication.clipboard().text() == "two\n\nif "


def test_what_is_settled_stays_selected_while_the_reply_grows(qtbot: QtBot, theme: Theme) -> None:
    view = AnswerView(theme=theme)
    qtbot.addWidget(view)
    view.resize(700, 600)
    view.show()
    head = REPLY[: REPLY.index("| Name")]
    view.show_text(head, is_over=False)
    first, code, _ = panes(view)
    qtbot.waitUntil(lambda: code.mapToGlobal(QPoint(0, 0)).y() > first.mapToGlobal(QPoint(0, 0)).y(), timeout=5_000)
    drag(first, place(first, "two"), place(code, "y()"))
    for end in range(len(head), len(REPLY)):
        view.show_text(REPLY[: end + 1], is_over=False)
    view.show_text(REPLY, is_over=True)
    assert copied(first) == "two\n\nif x:\n    "


def test_all_of_a_growing_reply_stays_what_it_was(qtbot: QtBot, theme: Theme) -> None:
    view = AnswerView(theme=theme)
    qtbot.addWidget(view)
    view.show()
    view.show_text("One.\n\n```\ncode\n```\n\nThe tail", is_over=False)
    panes(view)[0].selectAll()
    view.show_text("One.\n\n```\ncode\n```\n\nThe tail grows", is_over=False)
    assert copied(panes(view)[0]) == "One.\n\ncode\n\nThe tail"


def test_a_new_theme_leaves_nothing_selected_and_nothing_broken(view: AnswerView, theme: Theme) -> None:
    panes(view)[0].selectAll()
    theme.set_appearance(Appearance.DARK)
    assert selected(view) == [""] * 5
    click(panes(view)[0], place(panes(view)[0], "First"))
    click(panes(view)[1], place(panes(view)[1], "x"), SHIFT)
    assert copied(panes(view)[1]).startswith("First bold")


def test_holding_the_pointer_below_the_edge_scrolls_and_selects_on(qtbot: QtBot, theme: Theme) -> None:
    view = AnswerView(theme=theme)
    area = QScrollArea()
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    area.setWidget(view)
    view.show_text("\n\n".join(f"Line {n}.\n\n```\ncode {n}\n```" for n in range(12)), is_over=True)
    area.resize(500, 260)
    area.show()
    assert QTest.qWaitForWindowExposed(area)
    first, bar = panes(view)[0], area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 300, timeout=5_000)
    press(first, place(first, "Line"))
    below = area.viewport().mapToGlobal(QPoint(60, area.viewport().height() + 60))
    move(first, below)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum(), timeout=10_000)
    release(first, below)
    assert copied(first).endswith("code 11")
    before = bar.value()
    bar.setValue(before - 20)
    QTest.qWait(50)
    assert bar.value() == before - 20  # it has stopped


def test_the_markdown_of_a_part_says_what_the_reply_says(view: AnswerView) -> None:
    first, *_, last = panes(view)
    click(first, first.viewport().mapToGlobal(QPoint(0, 3)))
    click(last, place(last, " of it"), SHIFT)
    copied(last)
    whole = [placed.block for placed in parse(REPLY)]
    part = [placed.block for placed in parse(markdown())]
    assert part[:4] == whole[:4]
    assert part[4].rows == whole[4].rows  # type: ignore[union-attr]


def test_formulas_are_copied_as_their_source_over_pieces(qtbot: QtBot, theme: Theme, formulas: HandFormulas) -> None:
    formulas.draw({"x^2": bar(), "y": bar()})
    view = AnswerView(theme=theme, formulas=formulas)
    qtbot.addWidget(view)
    text = "So $x^2$ is.\n\n| a | b |\n|--|--|\n| $y$ | 2 |\n\nAnd `$z` costs $5."
    view.show_text(text, is_over=True)
    prose, table, last = panes(view)
    cursor = last.textCursor()
    prose.selectAll()
    cursor.setPosition(last.document().find("costs").selectionStart())
    cursor.setPosition(0, QTextCursor.MoveMode.KeepAnchor)
    last.setTextCursor(cursor)  # so that it is not the whole reply
    assert copied(table) == "So $x^2$ is.\n\na\tb\n$y$\t2\n\nAnd $z "
    assert markdown() == "So $x^2$ is.\n\n| a | b |\n| --- | --- |\n| $y$ | 2 |\n\nAnd `$z` "


def test_code_too_long_to_be_shown_is_copied_as_a_whole(qtbot: QtBot, theme: Theme) -> None:
    view = AnswerView(theme=theme)
    qtbot.addWidget(view)
    code = "x" * (SHOWN_OF_LINE + 500) + "\nend"
    view.show_text(f"Look:\n\n```\n{code}\n```\n\nThat is it.", is_over=True)
    panes(view)[0].selectAll()
    assert copied(panes(view)[0]) == f"Look:\n\n{code}\n\nThat is it."


def test_a_table_of_one_cell_is_selected_with_what_stands_around_it(qtbot: QtBot, theme: Theme) -> None:
    view = AnswerView(theme=theme)
    qtbot.addWidget(view)
    view.show_text("Before.\n\n| only |\n|--|\n\nAfter.", is_over=True)
    panes(view)[0].selectAll()
    assert copied(panes(view)[0]) == "Before.\n\nonly\n\nAfter."
    assert markdown() == view.source


def headings(blocks: tuple[Block, ...]) -> list[int]:
    return [block.level for block in blocks if isinstance(block, Heading)]


@pytest.mark.parametrize(
    "text",
    [
        "> quoted\n> > twice *so*\n\nafter",
        "1. one\n\n   further\n2. two\n   - inner `a`b`` ` x\n\nend",
        "- [x] done\n- [ ] not done",
        "1\\. no list, \\*no stars\\*, \\# and \\- neither, ~~gone~~ &lt;b&gt;\n\n\\# no heading",
        "### Third *level*\n\nline\\\nbreak\n\n---\n\n[link](https://example.org/a_b) ***both***",
    ],
)
def test_the_markdown_of_prose_is_read_as_the_same(qtbot: QtBot, theme: Theme, text: str) -> None:
    view = AnswerView(theme=theme)
    qtbot.addWidget(view)
    view.show_text(text + "\n\n# Last\n", is_over=True)
    pane = panes(view)[0]
    pane.selectAll()
    cursor = pane.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(pane.document().find("Last").selectionEnd() - 1, QTextCursor.MoveMode.KeepAnchor)
    pane.setTextCursor(cursor)
    copied(pane)
    read = AnswerView(theme=theme)
    qtbot.addWidget(read)
    read.show_text(markdown() + "t\n", is_over=True)
    assert read.text() == view.text()
    assert [headings(piece.blocks) for piece in read.pieces] == [headings(piece.blocks) for piece in view.pieces]


def test_copy_and_select_all_of_the_edit_menu_act_on_the_reply(staged: Callable[..., Stage]) -> None:
    stage = staged(conversation_of("Routing", ("How?", reply_of(REPLY, "Thinking."))))
    stage.session.open_conversation(stage.library.conversations[0].id)
    stage.wait(lambda: bool(stage.window.conversation.transcript.views))
    view = stage.window.conversation.transcript.views[-1]
    stage.wait(lambda: view.answer.is_filled)
    code = panes(view.answer)[1]
    code.setFocus()
    stage.wait(code.hasFocus)
    stage.window.menus.select_all.trigger()
    stage.window.menus.copy.trigger()
    assert view.has_selection
    assert QGuiApplication.clipboard().text().startswith("First bold words.")
    assert QGuiApplication.clipboard().text().endswith("Last words of it.")
