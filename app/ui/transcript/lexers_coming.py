"""Lexers of Pygments are loaded in a thread of their own, which ends with the process.

To import one takes up to a tenth of a second, and to compile its expressions up to two; neither can be parted. A lexer
is a value that nobody changes: the window's thread looks whether it is there, and shows code without colours before.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from functools import cache
from queue import SimpleQueue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.lexer import Lexer

# What models write most. Loaded while nothing happens, so that the first code has its colours at once.
USUAL = (
    "python",
    "bash",
    "json",
    "javascript",
    "typescript",
    "html",
    "css",
    "sql",
    "c",
    "c++",
    "java",
    "rust",
    "go",
    "yaml",
)

log = logging.getLogger("soliloquy.ui")


@cache
def lexer_coming(language: str) -> Future[Lexer | None]:
    """By any of its names; None for one that is not known."""
    coming: Future[Lexer | None] = Future()
    if language:
        _wanted().put((language, coming))
    else:
        coming.set_result(None)
    return coming


def load_usual() -> None:
    for language in USUAL:
        lexer_coming(language)


@cache
def _wanted() -> SimpleQueue[tuple[str, Future[Lexer | None]]]:
    wanted: SimpleQueue[tuple[str, Future[Lexer | None]]] = SimpleQueue()
    threading.Thread(target=_load, args=(wanted,), name="lexers", daemon=True).start()
    return wanted


def _load(wanted: SimpleQueue[tuple[str, Future[Lexer | None]]]) -> None:
    from app.ui.transcript import lexing

    while True:
        language, coming = wanted.get()
        try:
            coming.set_result(lexing.lexer_for(language))
        except Exception:  # the border of the thread: the lexers after it are still to come
            log.exception("a lexer cannot be loaded")
            coming.set_result(None)
