"""The benchmark over a real backend: measured by the real process, and whatever can go wrong with one."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from model_rig import SCRIPTED, Rig, demo
from pytestqt.qtbot import QtBot

from app.chat.exchange import BackendState
from app.session.benchmark import Benchmark, Run, RunState, Subject, obstacle
from app.session.benchmark_process import Step, measuring_command
from app.session.model_card import CardState, ModelCard, Progress
from app.session.preferences import Preferences
from app.store.settings import SettingsFile

TOKENIZER = demo().folder / "tokenizer.json"
SPEAK = 'import sys; print(\'{"step": "decoding", "done": 1, "steps": 4}\', file=sys.stderr, flush=True)\n'
WAIT = SPEAK + "import time\ntry:\n  time.sleep(600)\nexcept KeyboardInterrupt:\n  pass"
DEAF = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n" + SPEAK + "import time; time.sleep(600)"

Command = Callable[[Path | None], tuple[str, ...]]


def saying(script: str) -> Command:
    return lambda _model: (sys.executable, "-c", script)


class Bench:
    """The last thing that was said is ``benchmark.run``; ``runs`` has all of them."""

    def __init__(self, rig: Rig, command: Command) -> None:
        self.rig = rig
        self.benchmark = Benchmark(
            backend=rig.backend, models=rig.models, preferences=rig.preferences, tokenizer=TOKENIZER,
            command=command, now=lambda: 1_795_000_000.0,
        )  # fmt: skip
        self.runs: list[Run] = []
        self.benchmark.changed.connect(lambda: self.runs.append(self.benchmark.run))

    def run(self, subject: Subject = Subject.SHAPE) -> Run:
        self.benchmark.start(subject)
        self.wait_for_end()
        return self.benchmark.run

    def wait_for_end(self) -> None:
        self.rig.wait_until(lambda: self.benchmark.run.state is not RunState.RUNNING)

    def start(self) -> None:
        """Until the process has said something."""
        self.benchmark.start(Subject.SHAPE)
        self.rig.wait_until(lambda: self.benchmark.run.step is not None)


@pytest.fixture
def bench(tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[[Command], Bench]]:
    made: list[Bench] = []

    def build(command: Command) -> Bench:
        made.append(Bench(Rig(tmp_path / f"rig-{len(made)}", qtbot, command=SCRIPTED), command))
        return made[-1]

    yield build
    for each in made:
        each.benchmark.shutdown()
        each.rig.close()


def tiny(model: Path | None) -> tuple[str, ...]:
    return measuring_command(model=model, tokenizer=TOKENIZER, tokens=3, repeats=1, layers=2, context="0")


def test_the_real_process_measures_while_the_engine_sleeps(bench: Callable[[Command], Bench]) -> None:
    made = bench(tiny)
    made.rig.start()
    assert made.benchmark.result is None
    made.benchmark.start(Subject.SHAPE)
    assert made.rig.backend.readiness.state is BackendState.ASLEEP
    made.wait_for_end()
    assert made.benchmark.run == Run(RunState.DONE)
    result = made.benchmark.result
    assert result is not None
    assert (result.model, result.measured_at) == ("", 1_795_000_000.0)
    assert result.fact("model") == "random weights, 2 layers, 32 experts"
    assert {"decode, recording off", "operations, quicker layers"} <= {figure.name for figure in result.figures}
    assert [run.step for run in made.runs if run.step is not None] == [
        Step("reading the weights", 0.0), Step("decoding", 1 / 3), Step("counting operations", 2 / 3),
    ]  # fmt: skip
    assert made.rig.answered("Still there?")  # the next question wakes it


def test_the_result_is_there_again_after_a_restart(bench: Callable[[Command], Bench]) -> None:
    check = {"name": "decode", "value": 1.0, "bound": 0.98, "is_most": False}
    made = bench(saying(f"print({json.dumps({'machine': {'chip': 'any'}, 'checks': [check]})!r}); raise SystemExit(1)"))
    assert made.run().state is RunState.DONE  # status 1: a figure is out of its bound
    made.rig.preferences.flush()
    again = Preferences(file=SettingsFile(made.rig.home))
    assert again.benchmark == made.benchmark.result
    assert again.benchmark is not None


def test_the_process_says_in_words_why_it_cannot(bench: Callable[[Command], Bench], tmp_path: Path) -> None:
    run = bench(lambda _model: tiny(tmp_path / "nothing")).run()
    assert run.state is RunState.FAILED
    assert run.failure is not None
    assert run.failure.message.endswith("does not exist.")


@pytest.mark.parametrize(
    ("script", "detail"),
    [
        ("print('hello')", "no JSON"),
        ("print('{}')", "a machine and its checks are expected"),
        ("", "ended with status 0"),
        ("raise ValueError('in the bench')", "ValueError: in the bench"),
        ("print('x' * 3_000_000); import time; time.sleep(600)", "ended by signal 9"),
    ],
)
def test_garbage_is_no_result_and_the_one_before_stays(
    bench: Callable[[Command], Bench], script: str, detail: str
) -> None:
    made = bench(saying(script))
    run = made.run()
    assert run.state is RunState.FAILED
    assert run.failure is not None
    assert run.failure.message == "The benchmark ended without a result, so nothing was kept. Please try again."
    assert detail in run.failure.detail
    assert made.benchmark.result is None


def test_a_program_that_is_not_there_fails_in_words(bench: Callable[[Command], Bench], tmp_path: Path) -> None:
    run = bench(lambda _model: (str(tmp_path / "missing"),)).run()
    assert run.state is RunState.FAILED
    assert run.failure is not None
    assert "cannot be started" in run.failure.detail


def test_a_process_that_is_killed_fails_in_words(bench: Callable[[Command], Bench]) -> None:
    made = bench(saying(WAIT))
    made.start()
    os.kill(pid_of(made), signal.SIGKILL)
    made.wait_for_end()
    assert made.benchmark.run.state is RunState.FAILED
    assert made.benchmark.run.failure is not None
    assert "ended by signal 9" in made.benchmark.run.failure.detail


@pytest.mark.parametrize("script", [WAIT, DEAF])
def test_cancelling_ends_the_process_even_one_that_does_not_listen(
    bench: Callable[[Command], Bench], script: str
) -> None:
    made = bench(saying(script))
    made.start()
    pid = pid_of(made)
    made.benchmark.cancel()
    made.wait_for_end()
    assert made.benchmark.run == Run(RunState.CANCELLED)
    assert is_gone(pid)


def test_what_the_window_measures_is_all_that_the_bench_can() -> None:
    command = measuring_command(model=None, tokenizer=TOKENIZER)
    assert command[command.index("--context") + 1] == "auto"


def test_cancelling_the_real_process_leaves_no_engine_behind(bench: Callable[[Command], Bench]) -> None:
    made = bench(lambda model: measuring_command(model=model, tokenizer=TOKENIZER, tokens=100_000, layers=2))
    made.benchmark.start(Subject.SHAPE)
    made.rig.wait_until(lambda: made.benchmark.run.step is not None and made.benchmark.run.step.name == "decoding")
    session = pid_of(made)
    made.benchmark.cancel()
    made.wait_for_end()
    assert made.benchmark.run == Run(RunState.CANCELLED)
    made.rig.wait_until(lambda: is_group_gone(session))


def test_a_question_comes_first(bench: Callable[[Command], Bench]) -> None:
    made = bench(saying(WAIT))
    made.rig.start()
    made.start()
    assert made.rig.answered("A question")
    made.wait_for_end()
    assert made.benchmark.run.state is RunState.CANCELLED
    assert made.benchmark.run.failure is not None
    assert "the model is needed" in made.benchmark.run.failure.message


def test_while_a_reply_is_written_it_is_refused_and_nothing_is_started(bench: Callable[[Command], Bench]) -> None:
    made = bench(saying(WAIT))
    made.rig.start()
    made.rig.ask("A question")
    assert made.rig.backend.readiness.state is BackendState.BUSY
    made.benchmark.start(Subject.SHAPE)
    assert made.benchmark.run.state is RunState.FAILED
    assert made.benchmark.run.failure is not None
    assert made.benchmark.run.failure.message.startswith("A reply is being written.")
    assert pid_of(made) == 0
    made.rig.wait_until(lambda: "r1" in made.rig.ends)
    made.start()  # and then it may


def test_the_demo_is_not_measured_as_a_model(bench: Callable[[Command], Bench]) -> None:
    made = bench(saying(WAIT))
    assert made.benchmark.model is None
    run = made.run(Subject.MODEL)
    assert run.state is RunState.FAILED
    assert run.failure is not None
    assert "besides the demo" in run.failure.message


VERIFIES = ModelCard("a", "A", state=CardState.DOWNLOADING, progress=Progress(1, 2, is_verifying=True))


@pytest.mark.parametrize(
    ("state", "card", "is_moving", "words"),
    [
        (BackendState.READY, VERIFIES, False, "A download is being checked."),
        (BackendState.READY, replace(VERIFIES, progress=Progress(1, 2)), False, None),
        (BackendState.ASLEEP, ModelCard("a", "A"), False, None),
        (BackendState.FAILED, ModelCard("a", "A"), False, None),
        (BackendState.OFF, ModelCard("a", "A"), True, "The models folder is being moved."),
        (BackendState.BUSY, ModelCard("a", "A"), False, "A reply is being written."),
        (BackendState.LOADING, ModelCard("a", "A"), False, "The model is being loaded."),
        (BackendState.STARTING, ModelCard("a", "A"), False, "The model is being loaded."),
    ],
)
def test_what_the_machine_has_to_do_first(
    state: BackendState, card: ModelCard, is_moving: bool, words: str | None
) -> None:
    refused = obstacle(state, [card], is_moving=is_moving)
    assert (refused is None) if words is None else (refused is not None and refused.message.startswith(words))


def test_the_end_of_the_window_ends_the_process(bench: Callable[[Command], Bench]) -> None:
    made = bench(saying(DEAF))
    made.start()
    pid = pid_of(made)
    made.benchmark.shutdown()
    assert is_gone(pid)


def test_the_result_is_exported_or_it_says_why_not(bench: Callable[[Command], Bench], tmp_path: Path) -> None:
    check = {"name": "decode", "value": 1.0, "bound": 0.98, "is_most": False}
    made = bench(saying(f"print({json.dumps({'machine': {}, 'checks': [check]})!r})"))
    assert made.benchmark.export(tmp_path / "early.json") is not None
    made.run()
    assert made.benchmark.export(tmp_path / "a.json") is None
    assert json.loads((tmp_path / "a.json").read_text())["checks"][0]["name"] == "decode"
    failure = made.benchmark.export(tmp_path / "missing" / "a.json")
    assert failure is not None
    assert "missing/a.json" in failure.message


def pid_of(made: Bench) -> int:
    process = made.benchmark._process
    return process.pid if process is not None else 0


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def is_group_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False
