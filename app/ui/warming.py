"""What the first picture did not wait for is got ready while nobody waits: one step in a turn of the event loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

FIRST_MS, NEXT_MS = 1_000, 60
MODULES = (  # of pages that are made when they are first wanted: to import them there takes as long as to make them
    "app.ui.settings.page",
    "app.ui.cloud.section",
    "app.ui.models.page",
    "app.ui.palette.palette",
    "app.ui.palette.key_sheet",
    "app.ui.presets.page",
    "app.ui.benchmark.page",
    "app.ui.cloud.ledger_page",
    "app.chat.difference",
    "app.ui.compare.page",
)


def imports() -> Iterable[Callable[[], object]]:
    return [partial(import_module, name) for name in MODULES]


class Warming(QTimer):
    """Takes the steps from a while after ``start`` on, for as long as the window can be seen."""

    def __init__(self, steps: Iterable[Callable[[], object]], *, window: QWidget) -> None:
        super().__init__(window, interval=FIRST_MS)
        self._steps, self._window = iter(steps), window
        self.timeout.connect(self._take_one)

    def _take_one(self) -> None:
        step = next(self._steps, None) if self._window.isVisible() else None
        if step is None:
            self.stop()
            return
        self.setInterval(NEXT_MS)
        step()
