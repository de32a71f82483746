"""How often and how soon a lost engine comes back."""

from __future__ import annotations

from app.backends.restarts import DELAYS_S, MAX_LOSSES_IN_A_ROW, QUIET_S, Restarts


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_first_restart_is_immediate_and_the_third_loss_in_a_row_is_the_last() -> None:
    restarts = Restarts(Clock())
    assert [restarts.lost() for _ in range(MAX_LOSSES_IN_A_ROW)] == [0.0, 1.0, None]


def test_an_engine_that_answers_between_losses_comes_back_later_and_later() -> None:
    restarts, delays = Restarts(Clock()), []
    for _ in range(6):
        delays.append(restarts.lost())
        restarts.answered()
    assert delays == [*DELAYS_S, DELAYS_S[-1], DELAYS_S[-1]]


def test_after_a_quiet_time_a_loss_is_again_the_first() -> None:
    clock = Clock()
    restarts = Restarts(clock)
    restarts.lost()
    restarts.answered()
    clock.now += QUIET_S
    assert restarts.lost() == 0.0


def test_a_person_who_starts_it_again_starts_the_count_again() -> None:
    restarts = Restarts(Clock())
    for _ in range(MAX_LOSSES_IN_A_ROW):
        restarts.lost()
    restarts.reset()
    assert restarts.lost() == 0.0
