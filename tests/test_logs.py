from __future__ import annotations

import logging
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.logs import start_logging


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root logger and the exception hook as they were, afterwards."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = list(root.handlers), root.level
    yield root
    for handler in [held for held in root.handlers if held not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    sys.excepthook = hook


def test_the_log_is_written_and_private(root: logging.Logger, tmp_path: Path) -> None:
    start_logging(tmp_path / "logs")
    logging.getLogger("soliloquy.test").info("started")
    log = tmp_path / "logs" / "soliloquy.log"
    assert "INFO soliloquy.test: started" in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_fault_of_ours_goes_to_the_log(
    root: logging.Logger, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start_logging(tmp_path)
    error = ValueError("a fault")
    sys.excepthook(ValueError, error, None)
    assert "uncaught ValueError" in (tmp_path / "soliloquy.log").read_text()
    assert "a fault" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(root: logging.Logger, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    start_logging(tmp_path / "file")
    assert isinstance(root.handlers[-1], logging.StreamHandler)
