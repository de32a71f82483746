"""A conversation comes into sight in parts: few in each turn of the event loop, and none moves what is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.chat.conversation import Conversation, ConversationId, Effort, ReasoningStep, Reply, ReplyStatus, Turn, TurnId
from app.session.preferences import Appearance
from app.ui.conversation_view import ConversationView
from app.ui.reasoning import pane as reasoning_pane
from app.ui.theme import Theme
from app.ui.transcript import answer_view, code_text, pace, table_piece, transcript, turn_column
from app.ui.transcript.transcript import Transcript
from app.ui.transcript.turn_view import TurnScene

LOOK_S = 0.004  # that pass between two looks at the clock, so that a turn of the event loop has a few parts
PARTS = 5  # of a turn, at most
PARAGRAPHS = [f"Paragraph {number} with *some* words of its own." for number in range(400)]
THOUGHT = "\n\n".join(f"Step {number} of a thought that is long." for number in range(2_000))


@pytest.fixture(autouse=True)
def _time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """With each look at the clock, however fast this machine is."""
    passed = [0.0]

    def clock() -> float:
        passed[0] += LOOK_S
        return passed[0]

    for module in (answer_view, code_text, pace, reasoning_pane, table_piece, transcript, turn_column):
        monkeypatch.setattr(module, "thread_time", clock)


pytestmark = pytest.mark.real_slices


def scenes_of(*answers: str, thought: str = "", is_open: bool = False, streams: bool = False) -> list[TurnScene]:
    turns: list[Turn] = []
    for number, answer in enumerate(answers):
        grows = streams and number == len(answers) - 1
        steps = (ReasoningStep(thought, 90, None if grows and not answer else 2.0),) if thought else ()
        status = ReplyStatus.STREAMING if grows else ReplyStatus.ANSWERED
        parent = turns[-1].id if turns else None
        reply = Reply(status=status, steps=steps, answer=answer)
        turns.append(Turn(TurnId(f"t{number}"), parent, f"Question {number}", Effort.LOW, 1.0 + number, reply))
    conversation = Conversation(ConversationId("c"), "C", 1.0, "2026-01-01", turns=tuple(turns))
    siblings = conversation.sibling_ids
    return [TurnScene(turn, siblings[turn.parent], is_reasoning_pinned=is_open) for turn in conversation.turns]


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> ConversationView:
    view = ConversationView(theme=theme)
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show()
    qtbot.waitExposed(view)
    return view


class Paints(QObject):
    """Notes something each time the transcript is painted: what a person would see."""

    def __init__(self, shown: Transcript, what: Callable[[], object]) -> None:
        super().__init__()
        self.seen: list[object] = []
        self._what = what
        shown._column.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.seen.append(self._what())
        return False


def draw_all(view: ConversationView, qtbot: QtBot) -> None:
    held = view.transcript._pace
    qtbot.waitUntil(lambda: held.is_at_rest, timeout=30_000)


def slices(view: ConversationView) -> list[int]:
    """How many parts of answers each turn of the event loop drew."""
    counts = [0]

    def count(self: answer_view.AnswerView) -> None:
        counts[-1] += 1
        draw(self)

    draw = answer_view.AnswerView._take_step
    answer_view.AnswerView._take_step = count  # type: ignore[method-assign]
    view.transcript._pace.drew.connect(lambda _workers: counts.append(0))
    return counts


def y_of(widget: QWidget, shown: Transcript) -> int:
    return widget.mapTo(shown.viewport(), QPoint(0, 0)).y()


@pytest.fixture
def restored() -> Iterator[None]:
    draw = answer_view.AnswerView._take_step
    yield
    answer_view.AnswerView._take_step = draw  # type: ignore[method-assign]


def test_turns_in_sight_are_made_one_after_the_other(view: ConversationView, qtbot: QtBot) -> None:
    made: list[int] = []
    view.transcript._pace.drew.connect(lambda _workers: made.append(len(view.transcript.views)))
    view.show_scenes(scenes_of(*["Yes."] * 30))
    assert len(view.transcript.views) == 1
    draw_all(view, qtbot)
    assert max(after - before for before, after in zip([1, *made], made, strict=False)) == 1
    top = view.transcript.views[0]
    assert y_of(top, view.transcript) <= 0
    assert len(view.transcript.views) < 30


def test_turns_that_are_long_share_the_time_of_one(view: ConversationView, qtbot: QtBot, restored: None) -> None:
    counts = slices(view)
    view.show_scenes(scenes_of(*["\n\n".join(PARAGRAPHS[:8])] * 8))
    draw_all(view, qtbot)
    assert sum(counts) > PARTS
    assert max(counts) <= PARTS


def test_who_is_at_the_end_sees_nothing_but_the_end(view: ConversationView, qtbot: QtBot) -> None:
    shown = view.transcript
    bar = shown.verticalScrollBar()
    paints = Paints(shown, lambda: bar.maximum() - bar.value())
    view.show_scenes(scenes_of("Short.", "\n\n".join(PARAGRAPHS), "Also short."))
    draw_all(view, qtbot)
    assert len(paints.seen) > 3
    assert set(paints.seen) == {0}


def in_sight(shown: Transcript) -> dict[int, int]:
    """Where each piece begins that can be seen."""
    places = {id(piece): (y_of(piece, shown), piece.height()) for turn in shown.views for piece in turn.pieces()}
    room = shown.viewport().height()
    return {name: y for name, (y, height) in places.items() if y < room and y + height > 0}


def moves(paints: Paints) -> list[tuple[int, int]]:
    """Of what was seen in one picture and is seen in the next: where it was, and where it is."""
    pictures = [seen for seen in paints.seen if isinstance(seen, dict)]
    return [
        (before[name], y)
        for before, now in pairwise(pictures)
        for name, y in list(now.items())[:1]
        if name in before and before[name] != y
    ]


@pytest.mark.parametrize("thought", ["", THOUGHT[:20_000]], ids=["plain", "with open reasoning"])
@pytest.mark.parametrize("part", [0.2, 0.33])
def test_what_is_read_stays_while_turns_around_it_are_drawn(
    view: ConversationView, qtbot: QtBot, thought: str, part: float
) -> None:
    shown = view.transcript
    view.show_scenes(scenes_of(*["\n\n".join(PARAGRAPHS[:60])] * 12, thought=thought, is_open=bool(thought)))
    draw_all(view, qtbot)
    bar = shown.verticalScrollBar()
    bar.setValue(round(bar.maximum() * part))
    paints = Paints(shown, lambda: in_sight(shown))
    draw_all(view, qtbot)
    QApplication.processEvents()
    assert len(paints.seen) > 2
    assert paints.seen[-1]
    assert moves(paints) == []


def test_what_is_read_stays_while_the_last_reply_streams(view: ConversationView, qtbot: QtBot) -> None:
    shown = view.transcript
    answers = ["\n\n".join(PARAGRAPHS[:40])] * 8
    view.show_scenes(scenes_of(*answers, "So", streams=True))
    draw_all(view, qtbot)
    bar = shown.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    paints = Paints(shown, lambda: in_sight(shown))
    for number in range(1, 20):
        shown.show_scene(scenes_of(*answers, "\n\n".join(PARAGRAPHS[:number]), streams=True)[-1])
        QApplication.processEvents()
    draw_all(view, qtbot)
    assert len(paints.seen) > 3
    assert paints.seen[-1]
    assert moves(paints) == []


def test_long_reasoning_is_written_in_parts_below_its_head(view: ConversationView, qtbot: QtBot) -> None:
    shown = view.transcript
    view.show_scenes(scenes_of("Done.", thought=THOUGHT))
    draw_all(view, qtbot)
    pane = shown.views[0].pane
    shown.verticalScrollBar().setValue(0)
    place = y_of(pane.head, shown)
    paints = Paints(shown, lambda: (y_of(pane.head, shown), len(pane.text())))
    pane.head.click()
    assert len(pane.text()) < len(THOUGHT)
    draw_all(view, qtbot)
    QApplication.processEvents()
    assert pane.text() == THOUGHT
    places, lengths = zip(*paints.seen, strict=True)  # type: ignore[call-overload]
    assert set(places) == {place}
    assert len(set(lengths)) > 3


def test_what_was_left_goes_in_parts(view: ConversationView, qtbot: QtBot) -> None:
    many = "\n\n".join(f"{paragraph}\n\n```\n{number}\n```" for number, paragraph in enumerate(PARAGRAPHS[:60]))
    view.show_scenes(scenes_of(many))
    draw_all(view, qtbot)
    answer = view.transcript.views[0].answer
    before = len(answer.pieces)
    left: list[int] = []
    view.transcript._pace.drew.connect(lambda _workers: left.append(len(answer.pieces)))
    shown = scenes_of("Other.")[0]
    view.show_scenes([TurnScene(Turn(TurnId("other"), None, "?", Effort.LOW, 1.0, shown.turn.reply), ())])
    assert before == 120
    assert len(answer.pieces) == before
    draw_all(view, qtbot)
    assert left[-1] == 0
    assert max(had - has for had, has in zip([before, *left], left, strict=False)) <= PARTS


@pytest.mark.parametrize("part", [0.3, 0.7])
@pytest.mark.parametrize("count", [1, 6])
def test_what_is_read_is_in_its_place_when_all_is_drawn_anew(
    view: ConversationView, qtbot: QtBot, theme: Theme, part: float, count: int
) -> None:
    """In other colours, as the system does at sunset, and in another size."""
    shown = view.transcript
    blocks = [f"{words}\n\n```\n{number}\n```" for number, words in enumerate(PARAGRAPHS[: 90 // count])]
    view.show_scenes(scenes_of(*["\n\n".join(blocks)] * count))
    draw_all(view, qtbot)
    bar = shown.verticalScrollBar()
    bar.setValue(round(bar.maximum() * part))
    draw_all(view, qtbot)

    def pieces() -> list[QWidget]:
        return [piece for turn in shown.views for piece in turn.pieces()]

    def first() -> tuple[int, int]:
        places = [(number, y_of(piece, shown)) for number, piece in enumerate(pieces())]
        return next(place for place in places if place[1] >= 0)

    read = first()
    theme.set_appearance(Appearance.DARK)
    draw_all(view, qtbot)
    assert first() == read
    theme.set_text_size(125)
    draw_all(view, qtbot)
    piece, y = first()
    assert piece == read[0]
    assert abs(y - read[1]) <= 12  # in the midst of a piece it is the same part of it
    assert not shown.is_following


def test_who_is_at_the_end_is_at_the_end_when_all_is_drawn_anew(
    view: ConversationView, qtbot: QtBot, theme: Theme
) -> None:
    shown = view.transcript
    bar = shown.verticalScrollBar()
    view.show_scenes(scenes_of("\n\n".join(PARAGRAPHS)))
    draw_all(view, qtbot)
    theme.set_appearance(Appearance.DARK)
    draw_all(view, qtbot)
    assert shown.is_following
    assert bar.value() == bar.maximum()


def test_what_is_read_stays_in_every_picture_while_the_edge_of_the_window_is_dragged(
    view: ConversationView, qtbot: QtBot
) -> None:
    shown = view.transcript
    blocks = [f"{words} {words}\n\n```\n{number}\n```" for number, words in enumerate(PARAGRAPHS[:60])]
    view.show_scenes(scenes_of("\n\n".join(blocks)))
    draw_all(view, qtbot)
    shown.verticalScrollBar().setValue(shown.verticalScrollBar().maximum() // 2)
    draw_all(view, qtbot)
    read = next(piece for turn in shown.views for piece in turn.pieces() if y_of(piece, shown) >= 0)
    place = y_of(read, shown)
    paints = Paints(shown, lambda: (y_of(read, shown), shown.width()))
    pictures: list[int] = []
    shown._pace.drew.connect(lambda _workers: pictures.append(len(paints.seen)))
    for width in range(860, 560, -60):
        view.resize(width, 700)
        QApplication.processEvents()
        assert paints.seen[-1] == (place, shown.width())
    draw_all(view, qtbot)
    QApplication.processEvents()
    assert {y for y, _ in paints.seen} == {place}  # type: ignore[misc]
    assert pictures[0] > 0  # what is out of sight is laid out in another turn
