"""Code and tables in lists and quotes have a place of their own, and what stands around them goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from app.ui.theme import Theme
from app.ui.transcript.answer_view import AnswerView
from app.ui.transcript.grouping import MAX_PIECES
from app.ui.transcript.inset_piece import InsetPiece
from app.ui.transcript.parsing import parse
from app.ui.transcript.prose_piece import ProsePiece
from app.ui.transcript.reply_pane import ReplyPane

STEPS = """Steps:

1. Install it:

   ```bash
   brew install it
   ```

   Then look.
2. Configure:
   - the model
   - this:
     ```toml
     name = "x"
     ```
   - done
3. Compare:

   | Step | Time |
   |:--|--:|
   | Load | 2 s |

4. Run it.
"""
BARE = "- ```\n  only code\n  ```\n- ```js\n  f()\n  ```\n"
QUOTE = "> said:\n>\n> ```python\n> x = 1\n> ```\n>\n> and on\n"


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> AnswerView:
    view = AnswerView(theme=theme)
    qtbot.addWidget(view)
    view.resize(700, 900)
    view.show()
    view.activateWindow()
    assert QTest.qWaitForWindowActive(view)
    return view


def kinds(view: AnswerView) -> list[str]:
    return [type(piece.inner if isinstance(piece, InsetPiece) else piece).__name__ for piece in view.pieces]


def insets(view: AnswerView) -> list[InsetPiece]:
    return [piece for piece in view.pieces if isinstance(piece, InsetPiece)]


def places(view: AnswerView) -> list[tuple[int, tuple[int, ...]]]:
    return [(piece.inset.indent, piece.inset.rails) for piece in insets(view) if piece.inset is not None]


def test_code_in_a_list_has_its_language_and_is_copied_alone(
    view: AnswerView, visible_words: Callable[[AnswerView], str]
) -> None:
    view.show_text(STEPS, is_over=True)
    first, second, _table = insets(view)
    heads = [
        label.text() for piece in (first, second) for label in piece.findChildren(QLabel) if label.isVisibleTo(view)
    ]
    assert heads == ["Bash", "TOML"]
    for piece, code in ((first, "brew install it"), (second, 'name = "x"')):
        (copy,) = [each for each in piece.findChildren(QAbstractButton) if each.accessibleName() == "Copy this code"]
        copy.click()
        assert QGuiApplication.clipboard().text() == code


def test_numbers_go_on_behind_it_and_the_rest_of_an_item_has_none(view: AnswerView) -> None:
    view.show_text(STEPS, is_over=True)
    assert kinds(view) == [
        "ProsePiece", "CodePiece", "ProsePiece", "CodePiece", "ProsePiece", "TablePiece", "ProsePiece",
    ]  # fmt: skip
    assert [piece.text() for piece in view.pieces if isinstance(piece, ProsePiece)] == [
        "Steps:\n1.\tInstall it:",
        "Then look.\n2.\tConfigure:\n◦\tthe model\n◦\tthis:",
        "◦\tdone\n3.\tCompare:",
        "4.\tRun it.",
    ]


def test_it_stands_where_the_words_of_its_item_do(view: AnswerView) -> None:
    view.show_text(STEPS, is_over=True)
    first, second, table = (piece.inner for piece in insets(view))
    assert first is not None
    assert second is not None
    assert table is not None
    words = view.pieces[0].panes()[0]
    at = words.document().find("Install")
    at.setPosition(at.selectionStart())
    left = words.viewport().mapTo(view, words.cursorRect(at).topLeft()).x()
    assert abs(first.mapTo(view, QPoint(0, 0)).x() - left) <= 1
    assert second.mapTo(view, QPoint(0, 0)).x() == first.mapTo(view, QPoint(0, 0)).x() + 24
    assert table.mapTo(view, QPoint(0, 0)).x() == first.mapTo(view, QPoint(0, 0)).x()
    assert {piece.mapTo(view, QPoint(piece.width(), 0)).x() for piece in (first, second, table)} == {view.width()}


@pytest.mark.parametrize(
    "text", [STEPS, QUOTE, "- ```\n  only code\n  ```\n- ```js\n  f()\n  ```\n", f"{STEPS}\n{QUOTE}"]
)
@pytest.mark.parametrize("size", [1, 5, 40])
def test_however_it_comes_it_ends_the_same(view: AnswerView, theme: Theme, qtbot: QtBot, text: str, size: int) -> None:
    for end in range(0, len(text), size):
        view.show_text(text[:end], is_over=False)
    view.show_text(text, is_over=True)
    whole = AnswerView(theme=theme)
    qtbot.addWidget(whole)
    whole.show_text(text, is_over=True)
    qtbot.waitUntil(lambda: not whole.is_reviewing and not view.is_reviewing, timeout=10_000)
    assert view.text() == whole.text()
    assert kinds(view) == kinds(whole)


def test_code_in_a_list_grows_in_place(view: AnswerView) -> None:
    view.show_text("1. So:\n   ```py\n   x = 1\n", is_over=False)
    (piece,) = insets(view)
    for end in ("   y = 2\n", "   y = 2\n   z = 3\n   ```\n2. Next"):
        view.show_text("1. So:\n   ```py\n   x = 1\n" + end, is_over=False)
        assert insets(view) == [piece]
    assert piece.text() == "x = 1\ny = 2\nz = 3"


@pytest.mark.parametrize("text", [STEPS, QUOTE])
def test_what_is_copied_over_it_is_read_as_the_same(view: AnswerView, text: str) -> None:
    view.show_text(text, is_over=True)
    panes: list[ReplyPane] = [pane for piece in view.pieces for pane in piece.panes()]
    panes[0].setFocus()
    panes[0].selectAll()
    QTest.keyClick(panes[0], Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)  # all but the last letter
    panes[0].copy()
    data = QGuiApplication.clipboard().mimeData()
    copied = bytes(data.data("text/markdown").data()).decode()
    assert copied != text
    again = AnswerView(theme=view._theme)
    again.show_text(copied + text.rstrip()[-1], is_over=True)
    assert [piece.text() for piece in insets(again)] == [piece.text() for piece in insets(view)]
    assert places(again) == places(view)
    again.deleteLater()


def test_the_rail_of_a_quote_goes_through(view: AnswerView) -> None:
    view.show_text(QUOTE, is_over=True)
    view.setFixedHeight(view.sizeHint().height())
    assert kinds(view) == ["ProsePiece", "CodePiece", "ProsePiece"]
    image = view.grab().toImage()
    page = image.pixelColor(view.width() - 1, view.pieces[-1].y() + 4)
    last = view.pieces[-1]
    rail = [y for y in range(image.height()) if image.pixelColor(2, y) != page]
    assert rail == list(range(rail[0], rail[-1] + 1))
    assert rail[0] <= 4
    assert rail[-1] >= last.y() + 10


def test_a_list_with_hundreds_of_them_stays_within_its_pieces(view: AnswerView, qtbot: QtBot) -> None:
    view.hide()
    view.show_text("".join(f"1. item {n}\n   ```\n   code {n}\n   ```\n" for n in range(MAX_PIECES)), is_over=True)
    qtbot.waitUntil(lambda: view.is_filled and not view.is_reviewing, timeout=30_000)
    assert len(view.pieces) <= MAX_PIECES + 1
    assert f"code {MAX_PIECES - 1}" in view.text()


def test_a_list_without_any_is_what_it_was() -> None:
    from app.ui.transcript.insets import taken_apart

    (placed,) = parse("1. a\n2. b\n   - c\n")
    assert taken_apart(placed.block) == (placed.block,)
