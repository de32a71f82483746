"""The longest turn of the event loop in a session of texts that have stalled renderers."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.cli.ui_bench.figures import Figure
from app.cli.ui_bench.nasty import nasty_inputs
from app.cli.ui_bench.stage import scene_of, stage
from app.ui.conversation_view import ConversationView
from app.ui.stall_watch import FRAMES_S, StallWatch

LOOK_MS = 20
WATCHED_S = 1.0  # of CPU time for each: whoever goes on to another text leaves one that is still being drawn


def measure() -> list[Figure]:
    app, view = stage()
    session = _Session(app, view)
    app.exec()
    worst = sorted(session.longest.items(), key=lambda each: -each[1])
    figures = [Figure(f"longest turn: {name}", 1_000 * seconds, "ms", 1_000 * FRAMES_S) for name, seconds in worst[:5]]
    within = sum(seconds <= FRAMES_S for seconds in session.longest.values())
    return [*figures, Figure(f"nasty texts of {len(worst)} over {1_000 * FRAMES_S:g} ms", len(worst) - within, "", 0)]


class _Session(QObject):
    """Shows one text after the other, each when the one before is drawn to its end or was watched for long."""

    def __init__(self, app: QApplication, view: ConversationView) -> None:
        super().__init__()
        self.longest: dict[str, float] = {}
        self._app, self._view = app, view
        self._texts: Iterator[tuple[str, str]] = iter(nasty_inputs().items())
        self._name, self._began = "", 0.0
        self._watch = StallWatch(parent=self)
        self._view.show_scenes([scene_of("Warm **up**:\n\n```python\nx = 1\n```\n\n| a |\n|---|\n| b |\n")])
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        view = self._view.transcript.last_view
        is_done = view is not None and view.answer.is_filled and not view.answer.is_reviewing
        if not is_done and time.thread_time() - self._began < WATCHED_S:
            return
        if self._name:
            self.longest[self._name] = self._watch.longest_s
        following = next(self._texts, None)
        if following is None:
            self._timer.stop()
            self._app.quit()
            return
        self._name, text = following
        self._began = time.thread_time()
        self._watch.begin()
        self._view.show_scenes([scene_of(text, name=self._name)])
