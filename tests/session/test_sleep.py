"""When an engine sleeps: real processes, minutes that last milliseconds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.backends.local import LocalBackend
from app.chat.conversation import Effort
from app.chat.exchange import BackendState, Delta, Finished, GenerationRequest, RequestId
from app.chat.prompt import Message, Prompt, Role
from app.paths import demo_model_folder
from app.session.preferences import Preferences
from app.session.pressure import Pressure
from app.session.sleep import Sleep
from app.store.settings import SettingsFile

SCRIPTED = (sys.executable, "-m", "app", "--engine", "--scripted")
LIMIT_MS = 20_000

Start = Callable[..., LocalBackend]


@pytest.fixture
def preferences(tmp_path: Path, qtbot: QtBot) -> Preferences:
    return Preferences(file=SettingsFile(tmp_path / "data"))


@pytest.fixture
def start(qtbot: QtBot, preferences: Preferences) -> Iterator[Start]:
    """A backend that is watched, with its model loaded."""
    backends: list[LocalBackend] = []

    def start_one(*, is_demo: bool = False, **options: object) -> LocalBackend:
        backend = LocalBackend(folder=demo_model_folder(), label="Model", is_demo=is_demo, command=SCRIPTED)
        Sleep(backend=backend, preferences=preferences, parent=backend, **options)  # type: ignore[arg-type]  # the tests'
        backends.append(backend)
        backend.start()
        return backend

    yield start_one
    for backend in backends:
        backend.shutdown()


def wait_for(qtbot: QtBot, backend: LocalBackend, state: BackendState) -> None:
    qtbot.waitUntil(lambda: backend.readiness.state is state, timeout=LIMIT_MS)


def ask(backend: LocalBackend, text: str, name: str = "r1") -> None:
    prompt = Prompt(Effort.LOW, (Message(Role.USER, text),), "2026-11-24")
    backend.generate(GenerationRequest(RequestId(name), prompt))


def test_an_engine_that_nobody_asks_falls_asleep_and_wakes_for_a_question(start: Start, qtbot: QtBot) -> None:
    backend = start(minute_ms=5)
    wait_for(qtbot, backend, BackendState.ASLEEP)
    ends: list[str] = []
    backend.replied.connect(lambda request, _event: ends.append(request))
    ask(backend, "Hello")
    qtbot.waitUntil(lambda: "r1" in ends, timeout=LIMIT_MS)
    wait_for(qtbot, backend, BackendState.ASLEEP)


def test_a_reply_that_takes_longer_than_the_wait_is_not_cut(start: Start, qtbot: QtBot) -> None:
    backend = start(minute_ms=20)
    states: list[BackendState] = []
    backend.readiness_changed.connect(lambda readiness: states.append(readiness.state))
    ask(backend, "script:\nwait 0.5\nanswer Done.\nend")
    wait_for(qtbot, backend, BackendState.BUSY)
    wait_for(qtbot, backend, BackendState.ASLEEP)
    assert states[-3:] == [BackendState.BUSY, BackendState.READY, BackendState.ASLEEP]


@pytest.mark.parametrize(("minutes", "is_demo"), [(0, False), (1, True)], ids=["never", "demo"])
def test_it_stays_awake_if_it_never_may_sleep(
    minutes: int, is_demo: bool, start: Start, preferences: Preferences, qtbot: QtBot
) -> None:
    preferences.sleep_after_minutes = minutes
    backend = start(is_demo=is_demo, minute_ms=1)
    wait_for(qtbot, backend, BackendState.READY)
    qtbot.wait(100)
    assert backend.readiness.state is BackendState.READY


def test_a_shorter_wait_counts_at_once(start: Start, preferences: Preferences, qtbot: QtBot) -> None:
    preferences.sleep_after_minutes = 0
    backend = start(minute_ms=5)
    wait_for(qtbot, backend, BackendState.READY)
    preferences.sleep_after_minutes = 1
    wait_for(qtbot, backend, BackendState.ASLEEP)


@pytest.mark.parametrize("pressure", [Pressure.WARNING, Pressure.CRITICAL])
def test_short_memory_ends_the_wait(pressure: Pressure, start: Start, preferences: Preferences, qtbot: QtBot) -> None:
    now = [Pressure.NORMAL]
    preferences.sleep_after_minutes = 0
    backend = start(pressure=lambda: now[0], minute_ms=10, poll_ms=5)
    wait_for(qtbot, backend, BackendState.READY)
    qtbot.wait(50)
    assert backend.readiness.state is BackendState.READY
    now[0] = pressure
    wait_for(qtbot, backend, BackendState.ASLEEP)


def test_short_memory_does_not_cut_a_reply(start: Start, qtbot: QtBot) -> None:
    backend = start(pressure=lambda: Pressure.CRITICAL, minute_ms=10, poll_ms=5)
    events: list[object] = []
    backend.replied.connect(lambda _, event: events.append(event))
    ask(backend, "script:\nwait 0.3\nanswer Done.\nend")
    wait_for(qtbot, backend, BackendState.ASLEEP)
    assert isinstance(events[-1], Finished)
    assert "".join(event.text for event in events if isinstance(event, Delta)) == "Done."
