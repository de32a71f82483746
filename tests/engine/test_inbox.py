"""Where the two threads meet: what is stopped before it begins never begins."""

from __future__ import annotations

import threading

from app.chat.conversation import Effort
from app.chat.exchange import GenerationRequest, RequestId, Steering
from app.chat.prompt import Message, Prompt, Role
from app.engine.inbox import Inbox, Job
from app.engine.model import Steer
from app.wire.messages import Leave, Load

LOAD = Load("/m", "M")


def job(name: str) -> Job:
    return Job(GenerationRequest(RequestId(name), Prompt(Effort.LOW, (Message(Role.USER, "?"),))))


def test_tasks_come_out_in_the_order_in_which_they_went_in() -> None:
    inbox, one, two = Inbox(), job("1"), job("2")
    for task in (LOAD, one, two):
        inbox.put(task)
    assert [inbox.take(), inbox.take(), inbox.take()] == [LOAD, one, two]


def test_taking_waits_for_something_to_take() -> None:
    inbox, taken = Inbox(), []
    taker = threading.Thread(target=lambda: taken.append(inbox.take()))
    taker.start()
    inbox.put(LOAD)
    taker.join(10)
    assert taken == [LOAD]


def test_a_waiting_job_that_is_stopped_is_handed_back_and_never_taken() -> None:
    inbox, one, two = Inbox(), job("1"), job("2")
    inbox.put(one)
    inbox.put(two)
    assert inbox.stop(RequestId("1")) is one
    assert inbox.take() is two
    assert one.is_stopped()


def test_a_running_job_that_is_stopped_is_told_so_and_ends_by_itself() -> None:
    inbox, one = Inbox(), job("1")
    inbox.put(one)
    inbox.take()
    assert inbox.stop(RequestId("1")) is None
    assert one.is_stopped()


def test_stopping_what_is_unknown_or_over_does_nothing() -> None:
    inbox, one, two = Inbox(), job("1"), job("2")
    inbox.put(one)
    inbox.take()
    inbox.put(two)
    inbox.take()  # the first one is over
    assert inbox.stop(RequestId("1")) is None
    assert inbox.stop(RequestId("3")) is None
    assert not one.is_stopped()
    assert not two.is_stopped()


def test_a_request_is_known_while_it_waits_or_runs() -> None:
    inbox = Inbox()
    inbox.put(job("1"))
    assert inbox.knows(RequestId("1"))
    inbox.take()
    assert inbox.knows(RequestId("1"))
    inbox.put(LOAD)
    inbox.take()
    assert not inbox.knows(RequestId("1"))


def test_stopping_all_forgets_what_waits_and_tells_what_runs() -> None:
    inbox, running, waiting = Inbox(), job("1"), job("2")
    inbox.put(running)
    inbox.take()
    inbox.put(LOAD)
    inbox.put(waiting)
    assert inbox.stop_all() == (waiting,)
    assert running.is_stopped()
    assert waiting.is_stopped()
    inbox.put(Leave())
    assert inbox.take() == Leave()


def test_a_load_is_outdated_only_when_nobody_asks_that_model_first() -> None:
    inbox = Inbox()
    assert not inbox.load_is_outdated()
    inbox.put(job("1"))
    inbox.put(LOAD)
    assert not inbox.load_is_outdated()
    inbox.take()
    assert inbox.load_is_outdated()


def test_what_a_person_does_to_a_reply_is_taken_once_and_in_order() -> None:
    one = job("1")
    nudge, answer = Steer(Steering.NUDGE, "Look again."), Steer(Steering.ANSWER_NOW)
    one.steer(nudge)
    one.steer(answer)
    assert one.take_steering() == (nudge, answer)
    assert one.take_steering() == ()


def test_a_pause_lasts_until_it_goes_on_and_never_longer_than_until_it_is_stopped() -> None:
    one = job("1")
    assert not one.is_paused()
    one.steer(Steer(Steering.PAUSE))
    assert one.is_paused()
    assert one.take_steering() == ()
    one.steer(Steer(Steering.RESUME))
    assert not one.is_paused()
    one.steer(Steer(Steering.PAUSE))
    one.stop()
    assert not one.is_paused()
