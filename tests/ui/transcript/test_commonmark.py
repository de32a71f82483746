"""The CommonMark Spec's own examples, on screen: the same words and the same code as in the reference's pages."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot
from reference_text import Example, examples, read

from app.ui.theme import Theme
from app.ui.transcript.answer_view import AnswerView
from app.ui.transcript.blocks import Block, Code, Footnote, ListBlock, Quote
from app.ui.transcript.parsing import parse

EXAMPLES = examples()
LEAST = 0.98


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> AnswerView:
    view = AnswerView(theme=theme)
    qtbot.addWidget(view)
    view.resize(700, 400)
    return view


def code_in(blocks: tuple[Block, ...]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        match block:
            case Code(_, text):
                found.append(text)
            case Quote(inner) | Footnote(_, inner):
                found += code_in(inner)
            case ListBlock(items=items):
                found += [code for item in items for code in code_in(item)]
            case _:
                pass
    return found


def shown(view: AnswerView, example: Example) -> list[str]:
    view.show_text("", is_over=True)
    view.show_text(example.markdown, is_over=True)
    return view.text().split()


def test_examples_without_raw_html_read_as_in_the_reference(view: AnswerView) -> None:
    plain = [example for example in EXAMPLES if not example.has_raw_html]
    assert len(plain) == 580
    wrong = [example.number for example in plain if shown(view, example) != read(example.html)[0]]
    assert 1 - len(wrong) / len(plain) >= LEAST, wrong


def test_code_is_kept_to_the_letter() -> None:
    plain = [example for example in EXAMPLES if not example.has_raw_html]
    wrong = [
        example.number
        for example in plain
        if code_in(tuple(placed.block for placed in parse(example.markdown))) != read(example.html)[1]
    ]
    assert 1 - len(wrong) / len(plain) >= LEAST, wrong


def test_raw_html_in_examples_is_shown_and_not_obeyed(view: AnswerView) -> None:
    raw = [example for example in EXAMPLES if example.has_raw_html]
    assert len(raw) > 50
    for example in raw:
        assert "<" in "".join(shown(view, example)), example.number


def test_examples_that_come_letter_by_letter_end_the_same(view: AnswerView) -> None:
    for example in EXAMPLES[::9]:
        whole = shown(view, example)
        view.show_text("", is_over=True)
        for end in range(len(example.markdown)):
            view.show_text(example.markdown[:end], is_over=False)
        view.show_text(example.markdown, is_over=True)
        while view.is_reviewing:
            view.go_on_reviewing()
        assert view.text().split() == whole, example.number
