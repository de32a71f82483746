"""All that draw share the time of one turn of the event loop: however many they are, it holds as many parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.transcript import pace as pace_module
from app.ui.transcript.pace import Pace

PART_S = 0.004  # what a part costs here: the fourth is begun within the time of a turn and ends after it


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(pace_module, "thread_time", clock)
    monkeypatch.setattr(pace_module, "TURN_SECONDS", 0.014)
    return clock


class Wall(QWidget):
    """To be painted in so many parts; each takes time on the clock."""

    def __init__(self, name: str, parts: int, clock: Clock, drawn: list[str]) -> None:
        super().__init__()
        self.name, self.left = name, parts
        self._clock, self._drawn = clock, drawn
        self.inside: Callable[[], None] | None = None

    def draw_some(self, until: float) -> bool:
        while self.left:
            self.left -= 1
            self._clock.seconds += PART_S
            self._drawn.append(self.name)
            if self.inside is not None:
                self.inside()
            if self._clock() > until:
                break
        return self.left > 0


@pytest.fixture
def drawn() -> list[str]:
    return []


@pytest.fixture
def walls(qtbot: QtBot, clock: Clock, drawn: list[str]) -> Callable[[str, int], Wall]:
    made: list[Wall] = []

    def make(name: str, parts: int) -> Wall:
        made.append(Wall(name, parts, clock, drawn))
        qtbot.addWidget(made[-1])
        return made[-1]

    return make


@pytest.fixture
def pace(qtbot: QtBot, clock: Clock) -> Iterator[Pace]:
    pace = Pace()
    yield pace
    pace.deleteLater()


def turns(pace: Pace, drawn: list[str]) -> list[int]:
    """How many parts were drawn by the end of each turn."""
    counts: list[int] = []
    pace.drew.connect(lambda _workers: counts.append(len(drawn)))
    return counts


def test_what_fits_is_drawn_at_once(pace: Pace, walls: Callable[[str, int], Wall], drawn: list[str]) -> None:
    pace.draw(walls("a", 2))
    assert drawn == ["a", "a"]
    assert pace.is_at_rest


def test_many_have_the_time_of_one(
    pace: Pace, walls: Callable[[str, int], Wall], drawn: list[str], qtbot: QtBot
) -> None:
    counts = turns(pace, drawn)
    for name in "abcdefgh":
        pace.draw(walls(name, 4))
    assert len(drawn) == 4
    qtbot.waitUntil(lambda: pace.is_at_rest, timeout=10_000)
    assert len(drawn) == 32
    steps = [after - before for before, after in zip([4, *counts], counts, strict=False)]
    assert max(steps) <= 4


def test_the_first_by_rank_is_drawn_first(
    walls: Callable[[str, int], Wall], drawn: list[str], qtbot: QtBot, clock: Clock
) -> None:
    order = "cab"
    pace = Pace(ranking=lambda: lambda widget: (0, order.index(widget.name)))  # type: ignore[attr-defined]
    for name in "abc":
        pace.draw_later(walls(name, 5))
    qtbot.waitUntil(lambda: pace.is_at_rest, timeout=10_000)
    assert drawn == [*"ccccc", *"aaaaa", *"bbbbb"]
    pace.deleteLater()


def test_who_draws_within_another_takes_of_the_same_time(
    pace: Pace, walls: Callable[[str, int], Wall], drawn: list[str], qtbot: QtBot
) -> None:
    outer, inner = walls("outer", 1), walls("inner", 10)
    outer.inside = lambda: pace.draw(inner)
    pace.draw(outer)
    assert drawn == ["outer", "inner", "inner", "inner"]
    qtbot.waitUntil(lambda: pace.is_at_rest, timeout=10_000)
    assert len(drawn) == 11


def test_what_was_done_before_leaves_less(
    pace: Pace, walls: Callable[[str, int], Wall], drawn: list[str], clock: Clock
) -> None:
    with pace.spending():
        clock.seconds += 0.013
    pace.draw(walls("a", 5))
    assert len(drawn) == 1
    pace.draw(walls("b", 5))
    assert "b" not in drawn


def test_who_is_gone_is_forgotten_with_all_that_stands_in_it(
    pace: Pace, walls: Callable[[str, int], Wall], drawn: list[str], qtbot: QtBot
) -> None:
    house, room, other = walls("house", 9), walls("room", 9), walls("other", 9)
    room.setParent(house)
    for wall in (house, room, other):
        pace.draw_later(wall)
    assert pace.is_waiting_in(house)
    pace.forget(house)
    assert not pace.is_waiting_in(house)
    qtbot.waitUntil(lambda: pace.is_at_rest, timeout=10_000)
    assert drawn == ["other"] * 9


def test_each_of_many_is_ranked_once_in_a_turn(
    walls: Callable[[str, int], Wall], drawn: list[str], qtbot: QtBot, clock: Clock
) -> None:
    ranked: list[int] = []

    def rank(_widget: QWidget) -> tuple[int, int]:
        ranked[-1] += 1
        return (0, 0)

    pace = Pace(ranking=lambda: (ranked.append(0), rank)[1])
    for number in range(100):
        pace.draw_later(walls(str(number), 1))
    qtbot.waitUntil(lambda: pace.is_at_rest, timeout=10_000)
    assert len(drawn) == 100
    assert max(ranked) == 100
    pace.deleteLater()


def test_what_cannot_wait_has_a_part_drawn_come_what_may(
    pace: Pace, walls: Callable[[str, int], Wall], drawn: list[str], qtbot: QtBot
) -> None:
    pace.draw(walls("a", 9))
    before = len(drawn)
    pace.draw(walls("late", 9), at_once=True)
    assert drawn[before:] == ["late"]
    qtbot.waitUntil(lambda: pace.is_at_rest, timeout=10_000)
    assert drawn.count("late") == 9


def test_who_was_given_up_in_the_turn_in_which_it_drew_is_not_told_of(
    pace: Pace, clock: Clock, walls: Callable[[str, int], Wall], qtbot: QtBot
) -> None:
    gone, other = Wall("a", 1, clock, []), walls("b", 1)
    other.inside = lambda: shiboken6.delete(gone)
    pace.draw_later(gone)
    pace.draw_later(other)
    with qtbot.waitSignal(pace.drew, timeout=5_000) as told:
        pass
    assert told.args == [(other,)]


def test_a_turn_is_left_out_when_asked_and_the_rest_is_drawn_in_the_next(
    pace: Pace, walls: Callable[[str, int], Wall], drawn: list[str], qtbot: QtBot
) -> None:
    wall = walls("a", 2)
    pace.draw_later(wall)
    pace.leave_out_a_turn()
    pace._take_turn()
    assert drawn == []
    assert pace.is_waiting(wall)
    qtbot.waitUntil(lambda: pace.is_at_rest, timeout=5_000)
    assert drawn == ["a", "a"]


def test_who_fails_is_not_asked_again_and_again(
    pace: Pace, walls: Callable[[str, int], Wall], drawn: list[str], qtbot: QtBot
) -> None:
    broken, sound = walls("broken", 20), walls("sound", 20)

    def fails() -> None:
        raise ValueError("a fault of ours")

    broken.inside = fails
    with qtbot.captureExceptions() as raised:
        pace.draw_later(broken)
        pace.draw_later(sound)
        qtbot.waitUntil(lambda: pace.is_at_rest or len(raised) > 1)
    assert [kind for kind, _, _ in raised] == [ValueError]
    assert (drawn.count("broken"), drawn.count("sound")) == (1, 20)
