"""The log file: what started, ended and failed. Never a prompt, a reply or a key.

DEBUG is traffic, INFO lifecycle, WARNING what someone should look at. Rotated, readable by nobody else.
"""

from __future__ import annotations

import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from app.paths import private_folder

MAX_LOG_BYTES = 1_000_000
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

log = logging.getLogger("soliloquy")


class _PrivateFileHandler(RotatingFileHandler):
    def _open(self):  # type: ignore[no-untyped-def]  # typeshed has no public name for what it returns
        descriptor = os.open(self.baseFilename, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace")


def start_logging(folder: Path, level: int = logging.INFO) -> None:
    """Logs to ``folder``/soliloquy.log, and uncaught exceptions too. Goes on without a file where none can be made."""
    root = logging.getLogger()
    root.setLevel(level)
    try:
        handler: logging.Handler = _PrivateFileHandler(
            private_folder(folder) / "soliloquy.log", maxBytes=MAX_LOG_BYTES, backupCount=2
        )
    except OSError:
        handler = logging.StreamHandler(sys.stderr)
        handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter(FORMAT))
    root.addHandler(handler)
    sys.excepthook = _log_uncaught


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault of ours: the traceback goes to the log and to stderr, the window lives on."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("uncaught %s", kind.__name__, exc_info=(kind, error, trace))
    sys.__excepthook__(kind, error, trace)
