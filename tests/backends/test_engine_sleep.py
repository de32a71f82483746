"""An engine that is sent to sleep gives everything back, and the next question wakes it; a load can be refused."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from backend_probe import SCRIPTED, Probe

from app.chat.conversation import ReplyStatus
from app.chat.exchange import BackendState, Readiness, RequestId
from app.chat.failure import Failure, FailureKind
from app.paths import demo_model_folder

StartProbe = Callable[..., Probe]
LIMIT = 500  # turns of 20 ms
NO_ROOM = Failure(FailureKind.OUT_OF_MEMORY, "There is not enough free memory for this model now.")
# Does not leave when it is asked to, as an engine deep in native code.
STUBBORN = (
    sys.executable,
    "-c",
    "import os, runpy, sys, threading\n"
    "leave, os._exit = os._exit, lambda status: threading.Event().wait()\n"
    "sys.argv = ['app', '--engine', '--scripted']\n"
    "try:\n    runpy.run_module('app', run_name='__main__')\nfinally:\n    threading.Event().wait()",
)


def wait_until_gone(probe: Probe, pid: int) -> None:
    for _ in range(LIMIT):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        probe.settle(20)
    raise AssertionError("the process is still there")


def put_to_sleep(probe: Probe) -> int:
    """The process that ends by it."""
    probe.backend.start()
    probe.wait_for(BackendState.READY)
    pid = probe.backend.engine_pid
    assert probe.backend.sleep()
    return pid


@pytest.mark.parametrize("command", [None, SCRIPTED], ids=["real", "scripted"])
def test_a_sleeping_engine_has_no_process_and_the_next_question_wakes_it(
    start_probe: StartProbe, command: tuple[str, ...] | None
) -> None:
    probe = start_probe(command)
    pid = put_to_sleep(probe)
    asleep = probe.states[-1]
    assert asleep == Readiness(BackendState.ASLEEP, asleep.model)
    assert asleep.model is not None
    assert probe.backend.engine_pid == 0
    wait_until_gone(probe, pid)
    probe.states.clear()
    probe.ask("What is 2 + 3?")
    assert probe.wait_for_end().status is ReplyStatus.ANSWERED
    probe.wait_for(BackendState.READY)
    states = list(dict.fromkeys(readiness.state for readiness in probe.states))
    assert states == [BackendState.STARTING, BackendState.LOADING, BackendState.BUSY, BackendState.READY]
    probe.assert_each_ended_once()


def test_a_question_in_the_moment_of_falling_asleep_waits_for_the_old_engine_to_leave(start_probe: StartProbe) -> None:
    probe = start_probe()
    pid = put_to_sleep(probe)
    probe.ask("Hello")
    assert probe.backend.engine_pid == 0, "never two at once"
    assert probe.wait_for_end().answer == "Hello"
    wait_until_gone(probe, pid)


def test_an_engine_that_does_not_want_to_leave_is_made_to(
    start_probe: StartProbe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.backends.engine_process.LEAVE_LIMIT_MS", 100)
    probe = start_probe(STUBBORN)
    pid = put_to_sleep(probe)
    probe.backend.start()
    probe.wait_for(BackendState.READY)
    wait_until_gone(probe, pid)


def test_only_an_idle_engine_sleeps(start_probe: StartProbe) -> None:
    probe = start_probe()
    assert not probe.backend.sleep(), "it does not run"
    probe.ask("script:\npace 0.001\nanswer x\nendless")
    assert not probe.backend.sleep(), "it starts"
    probe.wait_for_text()
    assert not probe.backend.sleep(), "it answers"
    probe.backend.stop(RequestId("r1"))
    probe.wait_for_end()
    probe.wait_for(BackendState.READY)
    assert probe.backend.sleep()
    assert not probe.backend.sleep(), "it sleeps already"


def test_another_model_that_is_chosen_while_it_sleeps_is_loaded(start_probe: StartProbe, tmp_path: Path) -> None:
    other = Path(shutil.copytree(demo_model_folder(), tmp_path / "other"))
    probe = start_probe()
    put_to_sleep(probe)
    probe.backend.load(folder=other, label="Other")
    ready = probe.wait_for(BackendState.READY)
    assert ready.model is not None
    assert ready.model.folder == str(other)


def test_the_end_of_the_window_waits_for_an_engine_that_falls_asleep(start_probe: StartProbe) -> None:
    probe = start_probe()
    pid = put_to_sleep(probe)
    probe.backend.shutdown()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_an_engine_killed_while_it_falls_asleep_is_no_loss(start_probe: StartProbe) -> None:
    probe = start_probe()
    pid = put_to_sleep(probe)
    os.kill(pid, signal.SIGKILL)
    wait_until_gone(probe, pid)
    assert probe.backend.readiness.state is BackendState.ASLEEP
    probe.ask("Hello")
    assert probe.wait_for_end().answer == "Hello"


def test_a_load_that_is_refused_is_not_tried_and_can_be_tried_again(start_probe: StartProbe) -> None:
    room: list[bool] = []
    asked: list[Path] = []

    def refusal(folder: Path) -> Failure | None:
        asked.append(folder)
        return None if room else NO_ROOM

    probe = start_probe((*SCRIPTED, "--scripted-load", "print tried"), refusal=refusal)
    probe.ask("Hello")
    assert probe.wait_for_end().failure == NO_ROOM
    assert asked == [demo_model_folder()]
    assert BackendState.LOADING not in [readiness.state for readiness in probe.states]
    room.append(True)
    probe.backend.start()
    probe.ask("Hello", "r2")
    assert probe.wait_for_end("r2").answer == "Hello"
