"""When the model's memory is given back: after some minutes without a question, or when the machine runs short of it.

Only decides when; ``LocalBackend.sleep`` does it and refuses while anything is asked. The demo model never sleeps: it
takes less memory than what is around it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.backends.local import LocalBackend
from app.chat.exchange import BackendState, Readiness
from app.session.preferences import Preferences
from app.session.pressure import Pressure, memory_pressure

MINUTE_MS = 60_000
LONGEST_MINUTES = 24 * 60
PRESSURE_POLL_MS = 5_000  # the system's own averages are over ten seconds
WARNING_IDLE_MS = 2 * MINUTE_MS  # short memory ends the wait early, but not between two questions of a conversation
CRITICAL_IDLE_MS = 15_000  # loading again takes longer than this, so not right after each answer

log = logging.getLogger("soliloquy.session")


class Sleep(QObject):
    """Watches one backend for as long as both live."""

    def __init__(
        self,
        *,
        backend: LocalBackend,
        preferences: Preferences,
        pressure: Callable[[], Pressure] = memory_pressure,
        minute_ms: int = MINUTE_MS,
        poll_ms: int = PRESSURE_POLL_MS,
        parent: QObject | None = None,
    ) -> None:
        """``minute_ms``: shorter ones are for tests."""
        super().__init__(parent)
        self._backend = backend
        self._preferences = preferences
        self._pressure = pressure
        self._minute_ms = minute_ms
        self._polls_idle = 0
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self._on_idle)
        self._poll = QTimer(self, interval=poll_ms)
        self._poll.timeout.connect(self._on_poll)
        backend.readiness_changed.connect(self._on_readiness_changed)
        preferences.changed.connect(self._on_preference_changed)
        self._on_readiness_changed(backend.readiness)

    def _on_readiness_changed(self, readiness: Readiness) -> None:
        can_sleep = (
            readiness.state is BackendState.READY and readiness.model is not None and not readiness.model.is_demo
        )
        self._polls_idle = 0
        if not can_sleep:
            self._idle.stop()
            self._poll.stop()
            return
        self._poll.start()
        minutes = min(self._preferences.sleep_after_minutes, LONGEST_MINUTES)
        if minutes > 0:
            self._idle.start(minutes * self._minute_ms)
        else:
            self._idle.stop()

    def _on_preference_changed(self, name: str) -> None:
        if name == "sleep_after_minutes":
            self._on_readiness_changed(self._backend.readiness)

    def _on_idle(self) -> None:
        if self._backend.sleep():
            log.info("the engine sleeps: nothing was asked for a while")

    def _on_poll(self) -> None:
        self._polls_idle += 1
        idle_ms = self._polls_idle * self._poll.interval()
        pressure = self._pressure()
        if pressure is Pressure.NORMAL or idle_ms < self._shortest_idle_ms(pressure):
            return
        if self._backend.sleep():
            log.info("the engine sleeps: memory is short (%s)", pressure.name)

    def _shortest_idle_ms(self, pressure: Pressure) -> float:
        shortest_ms = CRITICAL_IDLE_MS if pressure is Pressure.CRITICAL else WARNING_IDLE_MS
        return shortest_ms * self._minute_ms / MINUTE_MS
