"""Losing the engine at any moment: the text is kept, the next question is answered, and nobody asks for ever."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from backend_probe import SCRIPTED, Probe

from app.backends import engine_process
from app.chat.conversation import Effort, ReplyStatus
from app.chat.exchange import BackendState, RequestId, Sampling
from app.chat.failure import FailureKind
from app.paths import demo_model_folder

StartProbe = Callable[..., Probe]
NO_DELAY = {"restart_delays_s": (0.0, 0.0)}
NOTICED_WITHIN_S = 0.1  # the least of several kills: a loaded machine may be late, a program that waits is always late
SLOWLY = "pace 0.04"  # slower than flushes, so that every token is sent before the next one comes
TALK = "script:\npace 0.001\nanswer Half an answer\nendless"


def has_ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("command", [None, SCRIPTED], ids=["real", "scripted"])
def test_a_kill_in_mid_reply_is_noticed_at_once_and_the_next_question_answered(
    start_probe: StartProbe, command: tuple[str, ...] | None
) -> None:
    probe = start_probe(command, **NO_DELAY)
    delays: list[float] = []
    for number in range(8):
        name, then = f"r{number}", f"then{number}"
        probe.ask(TALK if command else "What is 4728 + 8594?", name, Sampling(seed=number), Effort.HIGH)
        probe.wait_for_text(name)
        shown = probe.reply(name)
        killed_at = time.monotonic()
        killed = probe.backend.engine_pid
        os.kill(killed, signal.SIGKILL)
        lost = probe.wait_for_end(name)
        if lost.status is ReplyStatus.ANSWERED:  # the real one had ended by the time that we saw its first words
            probe.wait_until_polling(lambda killed=killed: probe.backend.engine_pid not in (0, killed))
            continue
        delays.append(time.monotonic() - killed_at)
        assert lost.failure is not None
        assert lost.failure.kind is FailureKind.ENGINE_LOST
        assert "signal 9" in lost.failure.detail
        assert (lost.answer + lost.reasoning).startswith(shown.answer or shown.reasoning)
        probe.ask("What is 2 + 3?", then)
        assert probe.wait_for_end(then).status is ReplyStatus.ANSWERED
        if len(delays) == 4:
            break
    assert min(delays) < NOTICED_WITHIN_S, delays
    probe.assert_each_ended_once()


def test_kills_at_any_moment_lose_one_reply_at_most(start_probe: StartProbe) -> None:
    probe = start_probe(**NO_DELAY)
    for number in range(10):
        probe.backend.start()
        probe.ask(TALK, f"r{number}")
        probe.ask("Hello", f"then{number}")
        probe.settle(random.randrange(120))
        if probe.backend.engine_pid:
            os.kill(probe.backend.engine_pid, signal.SIGKILL)
        probe.settle(20)
        probe.backend.stop(RequestId(f"r{number}"))
        probe.wait_for_end(f"r{number}")
        assert probe.wait_for_end(f"then{number}").status is ReplyStatus.ANSWERED
    probe.assert_each_ended_once()


@pytest.mark.parametrize("step", ["kill", "abort", "raise", "connect 192.0.2.1"])
def test_an_engine_that_dies_of_a_question_is_replaced_and_not_asked_it_again(
    start_probe: StartProbe, step: str
) -> None:
    probe = start_probe(**NO_DELAY)
    probe.ask(f"script:\n{SLOWLY}\nanswer So far\n{step}")
    probe.ask("Hello", "r2")
    lost = probe.wait_for_end()
    assert (lost.status, lost.answer) == (ReplyStatus.FAILED, "So far")
    assert lost.failure is not None
    assert lost.failure.kind is FailureKind.ENGINE_LOST
    assert probe.wait_for_end("r2").answer == "Hello"
    probe.assert_each_ended_once()


@pytest.mark.parametrize("step", ["hang", "hang holding the lock"])
def test_a_hang_is_a_crash(start_probe: StartProbe, step: str) -> None:
    probe = start_probe(hang_after_s=0.5, **NO_DELAY)
    probe.ask(f"script:\n{SLOWLY}\nanswer So far\n{step}")
    lost = probe.wait_for_end()
    assert lost.answer == "So far"
    assert lost.failure is not None
    assert lost.failure.kind is FailureKind.ENGINE_LOST
    assert "no sign" in lost.failure.detail
    probe.ask("Hello", "r2")
    assert probe.wait_for_end("r2").answer == "Hello"


def test_an_engine_that_does_not_stop_is_stopped_for_good(start_probe: StartProbe) -> None:
    probe = start_probe(stop_limit_s=0.3, **NO_DELAY)
    probe.ask(f"script:\n{SLOWLY}\nanswer So far\nhang")
    probe.wait_until(lambda: probe.reply().answer == "So far")
    probe.settle(200)  # nothing says that it hangs
    first = probe.backend.engine_pid
    probe.backend.stop(RequestId("r1"))
    reply = probe.wait_for_end()
    assert (reply.status, reply.answer) == (ReplyStatus.STOPPED, "So far")
    probe.ask("Hello", "r2")
    assert probe.wait_for_end("r2").answer == "Hello"
    assert probe.backend.engine_pid != first


def test_a_reply_that_goes_on_for_longer_than_a_hang_is_left_alone(start_probe: StartProbe) -> None:
    probe = start_probe(hang_after_s=0.4)
    probe.ask("script:\npace 0.05\nanswer abcdefghijklmnopqrstuvwxyz\nend")
    assert probe.wait_for_end().status is ReplyStatus.ANSWERED


def test_an_idle_engine_that_is_lost_comes_back_by_itself(start_probe: StartProbe) -> None:
    probe = start_probe(**NO_DELAY)
    probe.backend.start()
    probe.wait_for(BackendState.READY)
    first = probe.backend.engine_pid
    os.kill(first, signal.SIGKILL)
    probe.wait_for(BackendState.STARTING)
    probe.wait_for(BackendState.READY)
    assert probe.backend.engine_pid not in (0, first)
    assert not probe.events


def test_three_losses_in_a_row_end_in_a_notice_until_somebody_starts_it_again(start_probe: StartProbe) -> None:
    probe = start_probe((*SCRIPTED, "--scripted-load", "print last words\nkill"), **NO_DELAY)
    probe.ask("Hello")
    failure = probe.wait_for(BackendState.FAILED).failure
    assert failure is not None
    assert failure.kind is FailureKind.ENGINE_LOST
    assert "last words" in failure.detail
    starts = [readiness.state for readiness in probe.states].count(BackendState.LOADING)
    assert starts >= 3
    assert probe.wait_for_end().failure == failure
    probe.ask("And now?", "r2")
    assert probe.wait_for_end("r2").failure == failure
    probe.backend.start()
    probe.wait_for(BackendState.LOADING)
    probe.wait_for(BackendState.FAILED)
    probe.assert_each_ended_once()


def test_a_program_that_cannot_be_started_is_said_at_once(start_probe: StartProbe) -> None:
    probe = start_probe(("/nowhere/engine",))
    probe.ask("Hello")
    failure = probe.wait_for_end().failure
    assert failure is not None
    assert failure.kind is FailureKind.ENGINE_START


@pytest.mark.parametrize("says", ["hello", '{"type":"Hello","protocol":999,"version":"9","pid":1}'])
def test_a_program_that_is_not_our_engine_is_given_up(start_probe: StartProbe, says: str) -> None:
    probe = start_probe((sys.executable, "-c", f"print({says!r}, flush=True); input()"), **NO_DELAY)
    probe.ask("Hello")
    failure = probe.wait_for_end().failure
    assert failure is not None
    assert failure.kind in (FailureKind.ENGINE_START, FailureKind.ENGINE_LOST)
    assert probe.backend.readiness.state is BackendState.FAILED


def test_a_silent_program_is_given_up(start_probe: StartProbe) -> None:
    probe = start_probe((sys.executable, "-c", "import time; time.sleep(1000)"), start_limit_s=0.2, **NO_DELAY)
    probe.ask("Hello")
    failure = probe.wait_for_end().failure
    assert failure is not None
    assert failure.kind is FailureKind.ENGINE_LOST


def test_a_missing_model_fails_in_words_and_another_one_can_be_chosen(start_probe: StartProbe, tmp_path: Path) -> None:
    probe = start_probe(None, folder=tmp_path / "gone", label="Gone", is_demo=False)
    probe.ask("Hello")
    failure = probe.wait_for_end().failure
    assert failure is not None
    assert failure.kind is FailureKind.MODEL_MISSING
    assert probe.backend.readiness.state is BackendState.FAILED
    probe.backend.load(folder=demo_model_folder(), label="Demo", is_demo=True)
    probe.ask("What is 2 + 3?", "r2")
    assert probe.wait_for_end("r2").status is ReplyStatus.ANSWERED


def test_a_model_that_was_mended_loads_when_started_again(start_probe: StartProbe, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    probe = start_probe(folder=folder)
    probe.backend.start()
    probe.wait_for(BackendState.FAILED)
    shutil.copytree(demo_model_folder(), folder)
    probe.backend.start()
    probe.wait_for(BackendState.READY)


def test_another_model_waits_for_the_reply_that_runs(start_probe: StartProbe, tmp_path: Path) -> None:
    other = Path(shutil.copytree(demo_model_folder(), tmp_path / "other"))
    probe = start_probe()
    probe.ask("script:\nwait 0.2\nanswer Old\nend")
    probe.wait_for(BackendState.BUSY)
    probe.backend.load(folder=other, label="Other")
    probe.ask("New", "r2")
    first, second = probe.wait_for_end("r1"), probe.wait_for_end("r2")
    assert (first.answer, second.answer) == ("Old", "New")
    assert first.source is not None
    assert second.source is not None
    assert (first.source.label, second.source.label) == ("Demo", "Other")


def test_progress_of_loading_is_told(start_probe: StartProbe) -> None:
    probe = start_probe((*SCRIPTED, "--scripted-load", "read 4 1"))
    probe.backend.start()
    probe.wait_for(BackendState.READY)
    fractions = [readiness.fraction for readiness in probe.states if readiness.fraction is not None]
    assert fractions == [0.0, 0.25, 0.5, 0.75, 1.0]


@pytest.mark.parametrize("step", ["endless", "hang", "hang holding the lock"])
def test_shutdown_takes_bounded_time_and_leaves_nothing(start_probe: StartProbe, step: str) -> None:
    probe = start_probe()
    probe.ask(f"script:\nanswer x\n{step}")
    probe.wait_for_text()
    pid = probe.backend.engine_pid
    began = time.monotonic()
    probe.backend.shutdown()
    assert time.monotonic() - began < 5.0
    assert has_ended(pid)
    probe.backend.shutdown()
    probe.assert_each_ended_once()


def test_restarts_leave_no_descriptors_behind(start_probe: StartProbe) -> None:
    probe = start_probe(**NO_DELAY)
    counts = []
    for number in range(4):
        probe.ask("Hello", f"r{number}")
        probe.wait_for_end(f"r{number}")
        counts.append(len(os.listdir("/dev/fd")))
        os.kill(probe.backend.engine_pid, signal.SIGKILL)
        probe.wait_for(BackendState.STARTING)
    assert len(set(counts[1:])) == 1, counts


def test_the_engine_starts_in_the_folder_of_this_program_wherever_the_person_is(
    start_probe: StartProbe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit('somebody else')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(engine_process.sys, "frozen", False, raising=False)
    probe = start_probe((*engine_process.default_command(), "--scripted"))
    probe.ask("Hello")
    assert probe.wait_for_end().answer == "Hello"


def test_a_frozen_program_starts_itself_in_its_other_role(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_process.sys, "frozen", True, raising=False)
    assert engine_process.default_command() == (sys.executable, "--engine")
