"""Scrolling: the end is followed only by who is there, and what is read does not move."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from stage import Stage, conversation_of, reply_of

from app.chat.conversation import Effort
from app.ui.transcript.transcript import Transcript

Staged = Callable[..., Stage]
LONG = "\n\n".join(f"Paragraph {number} of an answer that is long enough to scroll." for number in range(60))


@pytest.fixture
def stage(staged: Staged, qtbot: QtBot) -> Stage:
    """An answer grows under a long one."""
    stage = staged(conversation_of("Long", ("Tell me much", reply_of(LONG, "Thinking about it.\n\n" * 30))))
    stage.session.open_conversation("Long")  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(stage.session.path), timeout=10_000)
    stage.session.submit("And more", Effort.LOW)
    qtbot.waitUntil(lambda: len(stage.backend.requests) == 1, timeout=10_000)
    stage.answer(LONG)
    settle(stage, qtbot)
    return stage


def transcript(stage: Stage) -> Transcript:
    return stage.window.conversation.transcript


def settle(stage: Stage, qtbot: QtBot) -> None:
    """Nothing is left to be laid out: what an update changes is in place when it returns."""
    bar = transcript(stage).verticalScrollBar()
    before = bar.maximum(), bar.value()
    for _ in range(12):
        QApplication.processEvents()
    assert (bar.maximum(), bar.value()) == before


def wheel(widget: QWidget, up: int) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(0, up),
        QPoint(0, up),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def is_at_end(stage: Stage) -> bool:
    bar = transcript(stage).verticalScrollBar()
    return bar.value() == bar.maximum()


def test_who_is_at_the_end_stays_there(stage: Stage, qtbot: QtBot) -> None:
    assert is_at_end(stage)
    for number in range(20):
        stage.answer(f"\n\nMore {number}")
        settle(stage, qtbot)
        assert is_at_end(stage)


@pytest.mark.parametrize("up", [2, 15, 120])
def test_the_slightest_scroll_up_stops_following(stage: Stage, qtbot: QtBot, up: int) -> None:
    wheel(transcript(stage).viewport(), up)
    assert not transcript(stage).is_following
    before = transcript(stage).verticalScrollBar().value()
    for number in range(10):
        stage.answer(f"\n\nMore {number}")
        settle(stage, qtbot)
    assert transcript(stage).verticalScrollBar().value() == before
    assert not is_at_end(stage)


def test_a_wheel_over_text_scrolls_the_column(stage: Stage, qtbot: QtBot) -> None:
    window, bar = stage.window, transcript(stage).verticalScrollBar()
    before = bar.value()
    pane = transcript(stage).last_view.answer.pieces[0]
    middle = transcript(stage).viewport().mapTo(window, transcript(stage).viewport().rect().center())
    assert pane.isAncestorOf(window.childAt(middle))
    QTest.wheelEvent(window.windowHandle(), QPointF(middle), QPoint(0, 120))
    qtbot.waitUntil(lambda: bar.value() < before, timeout=5_000)


def test_jump_to_latest_appears_away_from_the_end_and_goes_back(stage: Stage, qtbot: QtBot) -> None:
    jump = transcript(stage)._jump
    assert jump.isHidden()
    transcript(stage).verticalScrollBar().setValue(0)
    assert jump.isVisible()
    QTest.mouseClick(jump, Qt.MouseButton.LeftButton)
    assert is_at_end(stage)
    assert jump.isHidden()
    stage.answer("\n\nMore")
    settle(stage, qtbot)
    assert is_at_end(stage)


def test_sending_goes_to_the_end(stage: Stage, qtbot: QtBot) -> None:
    stage.finish()
    transcript(stage).verticalScrollBar().setValue(0)
    stage.window.conversation.composer.submitted.emit("And then?", Effort.LOW)
    settle(stage, qtbot)
    assert is_at_end(stage)


def test_coming_into_sight_reasoning_keeps_its_head_where_it_is(stage: Stage, qtbot: QtBot) -> None:
    first = transcript(stage).views[0]
    transcript(stage).verticalScrollBar().setValue(10)
    settle(stage, qtbot)
    head = first.pane.head
    before = head.mapTo(transcript(stage).viewport(), QPoint(0, 0)).y()
    for _ in range(2):
        head.click()
        settle(stage, qtbot)
        assert head.mapTo(transcript(stage).viewport(), QPoint(0, 0)).y() == before


def test_a_pane_that_folds_above_does_not_move_what_is_read(stage: Stage, qtbot: QtBot) -> None:
    first = transcript(stage).views[0]
    first.pane.head.click()
    settle(stage, qtbot)
    bar = transcript(stage).verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    bar.setValue(bar.value() + 200)
    settle(stage, qtbot)
    read = transcript(stage).last_view
    before = read.mapTo(transcript(stage).viewport(), QPoint(0, 0)).y()
    stage.preferences.reasoning_open = True
    stage.preferences.reasoning_open = False
    stage.answer("\n\nMore")
    settle(stage, qtbot)
    assert read.mapTo(transcript(stage).viewport(), QPoint(0, 0)).y() == before


def test_resizing_keeps_the_place(stage: Stage, qtbot: QtBot) -> None:
    bar = transcript(stage).verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    place = transcript(stage)._place
    piece = next(held for held in transcript(stage).last_view.pieces() if place.top_of(held) >= 0)
    before = place.top_of(piece)
    stage.window.resize(820, 700)
    settle(stage, qtbot)
    assert abs(place.top_of(piece) - before) <= 2


def test_a_long_conversation_opens_at_its_end_and_fills_in_above(staged: Staged, qtbot: QtBot) -> None:
    turns = [(f"Question {number}", reply_of(f"Answer {number}\n\n{LONG}")) for number in range(40)]
    stage = staged(conversation_of("Many", *turns))
    stage.session.open_conversation("Many")  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: "Question 39" in stage.text(), timeout=10_000)
    wheel(transcript(stage).viewport(), 500)
    read = transcript(stage).last_view
    before = read.mapTo(transcript(stage).viewport(), QPoint(0, 0)).y()
    qtbot.waitUntil(lambda: "Question 0" in stage.text(), timeout=20_000)
    assert read.mapTo(transcript(stage).viewport(), QPoint(0, 0)).y() == before
    asked = [line for line in stage.text().splitlines() if line.startswith("Question")]
    assert asked == [f"Question {number}" for number in range(40)]


def test_of_a_long_conversation_only_what_is_near_the_reader_is_drawn(staged: Staged, qtbot: QtBot) -> None:
    turns = [(f"Question {number}", reply_of(f"Answer {number}\n\n{LONG}")) for number in range(60)]
    stage = staged(conversation_of("Many", *turns))
    stage.session.open_conversation("Many")  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(transcript(stage).views), timeout=10_000)
    shown = transcript(stage)
    assert len(shown.views) <= 2  # enough to fill the window
    assert is_at_end(stage)
    bar = shown.verticalScrollBar()
    seen = 0
    for part in (0.5, 0.1, 0.9, 0.0):
        bar.setValue(round(bar.maximum() * part))
        top = next(view for view in shown.views if view.mapTo(shown.viewport(), QPoint(0, view.height())).y() > 0)
        assert top.mapTo(shown.viewport(), QPoint(0, 0)).y() <= shown.viewport().height()
        seen = max(seen, len(shown.views))
    assert "Question 0" in shown.views[0].text()
    assert seen <= 20
    qtbot.waitUntil(lambda: len(shown.views) <= 8, timeout=20_000)  # what is far away is given up again


def test_reasoning_that_was_opened_is_open_when_one_comes_back(staged: Staged, qtbot: QtBot) -> None:
    turns = [(f"Question {number}", reply_of(f"Answer {number}\n\n{LONG}")) for number in range(30)]
    stage = staged(conversation_of("Many", *turns))
    stage.session.open_conversation("Many")  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(transcript(stage).views), timeout=10_000)
    shown, last = transcript(stage), stage.session.path[-1].id
    shown.last_view.pane.toggle()
    shown.verticalScrollBar().setValue(0)
    stage.window.setFocus()
    qtbot.waitUntil(lambda: shown.view(last) is None, timeout=20_000)
    shown.follow()
    assert shown.view(last) is not None
    assert shown.view(last).pane.is_open
