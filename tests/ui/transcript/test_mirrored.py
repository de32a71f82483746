"""What is read from the right stands in from there: lists, quotes, boxes and the grounds of code."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication, QTextBlock
from pytestqt.qtbot import QtBot

from app.ui.theme import Theme
from app.ui.transcript.answer_view import AnswerView
from app.ui.transcript.text_pane import TextPane

ITEMS = "- عنصر أول\n- عنصر ثان\n  - عنصر فرعي\n\n1. الأول\n2. الثاني\n\n- [x] مهمة\n"


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> AnswerView:
    view = AnswerView(theme=theme)
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show()
    return view


def pane_of(view: AnswerView) -> TextPane:
    return view.pieces[0].panes()[0]


def edges(block: QTextBlock) -> tuple[float, float]:
    """Where the letters of its first line begin and end, its marker among them."""
    rect = block.layout().lineAt(0).naturalTextRect().translated(block.layout().position())
    return rect.left(), rect.right()


def blocks(pane: TextPane) -> list[QTextBlock]:
    document = pane.document()
    return [document.findBlockByNumber(number) for number in range(document.blockCount())]


def starts(pane: TextPane) -> list[float]:
    """How far from the right the words behind each marker begin."""
    found = []
    for block in blocks(pane):
        line = block.layout().lineAt(0)
        x = line.cursorToX(block.text().index("\t") + 1)[0]  # type: ignore[index]
        found.append(pane.width() - block.layout().position().x() - float(x))
    return found


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_items_hang_under_their_words_from_the_right(view: AnswerView, size: int) -> None:
    for end in range(size, len(ITEMS) + size, size):
        view.show_text(ITEMS[:end], is_over=end >= len(ITEMS))
    pane = pane_of(view)
    places = [tuple(map(round, edges(block))) for block in blocks(pane)]
    assert all(0 <= left < right <= pane.width() + 1 for left, right in places), places
    assert [round(start) for start in starts(pane)] == [24, 24, 48, 24, 24, 24]


def test_an_item_that_turns_out_to_be_read_from_the_right_goes_there(view: AnswerView) -> None:
    view.show_text("- (", is_over=False)
    assert edges(blocks(pane_of(view))[0])[0] < 5
    view.show_text("- (عنصر)", is_over=False)
    assert 480 < edges(blocks(pane_of(view))[0])[1] <= pane_of(view).width()


def test_rails_boxes_and_grounds_stand_where_the_words_do(view: AnswerView, theme: Theme) -> None:
    view.show_text("> اقتباس\n\n- [x] مهمة `code` هنا\n", is_over=True)
    view.setFixedHeight(view.sizeHint().height())
    pane = pane_of(view)
    image = pane.grab().toImage()
    quote, task = blocks(pane)
    layout = pane.document().documentLayout()
    y = round(layout.blockBoundingRect(quote).center().y())
    page = image.pixelColor(pane.width() // 2, y)
    assert image.pixelColor(2, y) == page
    assert image.pixelColor(pane.width() - 3, y) != page
    y = round(layout.blockBoundingRect(task).center().y())
    accent = theme.colour("accent")
    assert any(image.pixelColor(x, y) == accent for x in range(pane.width() - 16, pane.width()))
    ground = [x for x in range(pane.width()) if image.pixelColor(x, y + 6) == theme.colour("chip")]
    words = pane.document().find("code")
    ends = sorted((pane.cursorRect(words).left(), ground[0], ground[-1]))
    assert ground[-1] - ground[0] >= 30
    assert ends[0] >= 0


def test_a_part_of_it_is_copied_as_the_list_that_it_is(view: AnswerView) -> None:
    view.show_text(ITEMS + "\nend", is_over=True)
    pane = pane_of(view)
    pane.selectAll()
    cursor = pane.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(pane.document().characterCount() - 2, cursor.MoveMode.KeepAnchor)
    pane.setTextCursor(cursor)
    pane.copy()
    copied = bytes(QGuiApplication.clipboard().mimeData().data("text/markdown").data()).decode()
    assert "    - عنصر فرعي" in copied
    assert "2. الثاني" in copied
