"""Ctrl-C and its relatives, handed to Qt's event loop.

Python runs a signal's handler between two of its own instructions: in a Qt program that is in whatever slot comes next,
where a KeyboardInterrupt is swallowed or tears a paint event apart. Here a signal only wakes the loop, which then calls
what was asked for, with nothing else on the stack.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QSocketNotifier, Slot

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
READ_BYTES = 64


@contextmanager
def calling(action: Callable[[], object], *signals: signal.Signals) -> Iterator[None]:
    """Each of the signals calls ``action`` from the event loop while the block runs."""
    awake, wake = socket.socketpair()
    for end in (awake, wake):
        end.setblocking(False)
    relay = _Relay(awake, action)
    old_handlers = {number: signal.signal(number, _do_nothing) for number in signals}
    old_wakeup = signal.set_wakeup_fd(wake.fileno())
    try:
        yield
    finally:
        signal.set_wakeup_fd(old_wakeup)
        for number, handler in old_handlers.items():
            signal.signal(number, handler)
        relay.close()
        wake.close()


class _Relay(QObject):
    def __init__(self, awake: socket.socket, action: Callable[[], object]) -> None:
        super().__init__()
        self._awake = awake
        self._action = action
        self._notifier = QSocketNotifier(awake.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)

    def close(self) -> None:
        self._notifier.setEnabled(False)
        self._awake.close()

    @Slot()
    def _on_woken(self) -> None:
        self._awake.recv(READ_BYTES)
        self._action()


def _do_nothing(_number: int, _frame: object) -> None:
    """A handler of Python's has to be there for the wake-up descriptor to be written."""
