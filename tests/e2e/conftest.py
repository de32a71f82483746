"""The whole app for a test: real window, real store, real engine process, demo model or script."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from driving import SCRIPTED, OpenWindow
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.chat.exchange import Sampling
from app.composition import Soliloquy
from app.models.library import DEMO, LocalModel, find_model
from app.ui.stall_watch import StallWatch

# Of CPU time of the window's thread in one turn of the event loop, what the test itself does between two turns
# included; what opens and closes a window is not. A busy server with two cores needs 0.1 at most; others may be slower.
# ``soliloquy bench ui`` has the bound that holds for people. A test may set another (``longest_turn``).
LONGEST_TURN_S = 0.15


@pytest.fixture
def open_window(
    qtbot: QtBot, own_home: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[OpenWindow]:
    """Opens the app on the test's own data folder; several times, one after the other, if a test asks for it."""
    model = find_model(DEMO)
    assert isinstance(model, LocalModel)
    opened: list[Soliloquy] = []
    watch = StallWatch()
    close = Soliloquy.close

    def close_unwatched(soliloquy: Soliloquy) -> None:
        with watch.looking_away():
            close(soliloquy)

    monkeypatch.setattr(Soliloquy, "close", close_unwatched)

    def open_one(
        *, scripted: bool = False, home: Path = own_home, sampling: Sampling = Sampling(seed=1), **options: object
    ) -> Soliloquy:
        engine = SCRIPTED if scripted else None
        options.setdefault("reading", home / "cache" / "reading")
        gc.enable()  # as in any process that begins; the app must end it
        with watch.looking_away():
            soliloquy = Soliloquy(home=home, model=model, engine=engine, sampling=sampling, **options)  # type: ignore[arg-type]
            opened.append(soliloquy)
            soliloquy.open()
        return soliloquy

    watch.begin()
    yield open_one
    gc.disable()  # as in all tests
    longest = watch.longest_s
    for soliloquy in opened:  # whose windows may be others by now
        soliloquy.window.close()
        soliloquy.close()
        soliloquy.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    own_bound = request.node.get_closest_marker("longest_turn")
    bound = LONGEST_TURN_S if own_bound is None else own_bound.args[0]
    assert longest < bound, f"the window stood still for {longest:.2f} s of its own CPU time"
