"""Words are found in the whole conversation, also where nothing is drawn yet; copies are what was written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from formula_hand import HandFormulas, bar
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QTextEdit
from pytestqt.qtbot import QtBot
from stage import Stage, conversation_of, reply_of

from app.chat.conversation import ConversationId
from app.ui.transcript import open_blocks, table_piece
from app.ui.transcript.found_words import plain_text
from app.ui.transcript.markdown import html_of
from app.ui.transcript.table_piece import TablePiece
from app.ui.transcript.text_pane import TextPane

Staged = Callable[..., Stage]
LONG = "\n\n".join(f"Paragraph {number} of an answer that is long enough to scroll." for number in range(60))


@pytest.fixture
def stage(staged: Staged, qtbot: QtBot) -> Stage:
    turns = [(f"Question {number}?", reply_of(f"Answer {number}.\n\n{LONG}", "Let me see.")) for number in range(30)]
    turns[3] = ("Where is the needle?", reply_of(f"The **nee**dle is here.\n\n{LONG}", "A needle in a thought."))
    stage = staged(conversation_of("Many", *turns))
    stage.session.open_conversation(ConversationId("Many"))
    qtbot.waitUntil(lambda: len(stage.session.path) == 30, timeout=10_000)
    return stage


def look_for(stage: Stage, words: str, qtbot: QtBot) -> None:
    stage.window.menus.find.trigger()
    stage.window.conversation.find_bar.line.setText(words)
    qtbot.waitUntil(lambda: not stage.window.conversation.finding.is_looking, timeout=20_000)


def test_words_far_away_are_counted_and_brought_into_sight(stage: Stage, qtbot: QtBot) -> None:
    look_for(stage, "NEEDLE", qtbot)
    view = stage.window.conversation
    assert view.find_bar.count_words() == "3 of 3"  # from the end upwards: the answer comes first
    transcript, turn = view.transcript, stage.session.path[3].id

    def is_seen() -> bool:
        shown = transcript.view(turn)
        if shown is None or not shown.answer.pieces:
            return False
        y = shown.answer.pieces[0].mapTo(transcript.viewport(), QPoint(0, 0)).y()
        return 0 <= y < transcript.viewport().height()

    qtbot.waitUntil(is_seen, timeout=10_000)
    marked = transcript.view(turn).answer.pieces[0].extraSelections()  # type: ignore[union-attr]
    assert [each.cursor.selectedText() for each in marked] == ["needle"]


def test_a_folded_thought_that_holds_the_words_is_opened(stage: Stage, qtbot: QtBot) -> None:
    look_for(stage, "needle", qtbot)
    transcript, turn = stage.window.conversation.transcript, stage.session.path[3].id
    assert not transcript.view(turn).pane.is_open  # type: ignore[union-attr]
    stage.window.menus.find_before.trigger()
    assert stage.window.conversation.find_bar.count_words() == "2 of 3"
    assert transcript.view(turn).pane.is_open  # type: ignore[union-attr]
    stage.window.menus.find_next.trigger()
    assert stage.window.conversation.find_bar.count_words() == "3 of 3"


def test_what_is_not_there_is_said_and_leaving_takes_the_marks_away(stage: Stage, qtbot: QtBot) -> None:
    look_for(stage, "haystack", qtbot)
    bar = stage.window.conversation.find_bar
    assert bar.count_words() == "Not found"
    bar.line.setText("paragraph 59")
    qtbot.waitUntil(lambda: not stage.window.conversation.finding.is_looking, timeout=20_000)
    assert bar.count_words() == "30 of 30"
    last = stage.window.conversation.transcript.last_view.answer.pieces[-1]
    assert last.extraSelections()
    bar.left.emit()
    assert not last.extraSelections()
    assert bar.isHidden()


def test_nothing_is_kept_of_a_conversation_that_was_looked_through_and_left(stage: Stage, qtbot: QtBot) -> None:
    look_for(stage, "needle", qtbot)
    finding = stage.window.conversation.finding
    assert len(finding._lines) == 30
    stage.session.start_conversation()
    assert not finding._lines


def test_marks_are_made_anew_only_where_there_is_more_or_something_else_to_mark(
    stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_for(stage, "answer 29", qtbot)
    view = stage.window.conversation
    marked: list[TextPane] = []
    mark = TextPane.setExtraSelections
    monkeypatch.setattr(TextPane, "setExtraSelections", lambda pane, marks: (marked.append(pane), mark(pane, marks))[1])
    view.finding._mark_again()
    assert not marked
    pane = view.transcript.last_view.answer.pieces[0]
    QTextCursor(pane.document()).insertText("Answer 29, twice. ")
    view.finding._mark_again()
    assert marked == [pane]
    assert len(pane.extraSelections()) == 2


@pytest.mark.real_slices
def test_words_of_an_answer_that_is_still_being_drawn_are_found_as_it_goes_on(staged: Staged, qtbot: QtBot) -> None:
    long = "\n\n".join(f"Passage {number}, with words and *more* words." for number in range(1_500))
    stage = staged(conversation_of("Long", ("Where?", reply_of(f"{long}\n\nThe needle."))))
    stage.window.menus.find.trigger()
    stage.window.conversation.find_bar.line.setText("needle")
    transcript, filled = stage.window.conversation.transcript, []
    stage.session.conversation_changed.connect(lambda: filled.append(transcript.last_view.answer.is_filled))
    stage.session.open_conversation(ConversationId("Long"))
    qtbot.waitUntil(lambda: len(stage.session.path) == 1, timeout=10_000)
    assert filled == [False], "it was looked for before it was drawn"
    answer = transcript.last_view.answer  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: answer.is_filled, timeout=20_000)
    qtbot.waitUntil(lambda: bool(answer.pieces[-1].extraSelections()), timeout=10_000)
    assert [each.cursor.selectedText() for each in answer.pieces[-1].extraSelections()] == ["needle"]


def test_the_present_one_of_thousands_is_marked_and_few_beside_it(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(conversation_of("Word", ("Where?", reply_of("word " * 2_000))))
    stage.session.open_conversation(ConversationId("Word"))
    qtbot.waitUntil(lambda: len(stage.session.path) == 1, timeout=10_000)
    look_for(stage, "word", qtbot)
    assert stage.window.conversation.find_bar.count_words() == "2,000 of 2,000"
    marked = stage.window.conversation.transcript.last_view.answer.pieces[-1].extraSelections()  # type: ignore[union-attr]
    assert 1 < len(marked) <= 200
    grounds = [each.format.background().color().name() for each in marked]
    assert grounds.count(grounds[-1]) == 1, "the last is the present one"
    assert marked[-1].cursor.selectionEnd() == 1_999 * 5 + 4


def test_a_copied_answer_is_markdown_and_rich_text(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(conversation_of("One", ("Hello?", reply_of("**Bold** <b>x</b> ![a](file:///x)"))))
    stage.session.open_conversation(ConversationId("One"))
    qtbot.waitUntil(lambda: bool(stage.session.path), timeout=10_000)
    stage.window.menus.copy_answer.trigger()
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "**Bold** <b>x</b> ![a](file:///x)"
    assert data.html() == "<p><strong>Bold</strong> &lt;b&gt;x&lt;/b&gt; [image: a]</p>\n"
    stage.window.menus.copy_plain.trigger()
    assert QGuiApplication.clipboard().text() == "Bold <b>x</b> [image: a]"
    stage.window.menus.copy_conversation.trigger()
    assert QGuiApplication.clipboard().text() == (
        "# One\n\n**You**\n\nHello?\n\n**Answer**\n\n**Bold** <b>x</b> ![a](file:///x)\n"
    )


def test_rich_text_has_no_script_no_image_and_no_closed_scheme() -> None:
    html = html_of("[a](javascript:alert(1)) <script>x</script> ![i](http://x/y.png)\n\n$x<y$ a[^1]\n\n[^1]: Note")
    assert "javascript" not in html
    assert "<script" not in html
    assert "<img" not in html
    assert "$x&lt;y$" in html
    assert "Note" in html


def test_plain_text_reads_as_the_answer_does() -> None:
    assert (
        plain_text("# A\n\n- **b**\n- `c`\n\n| d |\n|---|\n| e |\n\n```\nf\n```\n\n$$x$$") == "A\nb\nc\nd\ne\nf\n$$x$$"
    )


def test_in_reasoning_what_is_shown_is_found_and_not_the_source_of_a_formula(staged: Staged, qtbot: QtBot) -> None:
    formulas = HandFormulas()
    formulas.draw({"\\frac{a}{b}": bar()})
    thought = "So $\\frac{a}{b}$ is a frac.\n\nAnd the frac is small."
    stage = staged(conversation_of("Sum", ("Which?", reply_of("Small.", thought))), formulas=formulas)
    stage.session.open_conversation(ConversationId("Sum"))
    qtbot.waitUntil(lambda: len(stage.session.path) == 1, timeout=10_000)
    look_for(stage, "frac", qtbot)
    assert stage.window.conversation.find_bar.count_words() == "2 of 2"
    stage.window.menus.find_before.trigger()
    pane = stage.window.conversation.transcript.last_view.pane  # type: ignore[union-attr]
    marked = pane._body.pane.extraSelections()
    present = stage.window.theme.colour("found_current")
    assert [each.cursor.block().text()[:3] for each in marked] == ["So ", "And"]
    assert [each.format.background().color() == present for each in marked] == [True, False]
    formulas.deleteLater()


@pytest.fixture
def long_table(staged: Staged, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> tuple[Stage, TablePiece]:
    """Of 40 rows with needles in rows 2, 14, 15 and 38. Ten are shown, eight more come with a step."""
    monkeypatch.setattr(open_blocks, "MAX_CELLS", 2 * 10)
    monkeypatch.setattr(table_piece, "FURTHER_CELLS", 2 * 8)
    rows = "".join(f"| {row} | {'Needle' if row in (2, 14, 15, 38) else 'hay'} |\n" for row in range(1, 40))
    stage = staged(conversation_of("Table", ("Which?", reply_of(f"| a | b |\n|--|--|\n{rows}\nThe last needle."))))
    stage.session.open_conversation(ConversationId("Table"))
    qtbot.waitUntil(lambda: len(stage.session.path) == 1, timeout=10_000)
    transcript = stage.window.conversation.transcript
    qtbot.waitUntil(lambda: bool(transcript.views) and transcript.is_drawn, timeout=10_000)
    [table] = transcript.findChildren(TablePiece)
    return stage, table


def test_words_in_rows_that_a_table_does_not_show_are_counted_and_said_at_its_foot(
    long_table: tuple[Stage, TablePiece], qtbot: QtBot
) -> None:
    stage, table = long_table
    look_for(stage, "needle", qtbot)
    assert stage.window.conversation.find_bar.count_words() == "5 of 5"
    assert table.foot.text() == "30 more rows, with 3 places found"
    assert [each.cursor.selectedText() for each in current_marks(stage)] == ["needle"], "the last one, below the table"
    look_for(stage, "38", qtbot)
    assert table.foot.text() == "30 more rows, with 1 place found", "whoever types is shown where it is, and no rows"
    stage.window.menus.find_next.trigger()
    assert table.foot.text() == "30 more rows, with 1 place found", "a step would not be enough"
    table.foot.more.click()
    qtbot.waitUntil(lambda: table.is_filled, timeout=10_000)
    look_for(stage, "needle", qtbot)
    assert table.foot.text() == "22 more rows, with 1 place found"
    stage.window.conversation.finding.close()
    assert table.foot.text() == "22 more rows"


def test_who_steps_to_words_in_rows_that_are_not_shown_is_shown_them(
    long_table: tuple[Stage, TablePiece], qtbot: QtBot
) -> None:
    stage, table = long_table
    look_for(stage, "needle", qtbot)
    for _ in range(2):
        stage.window.menus.find_before.trigger()  # row 38 is too far away, row 15 comes
    qtbot.waitUntil(lambda: len(current_marks(stage)) == 1, timeout=10_000)
    assert stage.window.conversation.find_bar.count_words() == "3 of 5"
    assert table.foot.text() == "22 more rows, with 1 place found"
    [mark] = current_marks(stage)
    assert "14" not in mark.cursor.block().text()
    assert mark.cursor.currentTable().cellAt(mark.cursor).row() == (15 % table_piece.ROWS)
    stage.window.menus.find_before.trigger()
    [mark] = current_marks(stage)
    assert mark.cursor.currentTable().cellAt(mark.cursor).row() == (14 % table_piece.ROWS)
    stage.window.menus.find_before.trigger()
    assert stage.window.conversation.find_bar.count_words() == "1 of 5"
    [mark] = current_marks(stage)
    assert mark.cursor.currentTable().cellAt(mark.cursor).row() == 2


def current_marks(stage: Stage) -> list[QTextEdit.ExtraSelection]:
    """Of the place that one is at."""
    colour = stage.window.theme.colour("found_current")
    panes = stage.window.conversation.transcript.findChildren(TextPane)
    return [each for pane in panes for each in pane.extraSelections() if each.format.background().color() == colour]
