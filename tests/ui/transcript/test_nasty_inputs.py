"""Thirty-three texts that have stalled renderers: none stalls the window, none of their words is lost."""

from __future__ import annotations

import time

import pytest
from pytestqt.qtbot import QtBot

from app.chat.conversation import Effort, Reply, ReplyStatus, Turn, TurnId
from app.cli.ui_bench.nasty import nasty_inputs
from app.cli.ui_bench.stalls import Act, Session
from app.ui.conversation_view import ConversationView
from app.ui.stall_watch import StallWatch
from app.ui.theme import Theme
from app.ui.transcript.turn_view import TurnScene

NASTY = nasty_inputs()
WATCHED_S = 0.15  # of CPU time for each; ``soliloquy bench ui`` watches all of it
LONGEST_S = 0.2  # of CPU time in one turn of the event loop, on a machine that is busy with other things


def scene(text: str, status: ReplyStatus = ReplyStatus.ANSWERED) -> TurnScene:
    turn = Turn(TurnId("nasty"), None, "Question?", Effort.HIGH, 0.0, Reply(status=status, answer=text))
    return TurnScene(turn, (turn.id,))


def test_there_are_33() -> None:
    assert len(NASTY) == 33


@pytest.mark.real_slices
@pytest.mark.parametrize("name", NASTY)
def test_no_turn_of_the_event_loop_is_long(qtbot: QtBot, theme: Theme, name: str) -> None:
    view = ConversationView(theme=theme)
    qtbot.addWidget(view)
    view.resize(1000, 760)
    view.show()
    qtbot.waitExposed(view)
    view.show_scenes([scene("Warm **up**.")])
    watch = StallWatch()
    watch.begin()
    began = time.thread_time()
    view.show_scenes([scene(NASTY[name])])
    answer = view.transcript.views[0].answer
    qtbot.waitUntil(lambda: answer.is_filled or time.thread_time() - began > WATCHED_S, timeout=60_000)
    assert watch.longest_s < LONGEST_S
    assert answer.pieces or name == "definitions"


def test_a_text_is_watched_while_it_is_shown_read_left_and_written(qtbot: QtBot, theme: Theme) -> None:
    view = ConversationView(theme=theme)
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    lengths: list[int] = []
    places: set[int] = set()
    text = "A paragraph of words.\n\n" * 60 + "```py\nx = 1\n```"
    session = Session(view, {"long": text})
    show_scene = view.transcript.show_scene
    view.transcript.show_scene = lambda scene: (  # type: ignore[method-assign]
        lengths.append(len(scene.turn.reply.answer)),
        show_scene(scene),
    )
    view.transcript.verticalScrollBar().valueChanged.connect(places.add)
    with qtbot.waitSignal(session.ended, timeout=60_000):
        pass
    assert list(session.longest) == ["long"]
    assert all(session.longest["long"][act] > 0 for act in Act)
    assert session.undone == set()
    assert len(places) > 5
    assert lengths == sorted(lengths)
    assert lengths[-2:] == [len(text)] * 2  # once more when it is over


def test_what_is_done_while_the_watch_looks_away_does_not_count(qtbot: QtBot) -> None:
    watch = StallWatch()
    watch.begin()
    with watch.looking_away():
        end = time.thread_time() + 0.08
        while time.thread_time() < end:
            pass
    turns = watch.turns
    qtbot.waitUntil(lambda: watch.turns > turns, timeout=5_000)
    assert watch.longest_s < 0.08


def test_the_watch_sees_a_stall(qtbot: QtBot) -> None:
    watch = StallWatch(limit_s=0.05)
    stalled: list[float] = []
    watch.stalled.connect(stalled.append)
    watch.begin()
    end = time.thread_time() + 0.08
    while time.thread_time() < end:
        pass
    qtbot.waitUntil(lambda: bool(stalled), timeout=5_000)
    assert watch.longest_s >= 0.08
