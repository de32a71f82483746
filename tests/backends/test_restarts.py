"""How often and how soon a lost engine comes back."""

from __future__ import annotations

from app.backends.restarts import Restarts


def test_the_first_restart_is_immediate_and_the_third_loss_in_a_row_is_the_last() -> None:
    restarts = Restarts()
    assert [restarts.lost() for _ in range(4)] == [0.0, 1.0, None, None]


def test_an_engine_that_answered_comes_back_at_once() -> None:
    restarts = Restarts()
    for _ in range(6):
        assert restarts.lost() == 0.0
        restarts.reset()
