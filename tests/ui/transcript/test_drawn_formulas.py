"""Formulas in an answer: source first, then drawn on the baseline of the words, and source again in copies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from formula_hand import HandFormulas, bar
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPainterPath, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scenes import MARKDOWN
from stage import Stage, conversation_of, reply_of

from app.formulas.formula import Outline, Refusal, Tex
from app.session.preferences import Appearance
from app.ui.theme import BODY_PX, Theme
from app.ui.transcript.answer_view import AnswerView
from app.ui.transcript.formula_brush import Brush, path_of
from app.ui.transcript.formula_object import EM_PER_PIXEL, FORMULA_OBJECT
from app.ui.transcript.text_pane import TextPane


@pytest.fixture
def formulas(qapp: QApplication) -> Iterator[HandFormulas]:
    held = HandFormulas()
    yield held
    held.shutdown()
    held.deleteLater()


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, formulas: HandFormulas) -> AnswerView:
    view = AnswerView(theme=theme, formulas=formulas)
    qtbot.addWidget(view)
    view.resize(700, 400)
    view.show()
    return view


def pane_of(view: AnswerView) -> TextPane:
    return view.pieces[0].panes()[0]


def drawn(view: AnswerView) -> int:
    """How many formulas stand in the documents."""
    count = 0
    for piece in view.pieces:
        for pane in piece.panes():
            block = pane.document().begin()
            while block.isValid():
                count += sum(span.format.objectType() == FORMULA_OBJECT for span in block.textFormats())
                block = block.next()
    return count


def picture(pane: TextPane) -> QImage:
    return pane.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def box_of(image: QImage, colour: QColor) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of all pixels of exactly that colour."""
    found = [(x, y) for y in range(image.height()) for x in range(image.width()) if QColor(image.pixel(x, y)) == colour]
    xs, ys = [x for x, _ in found], [y for _, y in found]
    return min(xs), min(ys), max(xs), max(ys)


def test_the_source_stands_there_until_the_drawing_has_come(view: AnswerView, formulas: HandFormulas) -> None:
    view.show_text("The area $\\pi r^2$ grows.", is_over=True)
    assert formulas.asked == [Tex("\\pi r^2")] or set(formulas.asked) == {Tex("\\pi r^2")}
    assert drawn(view) == 0
    assert pane_of(view).toPlainText() == "The area $\\pi r^2$ grows."
    formulas.draw({"\\pi r^2": bar()})
    assert drawn(view) == 1
    assert pane_of(view).toPlainText() == "The area \ufffc grows."
    assert view.text() == "The area $\\pi r^2$ grows."


def test_a_formula_that_is_known_is_drawn_at_once(view: AnswerView, formulas: HandFormulas) -> None:
    formulas.draw({"x": bar()})
    view.show_text("So $x$ and $x$.", is_over=True)
    assert drawn(view) == 2


def test_one_that_cannot_be_drawn_stays_source(view: AnswerView, formulas: HandFormulas) -> None:
    view.show_text("So $\\foo$ and $x$.", is_over=True)
    formulas.draw({"\\foo": Refusal("unknown"), "x": bar()})
    assert drawn(view) == 1
    assert view.text() == "So $\\foo$ and $x$."
    assert "$\\foo$" in pane_of(view).toPlainText()


def test_a_formula_stands_on_the_baseline(view: AnswerView, formulas: HandFormulas, theme: Theme) -> None:
    formulas.draw({"x": bar(ascent=2.0, depth=0.75)})
    view.show_text("A $x$ B", is_over=True)
    pane, em = pane_of(view), BODY_PX * EM_PER_PIXEL
    line = pane.document().begin().layout().lineAt(0)
    baseline = line.y() + line.ascent()
    left, top, right, bottom = box_of(picture(pane), theme.colour("text"))
    assert right - left > 1.9 * em
    assert abs((bottom + 1) - (baseline + 0.75 * em)) <= 1
    assert abs(top - (baseline - 2.0 * em)) <= 1
    assert bottom < pane.height()
    assert top >= 0


