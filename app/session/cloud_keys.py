"""The keys of services, between the window and the system's keyring.

A keyring may wait for the person to unlock it, so every call runs in a thread of its own; which endpoints have a key
is remembered in the settings, so that nothing has to be unlocked just to find out.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.secret import Secret
from app.chat.sentence import sentence
from app.session.landing import Landing
from app.session.preferences import Preferences
from app.store.failures import StorageError
from app.store.secrets import Secrets

T = TypeVar("T")


class CloudKeys(QObject):
    """``changed``: which endpoints have a key, or ``is_busy``. ``failed``: a Failure, nothing was changed then."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, *, preferences: Preferences, secrets: Secrets, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._secrets = secrets
        self._landing = Landing(self)
        self._under_way = 0

    @property
    def is_busy(self) -> bool:
        """The keyring keeps or removes a key, or waits for the person."""
        return self._under_way > 0

    def has(self, endpoint: str) -> bool:
        return endpoint in self._preferences.cloud_keys

    def keep(self, endpoint: str, key: Secret) -> None:
        """Written to the keyring and read back."""

        def on_kept(_: None) -> None:
            held = self._preferences.cloud_keys  # as it is by now
            self._preferences.cloud_keys = (*(each for each in held if each != endpoint), endpoint)

        self._do(partial(self._secrets.keep, endpoint, key), on_kept)

    def remove(self, endpoint: str, then: Callable[[], None] = lambda: None) -> None:
        """``then``: once it is gone."""

        def on_removed(_: None) -> None:
            self._preferences.cloud_keys = tuple(each for each in self._preferences.cloud_keys if each != endpoint)
            then()

        self._do(partial(self._secrets.remove, endpoint), on_removed)

    def read(self, endpoint: str, name: str) -> Future[Secret]:
        """For one request. Raises StorageError, in words about ``name``, if there is none."""
        secrets = self._secrets

        def key() -> Secret:
            held = secrets.read(endpoint)
            if isinstance(held, Failure):
                raise StorageError(held)
            if held is None:
                said = sentence("The keyring has no key for {service}. Enter it again in Settings.", service=name)
                raise StorageError(failure_of(FailureKind.CLOUD_KEY, said))
            return held

        return _in_a_thread(key)

    def shutdown(self) -> None:
        self._landing.close()

    def _do(self, work: Callable[[], None], done: Callable[[None], None]) -> None:
        self._under_way += 1

        def on_done(result: None) -> None:
            self._under_way -= 1
            done(result)
            self.changed.emit()

        def on_failed(failure: Failure) -> None:
            self._under_way -= 1
            self.failed.emit(failure)
            self.changed.emit()

        self._landing.when_done(_in_a_thread(work), on_done, on_failed)
        self.changed.emit()


def _in_a_thread(work: Callable[[], T]) -> Future[T]:
    """A thread that does not hold up the end of the program: a keyring may wait for ever."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            result = work()
        except Exception as error:  # noqa: BLE001  # it belongs to whoever waits for the future
            future.set_exception(error)
        else:
            future.set_result(result)

    threading.Thread(target=run, name="keyring", daemon=True).start()
    return future
