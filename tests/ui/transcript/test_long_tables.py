"""A table that is too long to be drawn as a whole says how many rows are left, and gives them to whoever wants them."""

from __future__ import annotations

import csv
import io
from itertools import pairwise

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.ui.theme import Theme
from app.ui.transcript import open_blocks, pace, table_piece
from app.ui.transcript.answer_view import AnswerView
from app.ui.transcript.table_piece import TablePiece

HEAD = "| Name | Note |\n|:--|--:|\n"
SEEN, STEP = 10, 8  # rows


def table_of(rows: int) -> str:
    return HEAD + "".join(f"| name {row} | *note*, `{row}` |\n" for row in range(1, rows))


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_blocks, "MAX_CELLS", 2 * SEEN)
    monkeypatch.setattr(table_piece, "FURTHER_CELLS", 2 * STEP)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> AnswerView:
    view = AnswerView(theme=theme)
    qtbot.addWidget(view)
    view.resize(700, 900)
    view.show()
    return view


def table_in(view: AnswerView) -> TablePiece:
    (table,) = [piece for piece in view.pieces if isinstance(piece, TablePiece)]
    return table


def rows_of(table: TablePiece) -> int:
    return table.text().count("name ")


def test_a_table_that_is_drawn_as_a_whole_says_nothing(view: AnswerView) -> None:
    view.show_text(table_of(SEEN), is_over=True)
    assert table_in(view).foot.isHidden()


def test_the_rows_that_are_left_are_counted_and_come_in_steps(view: AnswerView) -> None:
    view.show_text(f"{table_of(30)}\nAfter it.", is_over=True)
    table = table_in(view)
    seen = []
    while not table.foot.more.isHidden():
        seen.append((rows_of(table), table.foot.text(), table.foot.more.text()))
        table.foot.more.click()
    assert seen == [
        (9, "20 more rows", "Show 8 more"),
        (17, "12 more rows", "Show 8 more"),
        (25, "4 more rows", "Show all"),
    ]
    assert rows_of(table) == 29
    assert not table.foot.csv.isHidden()
    assert view.pieces[-1].text() == "After it."


def test_further_rows_come_in_slices(view: AnswerView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    view.show_text(table_of(30), is_over=True)
    table = table_in(view)
    passed = [0.0]

    def clock() -> float:
        passed[0] += 0.01
        return passed[0]

    for module in (pace, table_piece):
        monkeypatch.setattr(module, "thread_time", clock)
    monkeypatch.setattr(pace, "TURN_SECONDS", 0.015)
    qtbot.waitUntil(lambda: view._pace._left < 1, timeout=10_000)  # the time of a turn is what it is from now on
    counts: list[int] = [rows_of(table)]
    view._pace.drew.connect(lambda _workers: counts.append(rows_of(table)))
    table.foot.more.click()
    qtbot.waitUntil(lambda: table.is_filled, timeout=10_000)
    assert counts[-1] == 17
    assert max(after - before for before, after in pairwise(counts)) <= 4


def test_it_grows_while_it_is_written_and_nothing_of_it_is_lost(view: AnswerView) -> None:
    text = f"{table_of(30)}\nAfter it."
    for end in range(0, len(text), 11):
        view.show_text(text[:end], is_over=False)
    view.show_text(text, is_over=True)
    assert (rows_of(table_in(view)), table_in(view).foot.text()) == (9, "20 more rows")
    assert view.pieces[-1].text() == "After it."


def test_the_whole_of_it_is_copied_as_csv(view: AnswerView, qtbot: QtBot) -> None:
    view.show_text(table_of(30), is_over=True)
    table = table_in(view)
    table.foot.csv.click()
    qtbot.waitUntil(lambda: table.foot.csv.text() == "Copied", timeout=10_000)
    rows = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text())))
    assert rows == [["Name", "Note"], *([f"name {row}", f"note, {row}"] for row in range(1, 30))]


def test_who_selects_all_of_it_copies_all_of_it(view: AnswerView) -> None:
    view.show_text(f"Before.\n\n{table_of(30)}\nAfter it, more.", is_over=True)
    panes = [pane for piece in view.pieces for pane in piece.panes()]
    panes[0].selectAll()
    cursor = panes[-1].textCursor()
    cursor.setPosition(5)  # of the last piece a part: the copy is made from what is selected
    panes[-1].setTextCursor(cursor)
    panes[0].copy()
    data = QGuiApplication.clipboard().mimeData()
    for copied in (data.text(), bytes(data.data("text/markdown").data()).decode()):
        assert [f"name {row}" in copied for row in range(1, 30)] == [True] * 29


def test_one_row_is_one_row(view: AnswerView) -> None:
    view.show_text(table_of(SEEN + 1), is_over=True)
    assert table_in(view).foot.text() == "1 more row"
    assert table_in(view).foot.more.text() == "Show all"


def test_another_table_in_its_place_begins_anew(view: AnswerView) -> None:
    view.show_text(table_of(30), is_over=True)
    table_in(view).foot.more.click()
    view.show_text(table_of(12), is_over=True)
    assert (rows_of(table_in(view)), table_in(view).foot.text()) == (9, "2 more rows")
