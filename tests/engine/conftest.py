"""Engines for tests, none of which outlives its test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from engine_driver import Driver, StartEngine, load_demo

from app.wire.messages import Loaded


@pytest.fixture
def start_engine() -> Iterator[StartEngine]:
    """Starts engines, and ends them with the test."""
    drivers: list[Driver] = []

    def start(*arguments: str, load: bool = True, environment: dict[str, str] | None = None) -> Driver:
        driver = Driver(*arguments, environment=environment)
        drivers.append(driver)
        if load:
            driver.send(load_demo())
            driver.until(Loaded)
        return driver

    yield start
    for driver in drivers:
        driver.close()
