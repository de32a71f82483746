"""The longest turn of the event loop in a session of texts that have stalled renderers.

Each text is shown, read from its beginning to its end, made narrower and wide again, left for another conversation,
come back to, and written once more as a model would. Each of these is watched until nothing is left to be done.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from enum import Enum, StrEnum

from PySide6.QtCore import QObject, QTimer, Signal

from app.chat.conversation import ReplyStatus
from app.cli.ui_bench.figures import Figure
from app.cli.ui_bench.nasty import nasty_inputs
from app.cli.ui_bench.stage import scene_of, stage
from app.ui.conversation_view import ConversationView
from app.ui.stall_watch import FRAMES_S, StallWatch

LOOK_MS = 8
IDLE_S = 0.0015  # of CPU time between two looks: no more is the looking itself
CALM_LOOKS = 2
LIMIT_S = 60.0  # of wall time until all work of a text must be done
WRITTEN, LEAP, PART = 20, 3, 12  # characters of an update; each third is longer: a part of all that is there
SCROLLED = 0.8  # of what is seen, at a step
DRAGGED, DRAG_PX = 10, 30
SHOWN = 8  # of the texts, those with the longest turns
WARM_UP = "Warm **up**:\n\n```python\nx = 1\n```\n\n| a |\n|---|\n| b |\n"


class Until(Enum):
    """When the session goes on."""

    THE_NEXT_LOOK = "the next look"
    ALL_IS_DONE = "all is done"


class Act(StrEnum):
    """What happens to a text, in this order."""

    SHOWN = "shown"
    READ = "read"
    NARROWED = "narrowed"
    LEFT = "left"
    COME_BACK_TO = "come back to"
    WRITTEN = "written"


def measure() -> list[Figure]:
    app, view = stage()
    session = Session(view, nasty_inputs())
    session.ended.connect(app.quit)
    app.exec()
    worst = sorted(((max(acts.values()), name) for name, acts in session.longest.items()), reverse=True)
    figures = [
        Figure(f"{name}, {_worst_act(session.longest[name])}", 1_000 * seconds, "ms", 1_000 * FRAMES_S)
        for seconds, name in worst[:SHOWN]
    ]
    over = sum(seconds > FRAMES_S for seconds, _ in worst)
    return [
        *figures,
        Figure(f"nasty texts of {len(worst)} over {1_000 * FRAMES_S:g} ms", over, "", 0),
        Figure(f"of them not done after {LIMIT_S:g} s", len(session.undone), "", 0),
    ]


def _worst_act(acts: dict[Act, float]) -> Act:
    return max(acts, key=acts.__getitem__)


class Session(QObject):
    """``longest``: of each text by its name, and in each act, in seconds of CPU time. ``undone``: whose work had no
    end."""

    ended = Signal()

    def __init__(self, view: ConversationView, texts: dict[str, str]) -> None:
        super().__init__()
        self.longest: dict[str, dict[Act, float]] = {}
        self.undone: set[str] = set()
        self._view = view
        self._name = ""
        self._watch = StallWatch(parent=self)
        self._acts = self._play(texts)
        self._until = Until.THE_NEXT_LOOK
        self._began = self._cpu = 0.0
        self._calm = 0
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _play(self, texts: dict[str, str]) -> Iterator[Until]:
        yield from self._leave()
        for self._name, text in texts.items():
            self.longest[self._name] = dict.fromkeys(Act, 0.0)
            yield from self._in(Act.SHOWN, self._show(text))
            yield from self._in(Act.READ, self._read())
            yield from self._in(Act.NARROWED, self._narrow())
            yield from self._in(Act.LEFT, self._leave())
            yield from self._in(Act.COME_BACK_TO, self._show(text))
            yield from self._in(Act.LEFT, self._leave())
            yield from self._in(Act.WRITTEN, self._write(text))
            yield from self._in(Act.LEFT, self._leave())

    def _in(self, act: Act, doing: Iterator[Until]) -> Iterator[Until]:
        self._watch.begin()
        yield from doing
        longest = self.longest[self._name]
        longest[act] = max(longest[act], self._watch.longest_s)

    def _leave(self) -> Iterator[Until]:
        self._view.show_scenes([scene_of(WARM_UP, name="elsewhere")])
        yield Until.ALL_IS_DONE

    def _show(self, text: str) -> Iterator[Until]:
        self._view.show_scenes([scene_of(text, name=self._name)])
        yield Until.ALL_IS_DONE

    def _read(self) -> Iterator[Until]:
        bar = self._view.transcript.verticalScrollBar()
        bar.setValue(0)
        yield Until.THE_NEXT_LOOK
        while bar.value() < bar.maximum():
            bar.setValue(bar.value() + round(SCROLLED * self._view.transcript.viewport().height()))
            yield Until.THE_NEXT_LOOK
        yield Until.ALL_IS_DONE

    def _narrow(self) -> Iterator[Until]:
        """As a hand would that drags the edge of the window, and wide again in one go."""
        size = self._view.size()
        for step in range(1, 1 + DRAGGED):
            self._view.resize(size.width() - step * DRAG_PX, size.height())
            yield Until.THE_NEXT_LOOK
        self._view.resize(size)
        yield Until.ALL_IS_DONE

    def _write(self, text: str) -> Iterator[Until]:
        name = f"{self._name}, written"
        self._view.show_scenes([scene_of("", name=name, status=ReplyStatus.STREAMING)])
        length, updates = 0, 0
        while length < len(text):
            yield Until.THE_NEXT_LOOK
            updates += 1
            length += WRITTEN if updates % LEAP else max(WRITTEN, length // PART)
            self._view.transcript.show_scene(scene_of(text[:length], name=name, status=ReplyStatus.STREAMING))
        yield Until.THE_NEXT_LOOK
        self._view.transcript.show_scene(scene_of(text, name=name))
        yield Until.ALL_IS_DONE

    def _look(self) -> None:
        if self._until is Until.ALL_IS_DONE and not self._is_done():
            return
        following = next(self._acts, None)
        if following is None:
            self._timer.stop()
            self.ended.emit()
            return
        self._until = following
        self._began, self._calm = time.monotonic(), 0

    def _is_done(self) -> bool:
        """Nothing was done between the last looks, and no timer of the window runs that would begin something."""
        before, self._cpu = self._cpu, time.thread_time()
        self._calm = self._calm + 1 if self._cpu - before < IDLE_S else 0
        if time.monotonic() - self._began > LIMIT_S:
            self.undone.add(self._name)
            return True
        if self._calm < CALM_LOOKS:
            return False
        with self._watch.looking_away():
            is_idle = not any(timer.isActive() for timer in self._view.findChildren(QTimer))
        self._cpu = time.thread_time()
        return is_idle
