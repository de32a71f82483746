"""A text of which much is known at once is read once, and drawn a little at a time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtGui import QTextDocument, QTextTable
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.theme import Theme
from app.ui.transcript import answer_view
from app.ui.transcript.answer_view import DRAWN_AT_ONCE, LITTLE, AnswerView
from app.ui.transcript.blocks import Block, length_of
from app.ui.transcript.parsing import Outline, Outlined
from app.ui.transcript.splitter import MAX_TAIL
from app.ui.transcript.table_piece import CELLS, TablePiece

PARAGRAPH = "A paragraph with **some** words in it, fifty letters.\n\n"


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> AnswerView:
    view = AnswerView(theme=theme)
    qtbot.addWidget(view)
    view.resize(700, 400)
    return view


@pytest.fixture
def letters_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of each time that blocks were read."""
    read: list[int] = []
    whole = Outline.read

    def counting(outline: Outline, blocks: tuple[Outlined, ...] | None = None) -> object:
        chosen = outline.blocks if blocks is None else blocks
        read.append(sum(len(token.content) for each in chosen for token in each.tokens if token.type == "inline"))
        return whole(outline, blocks)

    monkeypatch.setattr(Outline, "read", counting)
    return read


def drawn_in_one_go(view: AnswerView, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The letters of settled blocks that each step drew."""
    drawn: list[int] = []
    put = AnswerView._put

    def counting(self: AnswerView, settled: tuple[Block, ...], tail: tuple[Block, ...]) -> None:
        drawn.append(sum(map(length_of, settled)))
        put(self, settled, tail)

    monkeypatch.setattr(AnswerView, "_put", counting)
    return drawn


@pytest.mark.parametrize(
    "text",
    [PARAGRAPH * 1_000, "- item\n" * 4_000, "many words in one line " * 400 + "\n\n", "some words and\n" * 600 + "\n"],
    ids=["paragraphs", "items", "a long line", "a long paragraph"],
)
def test_a_text_that_is_shown_as_a_whole_is_read_once(
    view: AnswerView, qtbot: QtBot, text: str, letters_read: list[int]
) -> None:
    view.show_text(text, is_over=True)
    qtbot.waitUntil(lambda: view.is_filled, timeout=20_000)
    assert sum(letters_read) < 2.2 * len(text)  # a list is looked through again at its end, since it was parted
    assert max(letters_read) <= MAX_TAIL


def test_no_more_than_a_little_is_drawn_in_one_step(
    view: AnswerView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = drawn_in_one_go(view, monkeypatch)
    view.show_text(PARAGRAPH * 400, is_over=True)
    qtbot.waitUntil(lambda: view.is_filled, timeout=20_000)
    assert sum(drawn) > 400 * 50
    assert max(drawn) <= DRAWN_AT_ONCE


@pytest.mark.parametrize("count", [LITTLE // 10, 60], ids=["a little text", "more"])
def test_each_block_of_code_is_drawn_in_a_step_of_its_own(
    view: AnswerView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    drawn = drawn_in_one_go(view, monkeypatch)
    view.show_text("```\nx\n```\n" * count, is_over=True)
    qtbot.waitUntil(lambda: view.is_filled, timeout=20_000)
    assert max(drawn) <= 2 * len("x") + 40
    assert len(view.pieces) == count


def test_nothing_disappears_while_much_is_added(
    view: AnswerView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    tail = "- one\n- two\n\nand more of it"
    view.show_text(tail, is_over=False)
    shown: list[str] = []
    monkeypatch.setattr(answer_view, "thread_time", lambda: float("inf"))  # a step in each turn of the event loop
    view._pace.drew.connect(lambda _workers: shown.append(view.text()))
    view.show_text(tail + "\n\n" + PARAGRAPH * 200, is_over=False)
    qtbot.waitUntil(lambda: view.is_filled, timeout=20_000)
    assert len(shown) > 5
    assert all(text.startswith("•\tone\n•\ttwo\nand more of it") for text in shown)
    assert all(before in after for before, after in pairwise(shown))


def test_a_little_that_comes_is_drawn_with_its_tail_at_once(view: AnswerView) -> None:
    text = ("Words and [links](http://a.b) of a first paragraph.\n\nAnd an open **tail" * 20)[:LITTLE]
    view.show_text(text, is_over=False)
    QApplication.sendPostedEvents(view)
    assert view.is_filled
    assert view.source == text


def test_text_that_comes_while_much_is_drawn_stands_behind_it(view: AnswerView, qtbot: QtBot) -> None:
    text = PARAGRAPH * 500
    view.show_text(text, is_over=False)
    for end in range(0, 200, 7):
        view.show_text(text + "The *end* of it is near. " * 20 + "x" * end, is_over=False)
    view.show_text(text + "The *end* of it.", is_over=True)
    qtbot.waitUntil(lambda: view.is_filled, timeout=20_000)
    assert view.text().endswith("fifty letters.\nThe end of it.")
    assert view.text().count("fifty letters") == 500


def test_a_wide_table_is_parted_so_that_none_of_its_parts_is_long_to_paint(view: AnswerView, qtbot: QtBot) -> None:
    view.show()
    laid_out: list[int] = []
    view._renderer.begin_table = _noting(view._renderer.begin_table, laid_out)  # type: ignore[method-assign]
    view.show_text("|a" * 100 + "|\n" + "|-" * 100 + "|\n" + ("|b" * 100 + "|\n") * 9, is_over=True)
    qtbot.waitUntil(lambda: view.is_filled, timeout=20_000)
    (piece,) = view.pieces
    assert isinstance(piece, TablePiece)
    grids = [grid for _, grid in piece._parts]
    assert sum(grid.rows() for grid in grids) == 10
    assert max(grid.rows() * grid.columns() for grid in grids) <= CELLS
    assert laid_out == [pane.width() for pane in piece.panes()]  # each had its width before it had cells


def _noting(begin: Callable[..., QTextTable], widths: list[int]) -> Callable[..., QTextTable]:
    def begin_and_note(document: QTextDocument, columns: list[int]) -> QTextTable:
        widths.append(round(document.textWidth()))
        return begin(document, columns)

    return begin_and_note
