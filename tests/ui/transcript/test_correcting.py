"""What only the end of a text could tell is put right piece by piece, and nothing else is drawn again."""

from __future__ import annotations

from itertools import groupby, pairwise

import pytest
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from app.ui.theme import Theme
from app.ui.transcript import answer_view, grouping
from app.ui.transcript.answer_view import AnswerView
from app.ui.transcript.blocks import length_of

SMALL = 150
DEFINED = "\n[1]: https://one.example\n[2]: https://two.example\n"
TEXTS = {
    "paragraphs": "".join(f"Paragraph {number} of [some][{number % 5}] words.\n\n" for number in range(20)),
    "a list": "".join(f"{number}. item [{number}][{number % 3}]\n" for number in range(1, 30)),
    "lists and code": "".join(f"1. see [it][1]\n\n   ```\n   {number}\n   ```\n\n   [2]\n" for number in range(8)),
    "quotes and tables": "".join(f"> [a][1] {n}\n\n| [b][2] |\n|---|\n| {n} |\n\ntext\n\n" for n in range(6)),
    "with a tail": "".join(f"Words [{number}] of it.\n\n" for number in range(4)) + "- one [1]\n- two [2]\n- three",
}


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> AnswerView:
    monkeypatch.setattr(grouping, "FULL", SMALL)
    view = AnswerView(theme=theme)
    qtbot.addWidget(view)
    view.resize(500, 400)
    return view


def rest(view: AnswerView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.is_filled and view._pace.is_at_rest, timeout=10_000)


def links(document: QTextDocument) -> list[tuple[str, str]]:
    """Words and where they lead."""
    found: list[tuple[str, str]] = []
    block = document.begin()
    while block.isValid():
        for span in block.textFormats():
            words = block.text()[span.start : span.start + span.length]
            found += [(words, span.format.anchorHref())] if span.format.anchorHref() else []
        block = block.next()
    return found


def all_links(view: AnswerView) -> list[tuple[str, str]]:
    return [link for piece in view.pieces for pane in piece.panes() for link in links(pane.document())]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("step", [7, 10_000])
def test_links_that_are_defined_at_the_end_are_as_if_they_had_been_defined_before(
    view: AnswerView, theme: Theme, qtbot: QtBot, text: str, step: int
) -> None:
    known = AnswerView(theme=theme)
    qtbot.addWidget(known)
    known.show_text(f"{DEFINED}\n{text}", is_over=True)
    for end in range(step, len(text), step):
        view.show_text(text[:end], is_over=False)
    view.show_text(f"{text}\n{DEFINED}", is_over=True)
    rest(view, qtbot)
    rest(known, qtbot)
    assert all_links(view) == all_links(known)
    assert len(all_links(view)) > 1
    assert view.text() == known.text()
    kinds, expected = ([kind for kind, _ in groupby(map(type, each.pieces))] for each in (view, known))
    assert kinds == expected


@pytest.mark.real_slices
def test_only_pieces_with_such_a_link_are_drawn_again_and_few_at_a_time(
    view: AnswerView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    paragraphs = [f"Paragraph {number} of words that are no link at all.\n\n" for number in range(60)]
    paragraphs[7] = paragraphs[31] = "A paragraph with [a link][1] in it.\n\n"
    text = "".join(paragraphs)
    view.show_text(text, is_over=False)
    rest(view, qtbot)
    pieces, drawn = view.pieces, [view.rendered_blocks]
    monkeypatch.setattr(answer_view, "thread_time", lambda: float("inf"))  # a step in each turn of the event loop
    view._pace.drew.connect(lambda _workers: drawn.append(view.rendered_blocks))
    view.show_text(text + DEFINED, is_over=True)
    rest(view, qtbot)
    assert len(all_links(view)) == 2
    assert view.pieces[: len(pieces)] == pieces
    longest = max(len(piece.blocks) for piece in pieces)
    assert all(sum(map(length_of, piece.blocks)) < 2 * SMALL for piece in pieces)
    assert drawn[-1] - drawn[0] <= 2 * longest + 1
    assert max(after - before for before, after in pairwise(drawn)) <= longest + 1
