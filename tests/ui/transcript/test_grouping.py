"""Flowing text is parted in pieces of a bounded length; nobody who reads, hears, selects or copies it can tell."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from app.ui.theme import Theme
from app.ui.transcript import grouping
from app.ui.transcript.answer_view import AnswerView
from app.ui.transcript.blocks import ListBlock, Paragraph, Quote, Run, length_of
from app.ui.transcript.grouping import FULL, Group, grouped
from app.ui.transcript.prose_piece import ProsePiece
from app.ui.transcript.reply_pane import ReplyPane

Show = Callable[..., AnswerView]
SHIFT = Qt.KeyboardModifier.ShiftModifier
ONE_PIECE, SMALL = 1_000_000, 120
SOS = "".join(f"2. so it is {number}\n" for number in range(8))
TEXTS = {
    "paragraphs": "".join(f"Paragraph *{number}* with `some` words of its own.\n\n" for number in range(12)),
    "a list": "".join(f"{number}. item {number} of a list\n" for number in range(1, 25)),
    "a loose list": "".join(f"- item {number}\n\n  goes on\n\n" for number in range(12)) + "After it.",
    "tasks": "".join(f"- [{' x'[number % 2]}] task {number}\n" for number in range(20)),
    "nested": "".join(f"{number}. item\n   - inner {number}\n   - another\n" for number in range(1, 14)),
    "headings": "".join(f"## Heading {number}\n\nIts text, which is not long.\n\n" for number in range(8)),
    "quotes": "".join(f"> said {number}\n>\n> again\n\n<!-- -->\n\n> and {number}\n\n" for number in range(8)),
    "with code": "".join(f"1. step {number}\n\n   ```py\n   x = {number}\n   ```\n\n{SOS}" for number in range(6)),
    "formulas and rules": "".join(f"It is $x_{number}$.\n\n---\n\n$$\ny_{number}\n$$\n\n" for number in range(8)),
}


def paragraph(length: int) -> Paragraph:
    return Paragraph((Run("x" * (length - length_of(Paragraph(())))),))


def test_a_stretch_ends_with_the_block_that_fills_it() -> None:
    blocks = tuple(paragraph(FULL // 4) for _ in range(10))
    groups = grouped(blocks, ())
    assert [len(group.blocks) for group in groups] == [4, 4, 2]
    assert [group.settled for group in groups] == [4, 4, 2]


def test_a_list_is_parted_between_its_items_and_its_numbers_go_on() -> None:
    items = tuple((paragraph(FULL // 4),) for _ in range(9))
    (first, second, third) = grouped((ListBlock(3, False, items, (None, *[True] * 8)),), ())
    parts = [group.blocks[0] for group in (first, second, third)]
    assert all(isinstance(part, ListBlock) for part in parts)
    assert [(part.start, len(part.items), part.goes_on) for part in parts if isinstance(part, ListBlock)] == [
        (3, 4, False),
        (7, 4, True),
        (11, 1, True),
    ]
    assert [part.checks for part in parts if isinstance(part, ListBlock)] == [(None, *[True] * 3), (True,) * 4, (True,)]


def test_where_it_is_parted_does_not_depend_on_the_parts_in_which_it_came() -> None:
    items = tuple((Paragraph((Run(f"{number} " * (number % 50)),)),) for number in range(300))
    whole = grouped((ListBlock(1, False, items),), ())
    cuts = [0, 1, 8, 100, 101, 230, 300]
    chunks = tuple(
        ListBlock(1 + start, False, items[start:end], goes_on=start > 0) for start, end in itertools.pairwise(cuts)
    )
    apart = grouped(chunks, ())

    def counts(groups: list[Group]) -> list[int]:
        return [sum(len(block.items) for block in group.blocks if isinstance(block, ListBlock)) for group in groups]

    assert len(whole) > 3
    assert counts(whole) == counts(apart)


def test_a_full_piece_is_left_as_it_is_and_the_tail_begins_another() -> None:
    begun = Group(is_prose=True, length=FULL, last=paragraph(30))
    groups = grouped((), (paragraph(30),), begun=begun)
    assert [group.blocks for group in groups] == [[], [paragraph(30)]]
    assert grouped((), (paragraph(30),), above=grouping.MAX_STRETCHES, begun=begun) == [begun]


def test_no_seam_cuts_the_rail_of_quotes() -> None:
    quote = Quote((paragraph(FULL),))
    assert [len(group.blocks) for group in grouped((quote, quote, paragraph(30), quote), ())] == [2, 2]


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> Show:
    def show(text: str, full: int, *, step: int = 0) -> AnswerView:
        monkeypatch.setattr(grouping, "FULL", full)
        view = AnswerView(theme=theme)
        qtbot.addWidget(view)
        view.resize(500, 100)
        view.show()
        for end in range(step, len(text), step) if step else ():
            view.show_text(text[:end], is_over=False)
        view.show_text(text, is_over=True)
        qtbot.waitUntil(lambda: view.is_filled and view._pace.is_at_rest, timeout=10_000)
        for _ in range(2):
            view.settle()
            view.resize(500, view.sizeHint().height())
        return view

    return show


def panes(view: AnswerView) -> list[ReplyPane]:
    return [pane for piece in view.pieces for pane in piece.panes()]


def places(view: AnswerView) -> list[tuple[str, float]]:
    """Each paragraph and where it begins."""
    found: list[tuple[str, float]] = []
    for pane in panes(view):
        block, layout = pane.document().begin(), pane.document().documentLayout()
        top = pane.mapTo(view, QPoint(0, 0)).y()
        while block.isValid():
            found.append((block.text(), top + layout.blockBoundingRect(block).top()))
            block = block.next()
    return found


def copies(view: AnswerView) -> tuple[str, str]:
    """Of all but the last letter: as text and as Markdown."""
    first, *_ = panes(view)
    first.setFocus()
    first.selectAll()
    QTest.keyClick(first, Qt.Key.Key_Left, SHIFT)
    first.copy()
    data = QGuiApplication.clipboard().mimeData()
    return data.text(), bytes(data.data("text/markdown").data()).decode()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_it_reads_stands_and_is_copied_as_in_one_piece(shown: Show, text: str) -> None:
    one, parted = shown(text, ONE_PIECE), shown(text, SMALL)
    assert len(parted.pieces) > len(one.pieces) + 1
    assert parted.text() == one.text()
    assert copies(parted) == copies(one)
    for (words, y), (same, other) in zip(places(one), places(parted), strict=True):
        assert words == same
        assert abs(y - other) < len(parted.pieces)  # each piece is as high as whole pixels
    assert abs(one.sizeHint().height() - parted.sizeHint().height()) < len(parted.pieces)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("step", [3, 40])
def test_what_streams_is_parted_as_what_is_shown_at_once(shown: Show, text: str, step: int) -> None:
    whole, streamed = shown(text, SMALL), shown(text, SMALL, step=step)
    assert [piece.text() for piece in streamed.pieces] == [piece.text() for piece in whole.pieces]
    assert places(streamed) == places(whole)


def test_arrows_with_shift_go_over_the_seam_as_from_line_to_line(shown: Show) -> None:
    view = shown(TEXTS["paragraphs"], SMALL)
    above, below, *_ = panes(view)
    last = above.document().lastBlock()
    cursor = QTextCursor(last)
    cursor.setPosition(last.position() + 14)
    above.setTextCursor(cursor)
    QTest.mouseClick(above.viewport(), Qt.MouseButton.LeftButton, pos=above.cursorRect(cursor).center())
    start = above.textCursor().position()
    QTest.keyClick(above, Qt.Key.Key_Down, SHIFT)
    assert abs(below.textCursor().position() - (start - last.position())) <= 1
    assert above.textCursor().selectionStart() == start
    QTest.keyClick(above, Qt.Key.Key_Up, SHIFT)
    assert not any(len(pane.textCursor().selectedText()) > 1 for pane in panes(view))


def test_a_new_width_lays_out_what_is_seen_of_a_long_list_and_the_rest_in_parts(qtbot: QtBot, theme: Theme) -> None:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    view = AnswerView(theme=theme)
    area.setWidget(view)
    qtbot.addWidget(area)
    area.resize(700, 400)
    area.show()
    view.show_text("- item\n" * 4_000, is_over=True)
    qtbot.waitUntil(lambda: view.is_filled and view._pace.is_at_rest, timeout=20_000)
    assert all(isinstance(piece, ProsePiece) for piece in view.pieces)
    lengths = [sum(map(length_of, piece.blocks)) for piece in view.pieces]
    assert max(lengths) < 1.1 * FULL
    area.resize(500, 400)
    width = panes(view)[0].viewport().width()
    fitted = [pane for pane in panes(view) if round(pane.document().textWidth()) == width]
    assert len(fitted) == 1
    qtbot.waitUntil(lambda: view._pace.is_at_rest, timeout=20_000)
    assert {round(pane.document().textWidth()) for pane in panes(view)} == {width}