@pytest.mark.parametrize("depth", [0.0, 0.1, 0.5, 1.0, 2.5, 4.0])
def test_a_line_is_as_high_as_its_formula(view: AnswerView, formulas: HandFormulas, depth: float) -> None:
    formulas.draw({"x": bar(ascent=1.0, depth=depth)})
    view.show_text("A $x$ B", is_over=True)
    line = pane_of(view).document().begin().layout().lineAt(0)
    em = BODY_PX * EM_PER_PIXEL
    assert line.descent() >= depth * em - 0.01
    assert line.descent() < max(depth * em, 5) + 2
    assert line.ascent() >= em


def test_a_low_formula_does_not_lower_its_line(view: AnswerView, formulas: HandFormulas) -> None:
    formulas.draw({"x": bar(ascent=0.4, depth=0.0)})
    view.show_text("$x$\n\nwords", is_over=True)
    first = pane_of(view).document().begin()
    assert first.layout().lineAt(0).height() == first.next().layout().lineAt(0).height()


def test_a_displayed_formula_is_centred_on_a_line_of_its_own(
    view: AnswerView, formulas: HandFormulas, theme: Theme
) -> None:
    formulas.draw({"x": bar(width=4.0)}, is_displayed=True)
    view.show_text("$$x$$", is_over=True)
    left, _, right, _ = box_of(picture(pane_of(view)), theme.colour("text"))
    assert abs((left + right + 1) / 2 - 350) <= 2


def test_words_around_a_displayed_formula_keep_their_lines(view: AnswerView, formulas: HandFormulas) -> None:
    formulas.draw({"x": bar()}, is_displayed=True)
    view.show_text("We have \\[ x \\], which **is** so.", is_over=True)
    assert pane_of(view).toPlainText().split("\n") == ["We have", "\ufffc,", "which is so."]


def test_a_wide_formula_scrolls_by_itself_and_widens_nothing(view: AnswerView, formulas: HandFormulas) -> None:
    formulas.draw({"x": bar(width=100.0), "y": bar()}, is_displayed=True)
    view.show_text("$$x$$\n\n$$y$$", is_over=True)
    pane = pane_of(view)
    assert view.width() == 700
    assert pane.document().idealWidth() <= 700
    before = picture(pane)
    assert wheel(pane, QPoint(100, 20), -120)
    assert picture(pane) != before
    assert wheel(pane, QPoint(100, 20), 1_200_000)
    assert picture(pane) == before
    assert not wheel(pane, QPoint(350, pane.height() - 8), -120)  # that one is seen as a whole
    assert view.text() == "$$x$$\n$$y$$"


