"""The whole app for a test: real window, real store, real engine process, demo model or script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from driving import SCRIPTED, OpenWindow
from pytestqt.qtbot import QtBot

from app.chat.exchange import Sampling
from app.composition import Soliloquy
from app.models.library import DEMO, LocalModel, find_model


@pytest.fixture
def open_window(qtbot: QtBot, own_home: Path) -> Iterator[OpenWindow]:
    """Opens the app on the test's own data folder; several times, one after the other, if a test asks for it."""
    model = find_model(DEMO)
    assert isinstance(model, LocalModel)
    opened: list[Soliloquy] = []

    def open_one(
        *, scripted: bool = False, home: Path = own_home, sampling: Sampling = Sampling(seed=1), **options: object
    ) -> Soliloquy:
        engine = SCRIPTED if scripted else None
        options.setdefault("reading", home / "cache" / "reading")
        soliloquy = Soliloquy(home=home, model=model, engine=engine, sampling=sampling, **options)  # type: ignore[arg-type]
        opened.append(soliloquy)
        qtbot.addWidget(soliloquy.window)
        soliloquy.open()
        return soliloquy

    yield open_one
    for soliloquy in opened:
        soliloquy.close()
