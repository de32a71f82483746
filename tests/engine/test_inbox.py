"""Where the two threads meet: what is stopped before it begins never begins."""

from __future__ import annotations

import threading

from app.chat.conversation import Effort
from app.chat.exchange import GenerationRequest, RequestId, Steering
from app.chat.prompt import Message, Prompt, Role
from app.engine.inbox import MOST_PREPARATIONS, Inbox, Job, Preparation
from app.engine.model import Steer
from app.wire.messages import Forget, Leave, Load, Prepare, Typed

LOAD = Load("/m", "M")


def job(name: str, conversation: str = "") -> Job:
    prompt = Prompt(Effort.LOW, (Message(Role.USER, "?"),))
    return Job(GenerationRequest(RequestId(name), prompt, conversation=conversation))


def prepare(conversation: str, effort: Effort = Effort.LOW) -> Prepare:
    return Prepare(Prompt(effort, ()), conversation)


def taken(inbox: Inbox) -> Preparation:
    preparation = inbox.take(0)
    assert isinstance(preparation, Preparation)
    return preparation


def prepared(inbox: Inbox) -> list[str]:
    """What it would have prepared in the end, in order."""
    conversations = []
    while isinstance(preparation := inbox.take(0), Preparation):
        conversations.append(preparation.conversation)
        inbox.drop(preparation)
    assert preparation is None
    return conversations


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


def test_what_is_to_be_forgotten_is_forgotten_before_the_engine_leaves() -> None:
    inbox, forget = Inbox(), Forget("deleted")
    for task in (LOAD, forget, job("1")):
        inbox.put(task)
    inbox.stop_all()
    inbox.put(Leave())
    assert [inbox.take(0), inbox.take(0)] == [forget, Leave()]


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


def test_what_is_steered_reaches_the_job_that_runs_or_waits_and_nothing_else() -> None:
    inbox, running, waiting = Inbox(), job("1"), job("2")
    inbox.put(running)
    inbox.take()
    inbox.put(waiting)
    for name in ("1", "2", "3"):
        inbox.steer(RequestId(name), Steer(Steering.NUDGE, name))
    assert running.take_steering() == (Steer(Steering.NUDGE, "1"),)
    assert waiting.take_steering() == (Steer(Steering.NUDGE, "2"),)


def test_preparations_come_after_all_tasks_and_the_newest_first() -> None:
    inbox, one = Inbox(), job("1")
    for conversation in ("a", "b", "c"):
        inbox.put_off(prepare(conversation))
    inbox.put(one)
    assert inbox.take() is one
    assert prepared(inbox) == ["c", "b", "a"]


def test_a_preparation_is_taken_again_until_it_is_done() -> None:
    inbox = Inbox()
    inbox.put_off(prepare("a"))
    first = taken(inbox)
    inbox.put(job("1"))
    inbox.take()
    assert taken(inbox) is first
    inbox.drop(first)
    inbox.drop(first)
    assert inbox.take(0) is None


def test_a_newer_preparation_replaces_the_one_of_the_same_conversation() -> None:
    inbox = Inbox()
    for command in (prepare("a"), prepare("b"), prepare("a", Effort.HIGH)):
        inbox.put_off(command)
    assert taken(inbox).prompt.effort is Effort.HIGH
    assert prepared(inbox) == ["a", "b"]


def test_only_a_few_preparations_wait() -> None:
    inbox = Inbox()
    for number in range(10):
        inbox.put_off(prepare(str(number)))
    assert prepared(inbox) == [str(number) for number in range(9, 9 - MOST_PREPARATIONS, -1)]


def test_a_preparation_stops_for_any_task_and_for_a_newer_one() -> None:
    for task in (job("1", "b"), LOAD, Forget("b"), Leave()):
        inbox = Inbox()
        inbox.put_off(prepare("a"))
        running = taken(inbox)
        assert not running.is_stopped()
        inbox.put(task)
        assert running.is_stopped()
    inbox = Inbox()
    inbox.put_off(prepare("a"))
    running = taken(inbox)
    inbox.put_off(prepare("b"))
    assert running.is_stopped()
    inbox.drop(taken(inbox))
    assert not running.is_stopped()


def test_a_question_overtakes_what_was_to_be_prepared_for_its_conversation() -> None:
    inbox = Inbox()
    inbox.put_off(prepare("a"))
    inbox.put_off(prepare("b"))
    inbox.put(job("1", "b"))
    inbox.take()
    assert prepared(inbox) == ["a"]


def test_what_is_forgotten_is_not_prepared_and_another_model_has_nothing_to_prepare() -> None:
    for task, left in ((Forget("a"), ["b"]), (LOAD, []), (Leave(), [])):
        inbox = Inbox()
        inbox.put_off(prepare("a"))
        inbox.put_off(prepare("b"))
        inbox.put(task)
        inbox.take()
        assert prepared(inbox) == left


def test_a_load_is_outdated_also_when_something_is_forgotten_before_the_next_one() -> None:
    inbox = Inbox()
    inbox.put(Forget("a"))
    assert not inbox.load_is_outdated()
    inbox.put(LOAD)
    assert inbox.load_is_outdated()


def words(preparation: Preparation) -> list[str]:
    return [message.text for message in preparation.prompt.messages]


def test_what_is_typed_is_prepared_after_what_was_to_be_prepared_last() -> None:
    inbox = Inbox()
    inbox.put_off(prepare("a"))
    inbox.put_off(prepare("b"))
    running = taken(inbox)
    for text in ("What", "What is"):
        inbox.go_on(Typed(text, "a"))
    assert running.is_stopped()
    newest = taken(inbox)
    assert (newest.conversation, words(newest)) == ("a", ["What is"])
    assert prepared(inbox) == ["a", "b"]
    inbox.go_on(Typed("What", "a"))
    assert words(taken(inbox)) == ["What"], "also when all was done, and of some words there are fewer"


def test_what_is_typed_after_nothing_that_is_known_is_not_prepared() -> None:
    for task in (job("1", "a"), Forget("a"), LOAD, Leave()):
        inbox = Inbox()
        inbox.put_off(prepare("a"))
        inbox.put(task)
        inbox.take()
        inbox.go_on(Typed("What", "a"))
        assert prepared(inbox) == []
    for number in range(MOST_PREPARATIONS):
        inbox.put_off(prepare(str(number)))
    inbox.put_off(prepare("one more"))
    while isinstance(done := inbox.take(0), Preparation):
        inbox.drop(done)
    inbox.go_on(Typed("What", "0"))
    assert prepared(inbox) == [], "only a few are remembered"
    inbox.go_on(Typed("What", "1"))
    assert prepared(inbox) == ["1"]
