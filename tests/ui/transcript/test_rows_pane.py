"""Rows with very many cells are painted once, and look as ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from app.ui.theme import Theme
from app.ui.transcript import rows_pane
from app.ui.transcript.answer_view import AnswerView
from app.ui.transcript.rows_pane import KEPT, MANY, RowsPane

PanesOf = Callable[[str], list[RowsPane]]


def table(columns: int, rows: int, *, head: str = "a **b**", cell: str = "[c](http://d.e)") -> str:
    lines = [f"|{head}" * columns + "|", "|-" * columns + "|", *[f"|{cell}" * columns + "|"] * (rows - 1)]
    return "\n".join(lines) + "\n"


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[RowsPane]:
    """Each time that cells are painted, whose."""
    found: list[RowsPane] = []
    paint = RowsPane._painted
    monkeypatch.setattr(RowsPane, "_painted", lambda self: (found.append(self), paint(self))[1])
    return found


@pytest.fixture
def panes_of(qtbot: QtBot, theme: Theme) -> Iterator[PanesOf]:
    views: list[AnswerView] = []

    def show(text: str) -> list[RowsPane]:
        view = AnswerView(theme=theme)
        views.append(view)
        qtbot.addWidget(view)
        view.resize(600, 400)
        view.show()
        view.show_text(text, is_over=True)
        qtbot.waitUntil(lambda: view.is_filled and view._pace.is_at_rest, timeout=10_000)
        panes = [pane for piece in view.pieces for pane in piece.panes()]
        assert all(isinstance(pane, RowsPane) for pane in panes)
        return [pane for pane in panes if isinstance(pane, RowsPane)]

    return show


def test_rows_of_a_wide_table_are_painted_once(panes_of: PanesOf, painted: list[RowsPane]) -> None:
    pane = panes_of(table(MANY + 1, 3))[0]
    painted.clear()
    pictures = [pane.grab().toImage() for _ in range(3)]
    assert painted.count(pane) == 1
    assert pictures[0] == pictures[1] == pictures[2]


def test_they_look_as_without_a_picture_of_them(
    panes_of: PanesOf, painted: list[RowsPane], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = table(MANY + 1, 3)
    held = panes_of(text)[0].grab().toImage()
    assert painted
    painted.clear()
    monkeypatch.setattr("app.ui.transcript.table_piece.MANY", 1_000)
    assert panes_of(text)[0].grab().toImage() == held
    assert not painted


def test_what_is_selected_in_them_is_seen(panes_of: PanesOf, painted: list[RowsPane]) -> None:
    pane = panes_of(table(MANY + 1, 3))[0]
    before = pane.grab().toImage()
    cursor = QTextCursor(pane.document())
    cursor.setPosition(1)
    cursor.setPosition(3, QTextCursor.MoveMode.KeepAnchor)
    pane.setTextCursor(cursor)
    assert pane.grab().toImage() != before
    cursor.clearSelection()
    pane.setTextCursor(cursor)
    assert pane.grab().toImage() == before


def test_few_pictures_are_kept(panes_of: PanesOf, painted: list[RowsPane], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_pane, "KEPT", 5)
    panes = panes_of(table(240, 12, head="a", cell="b"))
    for pane in panes:
        pane.grab()
    assert len(panes) > 5
    assert sum(pane._picture is not None for pane in panes) == 5
    assert KEPT * 24 > 900  # rows of a line each fill a window


def test_a_usual_table_keeps_none(panes_of: PanesOf, painted: list[RowsPane]) -> None:
    for pane in panes_of(table(5, 30)):
        pane.grab()
    assert not painted
