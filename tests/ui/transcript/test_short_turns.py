"""Showing a new text costs a short turn of the event loop: nothing is laid out, parsed or looked through twice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.chat.conversation import Effort, Reply, ReplyStatus, Turn, TurnId
from app.cli.ui_bench.nasty import nasty_inputs
from app.ui.conversation_view import ConversationView
from app.ui.theme import Theme
from app.ui.transcript import splitter as splitter_module
from app.ui.transcript.parsing import parse
from app.ui.transcript.splitter import Splitter
from app.ui.transcript.table_piece import TablePiece
from app.ui.transcript.text_pane import TextPane
from app.ui.transcript.turn_view import TurnScene


class LaidOutTwice(QObject):
    """Counts panes that get another width when their text is there already."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.panes: set[int] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, TextPane) and isinstance(event, QResizeEvent):
            self.panes.add(id(watched))
            self.count += event.size().width() != event.oldSize().width() and not watched.document().isEmpty()
        return False


def scene(text: str) -> TurnScene:
    turn = Turn(TurnId("t"), None, "Q?", Effort.HIGH, 0.0, Reply(status=ReplyStatus.ANSWERED, answer=text))
    return TurnScene(turn, (turn.id,))


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> ConversationView:
    view = ConversationView(theme=theme)
    qtbot.addWidget(view)
    view.resize(1000, 760)
    view.show()
    qtbot.waitExposed(view)
    return view


def test_an_answer_has_its_width_before_it_has_text(view: ConversationView) -> None:
    watch = LaidOutTwice()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(watch)
    try:
        view.show_scenes([scene("Many words of it. " * 2_000)])
    finally:
        application.removeEventFilter(watch)
    answer = view.transcript.views[0].answer
    assert {id(pane) for piece in answer.pieces for pane in piece.panes()} <= watch.panes
    assert watch.count <= 1  # the question, which is as wide as its words


@pytest.mark.parametrize("name", ["4,000 nested lists in a line", "backticks of every length", "tildes"])
def test_the_last_piece_of_a_text_is_parsed_once_and_read_as_ever(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = nasty_inputs()[name][:900]
    apart, together = Splitter(), Splitter()
    first, last = apart.feed(text), apart.finish()
    parsed: list[str] = []

    def counted(source: str, *rest: object) -> object:
        parsed.append(source)
        return parse(source, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(splitter_module, "parse", counted)
    split = together.feed_last(text)
    assert split.settled == (*first.settled, *last.settled)
    assert split.tail == last.tail
    assert len(parsed) == 1


def test_rows_are_read_without_reading_the_head_again(monkeypatch: pytest.MonkeyPatch) -> None:
    head = "| Name of it | *Price* |\n|:--|--:|\n"
    whole, growing = Splitter(), Splitter()
    expected = whole.feed_last(f"{head}| a | `b` |\n").tail
    growing.feed(head)
    parsed: list[str] = []

    def counted(source: str, *rest: object) -> object:
        parsed.append(source)
        return parse(source, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(splitter_module, "parse", counted)
    growing.feed("| a | `b` |\n")
    assert growing.finish().tail == expected
    assert parsed
    assert not any("Price" in source for source in parsed)


def test_only_a_table_with_code_is_looked_through_for_marks(view: ConversationView) -> None:
    view.show_scenes([scene("| a | b |\n|---|---|\n| c | d |\n\nBetween.\n\n| a | b |\n|---|---|\n| c | `d` |\n")])
    tables = [piece for piece in view.transcript.views[0].answer.pieces if isinstance(piece, TablePiece)]
    assert [[pane.has_marks for pane in table.panes()] for table in tables] == [[False], [True]]
