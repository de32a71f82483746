"""Reading ahead never shows, never keeps anything waiting or awake; and what a person does to a reply arrives."""

from __future__ import annotations

from collections.abc import Callable

from backend_probe import SCRIPTED, Probe

from app.backends.base import Backend
from app.chat.conversation import Effort, ReplyStatus
from app.chat.exchange import BackendState, Failed, PromptProgress, RequestId, Steering
from app.chat.failure import FailureKind
from app.chat.prompt import Message, Prompt, Role
from app.harmony.render import render_ahead
from app.harmony.vocabulary import Vocabulary
from app.paths import demo_model_folder

StartProbe = Callable[..., Probe]
AHEAD = Prompt(Effort.LOW, (Message(Role.USER, "Hello"),), "2026-11-24")
FOR_EVER = "script:\nanswer Half an answer\nendless"
NO_DELAY = {"restart_delays_s": (0.0, 0.0)}


def started(start_probe: StartProbe, script_to_prepare: str = "", **options: object) -> Probe:
    probe = start_probe((*SCRIPTED, "--scripted-prepare", script_to_prepare), **options)
    probe.backend.memory_changed.connect(probe.wake)
    probe.backend.start()
    probe.wait_for(BackendState.READY)
    return probe


def live(probe: Probe) -> int:
    return -1 if probe.backend.memory_use is None else probe.backend.memory_use.live


def test_what_was_prepared_is_known_and_readiness_never_tells(start_probe: StartProbe) -> None:
    probe = started(start_probe)
    states = list(probe.states)
    ahead = len(render_ahead(AHEAD, Vocabulary.load(demo_model_folder())))
    probe.backend.prepare(AHEAD, "c")
    probe.wait_until(lambda: live(probe) == ahead)
    assert probe.states == states
    assert not probe.events
    probe.backend.forget("c")
    probe.wait_until(lambda: live(probe) == 0)


def test_an_engine_that_does_not_run_is_not_started_to_prepare(start_probe: StartProbe) -> None:
    probe = start_probe()
    probe.backend.prepare(AHEAD, "c")
    probe.backend.forget("c")
    probe.settle()
    assert probe.backend.readiness.state is BackendState.OFF


def test_an_engine_that_prepares_can_be_sent_to_sleep_and_its_memory_is_nothing_then(start_probe: StartProbe) -> None:
    probe = started(start_probe, "wait 1000")
    probe.wait_until(lambda: live(probe) == 0)
    probe.backend.prepare(AHEAD, "c")
    assert probe.backend.sleep()
    assert probe.backend.memory_use is None
    probe.ask("Hello")
    assert probe.wait_for_end().answer == "Hello"


def test_an_engine_that_died_of_preparing_is_not_asked_to_again_before_a_reply(start_probe: StartProbe) -> None:
    probe = started(start_probe, "raise", **NO_DELAY)
    first = probe.backend.engine_pid
    probe.backend.prepare(AHEAD, "c")
    probe.wait_for(BackendState.STARTING)
    probe.wait_for(BackendState.READY)
    second = probe.backend.engine_pid
    assert second != first
    probe.backend.prepare(AHEAD, "c")
    probe.settle(500)
    assert probe.backend.engine_pid == second
    probe.ask("Hello")
    assert probe.wait_for_end().answer == "Hello"
    assert probe.backend.engine_pid == second
    probe.backend.prepare(AHEAD, "c")
    probe.wait_for(BackendState.STARTING)
    assert [reply for reply in probe.events if any(isinstance(event, Failed) for event in probe.events[reply])] == []


def test_an_engine_that_hangs_while_it_prepares_is_noticed_when_it_is_asked(start_probe: StartProbe) -> None:
    probe = started(start_probe, "hang", hang_after_s=1.0, **NO_DELAY)
    probe.backend.prepare(AHEAD, "c")
    probe.settle(500)  # until it has begun; nothing tells
    probe.ask("Hello")
    failure = probe.wait_for_end().failure
    assert failure is not None
    assert failure.kind is FailureKind.ENGINE_LOST
    probe.ask("Hello", "r2")
    assert probe.wait_for_end("r2").answer == "Hello"


def test_a_question_in_mid_preparation_reuses_what_was_read(start_probe: StartProbe) -> None:
    probe = started(start_probe)
    ahead = render_ahead(AHEAD, Vocabulary.load(demo_model_folder()))
    probe.backend.prepare(AHEAD, "c")
    probe.wait_until(lambda: live(probe) == len(ahead))
    probe.ask("Hello")  # the same question, regenerated: all of it is known but for the reply's own opening
    probe.wait_for_end()
    readings = [event.reading for event in probe.events["r1"] if isinstance(event, PromptProgress)]
    assert [(reading.reused, reading.done) for reading in readings] == [(len(ahead) - 2, len(ahead) - 1)]


def test_a_pause_is_no_hang(start_probe: StartProbe) -> None:
    probe = started(start_probe, hang_after_s=0.5, stop_limit_s=10.0)
    probe.ask(FOR_EVER)
    probe.wait_for_text()
    assert probe.backend.steer(RequestId("r1"), Steering.PAUSE)
    probe.settle(1_500)
    assert not probe.is_over("r1")
    said = len(probe.events["r1"])
    probe.settle(100)
    assert len(probe.events["r1"]) == said
    assert probe.backend.steer(RequestId("r1"), Steering.RESUME)
    probe.wait_until(lambda: len(probe.events["r1"]) > said)
    assert probe.backend.steer(RequestId("r1"), Steering.PAUSE)
    probe.backend.stop(RequestId("r1"))
    assert probe.wait_for_end().status is ReplyStatus.STOPPED


def test_only_the_reply_that_grows_can_be_steered(start_probe: StartProbe) -> None:
    probe = started(start_probe)
    assert not probe.backend.steer(RequestId("r1"), Steering.ANSWER_NOW)
    probe.ask("script:\nendless")
    probe.wait_until(lambda: bool(probe.reply().reasoning))
    assert not probe.backend.steer(RequestId("r2"), Steering.ANSWER_NOW)
    assert probe.backend.steer(RequestId("r1"), Steering.NUDGE, "Look again.")
    probe.wait_until(lambda: "[nudge Look again.]" in probe.reply().reasoning)
    probe.backend.stop(RequestId("r1"))
    assert not probe.backend.steer(RequestId("r1"), Steering.ANSWER_NOW)
    probe.wait_for_end()


def test_a_backend_that_keeps_nothing_does_nothing() -> None:
    backend = Backend()
    backend.prepare(AHEAD, "c")
    backend.forget("c")
    assert not backend.steer(RequestId("r1"), Steering.PAUSE)
    assert backend.memory_use is None
