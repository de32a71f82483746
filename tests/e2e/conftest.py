"""The whole app for a test: real window, real store, real engine process, demo model or script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from driving import SCRIPTED, OpenWindow
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.chat.exchange import Sampling
from app.composition import Soliloquy
from app.models.library import DEMO, LocalModel, find_model
from app.ui.stall_watch import StallWatch

# Of CPU time in one turn of the event loop, what the test itself does between two turns included. Generous: machines
# that run tests are slow; ``soliloquy bench ui`` has the bound that holds for people.
LONGEST_TURN_S = 0.8


@pytest.fixture
def open_window(qtbot: QtBot, own_home: Path) -> Iterator[OpenWindow]:
    """Opens the app on the test's own data folder; several times, one after the other, if a test asks for it."""
    model = find_model(DEMO)
    assert isinstance(model, LocalModel)
    opened: list[Soliloquy] = []
    watch: list[StallWatch] = []

    def open_one(
        *, scripted: bool = False, home: Path = own_home, sampling: Sampling = Sampling(seed=1), **options: object
    ) -> Soliloquy:
        engine = SCRIPTED if scripted else None
        options.setdefault("reading", home / "cache" / "reading")
        soliloquy = Soliloquy(home=home, model=model, engine=engine, sampling=sampling, **options)  # type: ignore[arg-type]
        opened.append(soliloquy)
        soliloquy.open()
        watch.append(StallWatch(parent=soliloquy.window))
        watch[-1].begin()
        return soliloquy

    yield open_one
    longest = max((each.longest_s for each in watch if shiboken6.isValid(each)), default=0.0)
    for soliloquy in opened:  # whose windows may be others by now
        soliloquy.window.close()
        soliloquy.close()
        soliloquy.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert longest < LONGEST_TURN_S, f"the window stood still for {longest:.2f} s of its own CPU time"
