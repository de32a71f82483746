"""What one update costs while an answer of 10,000 tokens streams in, at its beginning and at its end."""

from __future__ import annotations

import statistics
import time

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.chat.conversation import ReplyStatus
from app.cli.ui_bench.answers import CHARACTERS_PER_TOKEN, answer_of
from app.cli.ui_bench.figures import Figure
from app.cli.ui_bench.stage import scene_of, stage
from app.ui.conversation_view import ConversationView

TOKENS_PER_SECOND, UPDATES_PER_SECOND = 150, 30
WARM_UP = 20  # updates: fonts and lexers are loaded by the first ones
MEAN_MS, P99_MS, GROWTH = 4, 16, 1.5


def measure(tokens: int = 10_000) -> list[Figure]:
    app, view = stage()
    stream = _Stream(app, view, answer_of(tokens))
    app.exec()
    costs = [1_000 * cost for cost in stream.costs[WARM_UP:]]
    fifth = len(costs) // 5
    begin, end = statistics.mean(costs[:fifth]), statistics.mean(costs[-fifth:])
    return [
        Figure(f"an update of {tokens:,} streamed tokens, mean", statistics.mean(costs), "ms", MEAN_MS),
        Figure("the same, 99th percentile", sorted(costs)[int(len(costs) * 0.99)], "ms", P99_MS),
        Figure("the last fifth, as a multiple of the first", end / begin, "×", GROWTH),
    ]


class _Stream(QObject):
    """One update in each turn of the event loop; its cost is all CPU time up to the next: layout and painting, too."""

    def __init__(self, app: QApplication, view: ConversationView, answer: str) -> None:
        super().__init__()
        self.costs: list[float] = []
        self._app, self._view, self._answer = app, view, answer
        self._shown = 0
        self._before = time.thread_time()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._update)
        self._view.show_scenes([scene_of("", status=ReplyStatus.STREAMING)])
        self._timer.start()

    def _update(self) -> None:
        now = time.thread_time()
        if self._shown:
            self.costs.append(now - self._before)
        if self._shown >= len(self._answer):
            self._timer.stop()
            self._app.quit()
            return
        self._before = time.thread_time()
        self._shown += TOKENS_PER_SECOND * CHARACTERS_PER_TOKEN // UPDATES_PER_SECOND
        self._view.transcript.show_scene(scene_of(self._answer[: self._shown], status=ReplyStatus.STREAMING))
