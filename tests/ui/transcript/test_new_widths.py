"""Another width of the window, or another look: what can be seen has it at once, the rest when there is time."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from app.session.preferences import Appearance
from app.ui.theme import Theme
from app.ui.transcript.answer_view import AnswerView
from app.ui.transcript.code_piece import CodePiece
from app.ui.transcript.reply_pane import ReplyPane
from app.ui.transcript.table_piece import TablePiece
from app.ui.transcript.text_pane import TextPane

PARTS = "".join(
    f"A paragraph {number} of words that need lines. " * 6 + "\n\n```\ncode\n```\n\n" for number in range(30)
)


@pytest.fixture
def area(qtbot: QtBot, theme: Theme) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    area.setWidget(AnswerView(theme=theme))
    qtbot.addWidget(area)
    area.resize(700, 400)
    area.show()
    return area


def answer_in(area: QScrollArea, qtbot: QtBot, text: str) -> AnswerView:
    answer = area.widget()
    assert isinstance(answer, AnswerView)
    answer.show_text(text, is_over=True)
    rest(answer, qtbot)
    return answer


def rest(answer: AnswerView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: answer.is_filled and answer._pace.is_at_rest, timeout=20_000)
    answer.layout().activate()


def text_widths(answer: AnswerView) -> list[int]:
    panes = [pane for piece in answer.pieces for pane in piece.panes() if pane._fitted_by is not None]
    return [round(pane.document().textWidth()) for pane in panes]


def test_what_is_out_of_sight_is_laid_out_for_a_new_width_later(area: QScrollArea, qtbot: QtBot) -> None:
    answer = answer_in(area, qtbot, PARTS)
    before = set(text_widths(answer))
    area.resize(500, 400)
    widths = text_widths(answer)
    now = answer.pieces[0].panes()[0].viewport().width()
    assert widths[0] == now
    assert widths.count(now) < 8
    assert set(widths[8:]) == before
    rest(answer, qtbot)
    assert set(text_widths(answer)) == {now}
    for piece in answer.pieces:
        for pane in piece.panes():
            assert pane.height() == pane._document_height()


def test_what_comes_into_sight_before_its_turn_is_laid_out_when_it_is_painted(area: QScrollArea, qtbot: QtBot) -> None:
    answer = answer_in(area, qtbot, PARTS)
    area.resize(500, 400)
    pane = answer.pieces[-2].panes()[0]
    assert isinstance(pane, ReplyPane)
    assert round(pane.document().textWidth()) != pane.viewport().width()
    pane.grab()
    assert round(pane.document().textWidth()) == pane.viewport().width()


def test_lines_of_code_that_are_not_wrapped_are_not_laid_out_for_a_new_width(
    area: QScrollArea, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = answer_in(area, qtbot, PARTS)
    laid_out: list[TextPane] = []
    fit = TextPane._on_size_changed
    monkeypatch.setattr(TextPane, "_on_size_changed", lambda self: (laid_out.append(self), fit(self))[1])
    area.resize(500, 400)
    rest(answer, qtbot)
    kinds = {type(pane).__name__ for pane in laid_out}
    assert kinds == {"ProsePiece"}


def test_only_the_head_of_the_code_that_is_read_is_moved(
    area: QScrollArea, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = answer_in(area, qtbot, PARTS)
    moved: list[tuple[CodePiece, int]] = []
    monkeypatch.setattr(CodePiece, "stick", lambda self, above: moved.append((self, above)))
    QApplication.processEvents()
    code, other = answer.pieces[5], answer.pieces[11]
    answer.stick(code.y() + 7)
    answer.stick(other.y() + 9)
    answer.stick(0)
    assert moved == [(code, 7), (code, 0), (other, 9), (other, 0)]


def test_the_columns_of_a_long_table_get_their_widths_in_parts(area: QScrollArea, qtbot: QtBot) -> None:
    text = "| a | b | c |\n|---|---|---|\n" + "| x | y | z |\n" * 400
    answer = answer_in(area, qtbot, text)
    (piece,) = answer.pieces
    assert isinstance(piece, TablePiece)

    def widths() -> list[int]:
        grids = (grid for _, grid in piece._parts)
        return [round(sum(each.rawValue() for each in grid.format().columnWidthConstraints())) for grid in grids]

    assert len(set(widths())) == 1
    area.resize(500, 400)
    rest(answer, qtbot)
    assert set(widths()) == {sum(piece._widths)}
    assert sum(piece._widths) <= 500


@pytest.mark.real_slices
def test_pieces_of_another_look_go_a_few_at_a_time(
    area: QScrollArea, qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = answer_in(area, qtbot, PARTS)
    before, text = answer.pieces, answer.text()
    gone: list[int] = [0]
    delete = shiboken6.delete
    monkeypatch.setattr(shiboken6, "delete", lambda piece: (gone.append(gone.pop() + 1), delete(piece)))
    theme.set_appearance(Appearance.DARK)
    assert all(map(shiboken6.isValid, before))
    rest(answer, qtbot)
    assert not any(map(shiboken6.isValid, before))
    assert sum(gone) == len(before)
    assert answer.text() == text
