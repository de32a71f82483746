"""What every test gets: no screen, no network, a data folder of its own, and a check that Qt can be loaded at all."""

from __future__ import annotations

import gc
import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

import bytecode
import pytest
from hypothesis import settings
from knowing import known_to

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.system_libraries import advice, missing_packages, needed_for

T = TypeVar("T")

bytecode.keep_for_this_run()

# How long one example takes on a loaded machine is no property of the code.
settings.register_profile("soliloquy", deadline=None)
settings.load_profile("soliloquy")


def _require_system_libraries() -> None:
    """Says which libraries Qt lacks, and in CI as root installs them; else pytest-qt would die in the linker."""
    missing = missing_packages(needed_for(os.environ["QT_QPA_PLATFORM"]))
    if missing and os.environ.get("CI") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", *missing], check=True)
        missing = missing_packages(needed_for(os.environ["QT_QPA_PLATFORM"]))
    if missing:
        pytest.exit(advice(missing), returncode=3)


_require_system_libraries()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In any order, but those first that would keep one core waiting for the other at the end."""
    items.sort(key=lambda item: item.get_closest_marker("takes_long") is None)


def pytest_collection_finish() -> None:
    """As the app does (``app.ui.garbage``). What is there now stays to the end: looking through its 250,000 objects
    again and again would take 0.2 s for each test of the window, which is as long as the test."""
    gc.collect()
    gc.freeze()
    gc.disable()


@pytest.fixture(scope="session", autouse=True)
def _jobs_know_nothing_of_qt() -> Iterator[None]:
    """Whatever a test makes the store do: its thread must not be the last to know an object of Qt."""
    from PySide6.QtCore import QObject

    from app.store.database import Database, Job

    submit = Database.submit

    def watched(self: Database, job: Job[T]) -> Future[T]:
        assert not [each for each in known_to(job) if isinstance(each, QObject)], job
        return submit(self, job)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "submit", watched)
        yield


_ended = itertools.count(1)


@pytest.hookimpl(trylast=True)
def pytest_runtest_logfinish() -> None:
    """Garbage of a test is collected here, and not in a thread of the next one."""
    gc.collect(2 if next(_ended) % 20 == 0 else 1)


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts background jobs so, and what tests start would inherit it: Ctrl-C would do nothing there.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders that nobody has made yet. A ``tmp_path`` for each test takes 2 ms, which is as long as most tests."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the person's own data."""
    home = next(homes)
    monkeypatch.setenv("SOLILOQUY_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """An early alarm in this process; the proof is the session in an empty network namespace (tests/e2e)."""
    import socket

    connect = socket.socket.connect

    def loopback_only(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family != socket.AF_UNIX and host not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test reaches for the network: {host}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", loopback_only)


if sys.platform.startswith("linux"):
    # Qt warns when the runtime folder is missing, and a warning fails a test.
    os.environ.setdefault("XDG_RUNTIME_DIR", f"/tmp/soliloquy-runtime-{os.getuid()}")
    Path(os.environ["XDG_RUNTIME_DIR"]).mkdir(mode=0o700, exist_ok=True)