def wheel(pane: TextPane, at: QPoint, sideways: int) -> bool:
    """Whether the pane took it."""
    event = QWheelEvent(
        QPointF(at),
        QPointF(pane.mapToGlobal(at)),
        QPoint(),
        QPoint(sideways, 0),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    pane.wheelEvent(event)
    return event.isAccepted()


def test_an_inline_formula_that_is_too_wide_is_made_to_fit(
    view: AnswerView, formulas: HandFormulas, theme: Theme
) -> None:
    formulas.draw({"x": bar(width=100.0)})
    view.show_text("A $x$ B", is_over=True)
    assert pane_of(view).document().idealWidth() <= 700
    _, _, right, _ = box_of(picture(pane_of(view)), theme.colour("text"))
    assert right <= 700


def test_formulas_in_tables_lists_and_quotes_are_drawn(view: AnswerView, formulas: HandFormulas) -> None:
    view.show_text("| a |\n|--|\n| $x$ |\n\n- $x$\n\n> $x$\n\n# $x$\n", is_over=True)
    formulas.draw({"x": bar()})
    assert drawn(view) == 4


def test_a_copy_holds_the_source(view: AnswerView, formulas: HandFormulas) -> None:
    formulas.draw({"x^2": bar(), "y": bar()})
    formulas.draw({"z": bar()}, is_displayed=True)
    view.show_text("😀 So $x^2$ and \\(y\\):\n\\[\nz\n\\]\nEnd.", is_over=True)
    assert drawn(view) == 3
    pane = pane_of(view)
    pane.selectAll()
    pane.copy()
    assert QGuiApplication.clipboard().text() == "😀 So $x^2$ and \\(y\\):\n\\[\nz\n\\]\nEnd."
    cursor = pane.textCursor()
    cursor.setPosition(pane.toPlainText().index("and") + 1)  # the emoji counts twice
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    pane.setTextCursor(cursor)
    pane.copy()
    assert QGuiApplication.clipboard().text() == "and \\(y\\):"


def test_who_listens_to_the_screen_hears_the_source(view: AnswerView, formulas: HandFormulas, qtbot: QtBot) -> None:
    formulas.draw({"x^2": bar()})
    view.show_text("So $x^2$ and $y$.", is_over=True)
    qtbot.waitUntil(lambda: pane_of(view).accessibleDescription() == "So $x^2$ and $y$.", timeout=5_000)


def test_a_selection_survives_a_formula_that_appears_before_it(view: AnswerView, formulas: HandFormulas) -> None:
    view.show_text("So $x^2$ and the end.", is_over=True)
    pane = pane_of(view)
    cursor = pane.textCursor()
    start = pane.toPlainText().index("the")
    cursor.setPosition(start)
    cursor.setPosition(start + 3, QTextCursor.MoveMode.KeepAnchor)
    pane.setTextCursor(cursor)
    formulas.draw({"x^2": bar()})
    assert pane.textCursor().selectedText() == "the"


def test_selected_formulas_keep_their_colour(view: AnswerView, formulas: HandFormulas, theme: Theme) -> None:
    formulas.draw({"x": bar()})
    view.show_text("A $x$ B", is_over=True)
    pane = pane_of(view)
    pane.selectAll()
    image = picture(pane)
    box_of(image, theme.colour("text"))
    assert box_of(image, theme.colour("selection"))


def test_a_new_theme_colours_them_anew(view: AnswerView, formulas: HandFormulas, theme: Theme) -> None:
    formulas.draw({"x": bar()})
    view.show_text("A $x$ B", is_over=True)
    asked = len(formulas.asked)
    theme.set_appearance(Appearance.DARK)
    assert drawn(view) == 1
    box_of(picture(pane_of(view)), theme.colour("text"))
    assert len(formulas.asked) == asked


@pytest.mark.parametrize("size", [1, 5, 40])
def test_formulas_that_come_while_the_answer_grows_leave_its_end_as_it_is(
    view: AnswerView, formulas: HandFormulas, theme: Theme, qtbot: QtBot, size: int
) -> None:
    text = (
        "Intro $a$ and $b$.\n\n\\[\nc\n\\]\n\n- item $d$\n- item $a$\n\nTail with $e$ and $$f$$ it ends.\n" + MARKDOWN
    )
    for end in range(0, len(text), size):
        view.show_text(text[:end], is_over=False)
        if end % (3 * size) == 0 and formulas.asked:
            tex = formulas.asked.pop()
            formulas.draw({tex.text: bar()}, is_displayed=tex.is_displayed)
    view.show_text(text, is_over=True)
    while formulas.asked:
        tex = formulas.asked.pop()
        formulas.draw({tex.text: bar()}, is_displayed=tex.is_displayed)
    whole = AnswerView(theme=theme, formulas=formulas)
    qtbot.addWidget(whole)
    whole.show_text(text, is_over=True)
    assert drawn(view) == drawn(whole) == 7
    assert view.text() == whole.text()
    assert [pane.toPlainText() for piece in view.pieces for pane in piece.panes()] == [
        pane.toPlainText() for piece in whole.pieces for pane in piece.panes()
    ]


def test_a_view_that_is_gone_is_not_drawn_into(view: AnswerView, formulas: HandFormulas) -> None:
    view.show_text("So $x$.", is_over=True)
    view.show_text("Quite another.", is_over=True)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    formulas.draw({"x": bar()})
    assert drawn(view) == 0
    assert view._formulas.waiting == 0


def test_a_hundred_formulas_are_put_in_place_in_one_go(view: AnswerView, formulas: HandFormulas, qtbot: QtBot) -> None:
    text = "\n\n".join(f"Paragraph {number} with $x_{{{number}}}$ in it." for number in range(100))
    view.show_text(text, is_over=True)
    moved: list[int] = []
    view.text_moved.connect(lambda _pane, moves: moved.append(len(moves)))
    formulas.draw({f"x_{{{number}}}": bar(ascent=3.0) for number in range(100)})
    assert drawn(view) == 100
    assert moved == [100]


def test_what_is_drawn_again_and_again_is_filled_once(
    view: AnswerView, formulas: HandFormulas, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled: list[Outline] = []

    def counted(outline: Outline) -> QPainterPath:
        filled.append(outline)
        return path_of(outline)

    monkeypatch.setattr("app.ui.transcript.formula_brush.path_of", counted)
    formulas.draw({f"x_{number}": bar(width=1.0 + number / 10) for number in range(20)})
    text = " ".join(f"$x_{{{number}}}$".replace("{", "").replace("}", "") for number in range(20))
    for step in range(1, 30):
        view.show_text(text + " more" * step, is_over=False)
        pane_of(view).grab()
    assert len(filled) == 20


def test_sizes_are_asked_for_without_drawing(view: AnswerView, formulas: HandFormulas) -> None:
    """A formula below what is in sight costs its place, not its picture."""
    formulas.draw({"x": bar()})
    view.show_text("So $x$ it is.", is_over=True)
    assert pane_of(view).height() > 10
    assert view._formulas._object._brush._pictures == {}


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_bar_has_sharp_edges(ratio: float, theme: Theme) -> None:
    """The baseline falls on a pixel, as a letter's does."""
    image = QImage(int(80 * ratio), int(60 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("white"))
    painter = QPainter(image)
    Brush().draw(painter, bar(ascent=1.0, depth=0.0), name=0, at=QPointF(10.3, 30.4), em=20, colour=QColor("black"))
    painter.end()
    colours = {QColor(image.pixel(int(20 * ratio), y)).name() for y in range(image.height())}
    assert colours == {"#ffffff", "#000000"}


def test_what_is_read_stays_where_it_is_when_a_formula_above_grows(
    qtbot: QtBot, tmp_path: object, staged: object, formulas: HandFormulas
) -> None:
    text = "Start $x$ here.\n\n" + "\n\n".join(f"Paragraph {number} of an answer." for number in range(80))
    stage: Stage = staged(conversation_of("Long", ("Tell me", reply_of(text))), formulas=formulas)  # type: ignore[operator]
    stage.session.open_conversation("Long")  # type: ignore[arg-type]
    transcript = stage.window.conversation.transcript
    qtbot.waitUntil(lambda: transcript.verticalScrollBar().maximum() > 300, timeout=10_000)
    bar_ = transcript.verticalScrollBar()
    bar_.setValue(bar_.maximum() // 2)
    view = transcript.last_view
    assert view is not None
    pane = view.answer.pieces[0].panes()[0]

    def place() -> int:
        at = pane.document().find("Paragraph 40")
        return pane.mapTo(transcript.viewport(), pane.cursorRect(at).topLeft()).y()

    before, height = place(), pane.height()
    formulas.draw({"x": bar(ascent=6.0, depth=4.0)})
    for _ in range(5):
        QApplication.processEvents()
    assert pane.height() > height + 80
    assert abs(place() - before) <= 1
