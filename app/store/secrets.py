"""Keys of services, in the system's keyring and nowhere else.

The ``keyring`` library would let an environment variable or a config file choose where keys go, even to a module of
somebody else's, so the classes are named here and its own choice is never asked. What was written is read back and
compared: a keyring that swallows a key is noticed at once. Never a file, and never a word of the key in an error.
"""

from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Sequence
from typing import Protocol

from app.chat.failure import Failure, FailureKind
from app.chat.secret import Secret
from app.store.failures import StorageError

SERVICE = "Soliloquy"

# By system, the first that works: module and class. Both on Linux are services of the desktop, reached over D-Bus.
KEYRINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "darwin": (("keyring.backends.macOS", "Keyring"),),
    "linux": (
        ("keyring.backends.SecretService", "Keyring"),
        ("keyring.backends.kwallet", "DBusKeyring"),
    ),
}

NO_KEYRING = Failure(
    FailureKind.KEYRING,
    "This system has no keyring that can be used, so the key was not kept: it is never written to a plain file.",
)
NOT_KEPT = Failure(
    FailureKind.KEYRING, "The keyring did not give back the key that it was given, so the key was not kept. Try again."
)
NOT_READ = Failure(
    FailureKind.KEYRING, "The keyring did not give the key. Unlock it, or allow this app to use it, and try again."
)
NOT_REMOVED = Failure(
    FailureKind.KEYRING, "The keyring still has the key. Remove the entry “Soliloquy” in the system's password app."
)
NOT_A_KEY = Failure(FailureKind.KEYRING, "This is not a key: a key has no spaces, line breaks or letters with accents.")

log = logging.getLogger("soliloquy.store")


class KeyringBackend(Protocol):
    """What is used of ``keyring.backend.KeyringBackend``."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class Secrets:
    """One key for each endpoint, by its id. Each call may wait for the person to unlock the keyring."""

    def __init__(self, candidates: Sequence[type[KeyringBackend]] | None = None) -> None:
        """``candidates``: for tests, other classes than those of this system."""
        self._candidates = candidates
        self._backend: KeyringBackend | None = None

    def keep(self, endpoint: str, key: Secret) -> None:
        """Kept, and read back to be sure. Raises StorageError; then the keyring has nothing of it, if possible."""
        if not key or not key.fits_a_header:
            raise StorageError(NOT_A_KEY)
        backend = self._usable()
        try:
            backend.set_password(SERVICE, endpoint, key.reveal())
            is_kept = backend.get_password(SERVICE, endpoint) == key.reveal()
        except Exception as error:  # noqa: BLE001  # whatever a keyring raises; its words may hold the key
            log.warning("the keyring refused: %s", type(error).__name__)
            is_kept = False
        if not is_kept:
            self._forget_quietly(backend, endpoint)
            raise StorageError(NOT_KEPT)

    def read(self, endpoint: str) -> Secret | Failure | None:
        """None: there is none. Never raises: it is what a backend asks for in the moment of sending."""
        try:
            held = self._usable().get_password(SERVICE, endpoint)
        except StorageError as error:
            return error.failure
        except Exception as error:  # noqa: BLE001  # whatever a keyring raises
            log.warning("the keyring cannot be read: %s", type(error).__name__)
            return NOT_READ
        return Secret(held) if held else None

    def remove(self, endpoint: str) -> None:
        """Gone afterwards, also if there was none. Raises StorageError."""
        backend = self._usable()
        self._forget_quietly(backend, endpoint)
        try:
            is_left = backend.get_password(SERVICE, endpoint) is not None
        except Exception as error:  # noqa: BLE001  # whatever a keyring raises
            log.warning("the keyring cannot be read: %s", type(error).__name__)
            is_left = True
        if is_left:
            raise StorageError(NOT_REMOVED)

    def _forget_quietly(self, backend: KeyringBackend, endpoint: str) -> None:
        try:
            backend.delete_password(SERVICE, endpoint)
        except Exception as error:  # noqa: BLE001  # also raised when there is none, so only reading tells
            log.info("the keyring removed nothing: %s", type(error).__name__)

    def _usable(self) -> KeyringBackend:
        """Raises StorageError."""
        if self._backend is None:
            candidates = system_keyrings() if self._candidates is None else self._candidates
            self._backend = next((made for kind in candidates if (made := _made(kind)) is not None), None)
        if self._backend is None:
            raise StorageError(NO_KEYRING)
        return self._backend


def system_keyrings() -> tuple[type[KeyringBackend], ...]:
    """The classes for this system that can be imported."""
    found: list[type[KeyringBackend]] = []
    for module, name in KEYRINGS.get(sys.platform, ()):
        try:
            found.append(getattr(importlib.import_module(module), name))
        except (ImportError, AttributeError):
            continue
    return tuple(found)


def _made(kind: type[KeyringBackend]) -> KeyringBackend | None:
    """None: it does not work here. The environment (KEYRING_PROPERTY_…) does not get to change it."""
    try:
        if not getattr(kind, "viable", True):
            return None
        ours = type(kind.__name__, (kind,), {"set_properties_from_env": lambda self: None})  # noqa: ARG005
        made: KeyringBackend = ours()
    except Exception as error:  # noqa: BLE001  # whatever a keyring raises
        log.info("a keyring cannot be used: %s", type(error).__name__)
        return None
    return made
