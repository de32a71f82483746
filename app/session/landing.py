"""Brings results of the store from its thread to the window's."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from itertools import count
from typing import TypeVar
from weakref import WeakValueDictionary

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.chat.failure import Failure
from app.store.failures import StorageError

T = TypeVar("T")


class Landing(QObject):
    """What waits for futures that another thread resolves.

    That thread knows a number and nothing else of ours. Did it know the callback, it could be the last to do so, and
    take down in its own thread whatever the callback belongs to: timers, widgets, and with them the process.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[int, Callable[[], None]] = {}

    def when_done(self, future: Future[T], done: Callable[[T], None], failed: Callable[[Failure], None]) -> None:
        """Calls one of the two in the event loop, never before this returns.

        What is no StorageError is a fault of ours and is raised there, into the crash log.
        """

        def land() -> None:
            error = future.exception()
            if error is None:
                done(future.result())
            elif isinstance(error, StorageError):
                failed(error.failure)
            else:
                raise error

        arrivals = _arrivals()
        number = arrivals.expect(self)
        self._waiting[number] = land
        arrived = arrivals.arrived
        future.add_done_callback(lambda _: arrived.emit(number))

    def close(self) -> None:
        """Nothing lands any more: its owner is done."""
        self._waiting.clear()

    def land(self, number: int) -> None:
        land = self._waiting.pop(number, None)
        if land is not None:
            land()


class _Arrivals(QObject):
    """There is one, for good: other threads may know it. A queued signal goes from there to the window's thread."""

    arrived = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._numbers = count(1)
        self._expecting: WeakValueDictionary[int, Landing] = WeakValueDictionary()
        self.arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def expect(self, landing: Landing) -> int:
        number = next(self._numbers)
        self._expecting[number] = landing
        return number

    @Slot(int)
    def _on_arrived(self, number: int) -> None:
        landing = self._expecting.pop(number, None)
        if landing is not None and shiboken6.isValid(landing):
            landing.land(number)


@cache
def _arrivals() -> _Arrivals:
    """Made by the first who waits, in the window's thread."""
    return _Arrivals()
