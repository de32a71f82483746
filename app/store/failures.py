"""What a disk can do to us, in sentences for the person."""

from __future__ import annotations

import sqlite3

from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import Sentence, sentence

# Result codes that mean the bytes are wrong, not the surroundings. Source: https://sqlite.org/rescode.html
DAMAGE_CODES = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

DAMAGED = failure_of(
    FailureKind.STORAGE,
    sentence("The history file is damaged: it is put aside, with all its bytes, at the next start."),
)

MOVED_AWAY = Failure(
    FailureKind.STORAGE,
    "The history file was moved or deleted while this window was open: what is new is only in the window. Put the file"
    " back, or copy what you need and open Soliloquy again.",
)


class StorageError(Exception):
    """The world kept us from reading or writing; ``failure`` says it to the person."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.message} [{failure.detail}]")
        self.failure = failure


class DamageError(Exception):
    """The file is not what we wrote. The text is technical and holds nobody's words."""


def is_damage(error: sqlite3.Error) -> bool:
    return _primary_code(error) in DAMAGE_CODES


def storage_failure(error: sqlite3.Error | OSError) -> Failure:
    """Why something could not be saved or read just now."""
    return failure_of(FailureKind.STORAGE, _sentence(error), detail=f"{type(error).__name__}: {error}")


def _sentence(error: sqlite3.Error | OSError) -> Sentence:
    if isinstance(error, OSError):
        reason = error.strerror or "unknown reason"
        return sentence("The data folder cannot be used ({reason}).", reason=reason)
    match _primary_code(error):
        case sqlite3.SQLITE_FULL:
            return sentence("The disk is full: this stays in the window and is saved as soon as there is room.")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_AUTH:
            return sentence("The history cannot be written: please check the permissions of the data folder.")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DAMAGED.said[0]
        case _:
            return sentence("The disk did not accept this: it stays in the window and saving is tried again.")


def _primary_code(error: sqlite3.Error) -> int:
    """The code without its extended part; an error that Python itself raises has none."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else -1
