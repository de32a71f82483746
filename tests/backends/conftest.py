"""Backends for tests, shut down with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from backend_probe import Probe, local_backend
from PySide6.QtCore import QCoreApplication

from app.backends.local import LocalBackend


@pytest.fixture
def start_probe(qapp: QCoreApplication) -> Iterator[Callable[..., Probe]]:
    backends: list[LocalBackend] = []

    def start(*arguments: object, **options: object) -> Probe:
        backend = local_backend(*arguments, **options)  # type: ignore[arg-type]  # passed on
        backends.append(backend)
        return Probe(backend)

    yield start
    for backend in backends:
        backend.shutdown()
