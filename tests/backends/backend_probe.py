"""A backend with everything that it says written down, and waits that name a condition and a limit."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer

from app.backends.local import LocalBackend
from app.chat.conversation import Effort, Reply
from app.chat.exchange import (
    BackendState,
    Failed,
    Finished,
    GenerationRequest,
    Readiness,
    ReplyEvent,
    RequestId,
    Sampling,
)
from app.chat.fold import fold_all
from app.chat.prompt import Message, Prompt, Role
from app.paths import demo_model_folder

LIMIT_MS = 30_000
# It tells every change of its memory at once.
SCRIPTED = (sys.executable, "-m", "app", "--engine", "--memory-interval", "0", "--scripted")


class Probe:
    def __init__(self, backend: LocalBackend) -> None:
        self.backend = backend
        self.events: dict[str, list[ReplyEvent]] = defaultdict(list)
        self.ended: list[str] = []  # in order
        self.states: list[Readiness] = []
        self._changed: list[QEventLoop] = []
        backend.replied.connect(self._on_replied)
        backend.readiness_changed.connect(self._on_readiness_changed)

    def ask(
        self,
        text: str,
        name: str = "r1",
        sampling: Sampling = Sampling(temperature=0.0),
        effort: Effort = Effort.LOW,
    ) -> None:
        prompt = Prompt(effort, (Message(Role.USER, text),), "2026-11-24")
        self.backend.generate(GenerationRequest(RequestId(name), prompt, sampling))

    def wait_until(self, condition: Callable[[], bool], limit_ms: int = LIMIT_MS) -> None:
        """Runs the event loop until something said makes it true."""
        loop, timer = QEventLoop(), QTimer(singleShot=True)
        timer.timeout.connect(loop.quit)
        timer.start(limit_ms)
        self._changed.append(loop)
        while not condition() and timer.isActive():
            loop.exec()
        self._changed.remove(loop)
        timer.stop()  # collected in a thread of a test, a timer that runs would be a warning
        assert condition(), f"not within {limit_ms} ms; said so far: {dict(self.events)}, {self.states}"

    def wait_until_polling(self, condition: Callable[[], bool]) -> None:
        """For what another thread does, of which nothing is said here."""
        timer = QTimer(interval=5)
        timer.timeout.connect(self.wake)
        timer.start()
        self.wait_until(condition)
        timer.stop()

    def wait_for_end(self, name: str = "r1") -> Reply:
        self.wait_until(lambda: self.is_over(name))
        return self.reply(name)

    def wait_for(self, state: BackendState) -> Readiness:
        self.wait_until(lambda: self.backend.readiness.state is state)
        return self.backend.readiness

    def wait_for_text(self, name: str = "r1") -> None:
        self.wait_until(lambda: self.reply(name).has_text)

    def reply(self, name: str = "r1") -> Reply:
        return fold_all(Reply(), self.events[name])

    def is_over(self, name: str) -> bool:
        return any(isinstance(event, Finished | Failed) for event in self.events[name])

    def settle(self, milliseconds: int = 50) -> None:
        """Lets whatever is still under way arrive, to see that there is nothing."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def assert_each_ended_once(self) -> None:
        for name, events in self.events.items():
            ends = [isinstance(event, Finished | Failed) for event in events]
            assert ends.count(True) == 1, name
            assert ends[-1], f"{name}: something came after the end"

    def _on_replied(self, request: str, event: ReplyEvent) -> None:
        self.events[request].append(event)
        if isinstance(event, Finished | Failed):
            self.ended.append(request)
        self.wake()

    def _on_readiness_changed(self, readiness: Readiness) -> None:
        self.states.append(readiness)
        self.wake()

    def wake(self) -> None:
        for loop in self._changed:
            loop.quit()


def local_backend(command: tuple[str, ...] | None = SCRIPTED, **options: object) -> LocalBackend:
    defaults: dict[str, object] = {"folder": demo_model_folder(), "label": "Demo", "is_demo": True}
    return LocalBackend(command=command, **{**defaults, **options})  # type: ignore[arg-type]  # named by the tests
