"""Deletes a downloaded model, or what has arrived of one, as a process of its own: ``soliloquy --remove FOLDER``.

Many gigabytes take as long as their disk wants, and nobody can be kept waiting for it. May be killed at any moment:
the records of what was fetched go last, so that what is left is known to be half there, and can be removed again.

Says nothing if all went well, else a ``Sentence`` on stdout as one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from app.chat import plain
from app.chat.sentence import Sentence, sentence
from app.models.fetch.folder import discard, locked
from app.models.fetch.trouble import TroubleError

EXIT_FAILED, EXIT_NOT_UNDERSTOOD = 1, 2


def run(arguments: list[str]) -> int:
    """The process; its exit status."""
    match arguments:
        case [folder] if Path(folder).is_absolute():
            failed = remove(Path(folder))
        case _:
            return EXIT_NOT_UNDERSTOOD
    if failed is None:
        return 0
    sys.stdout.write(json.dumps(plain.to_plain(failed)) + "\n")
    sys.stdout.flush()
    return EXIT_FAILED


def remove(folder: Path) -> Sentence | None:
    """Only what a download put there. None, or why not all of it is gone."""
    if not folder.is_dir():
        return None
    try:
        with locked(folder, time.sleep):  # a process that was let go may need a moment
            discard(folder)
    except TroubleError:
        return sentence(
            "“{name}” is being downloaded elsewhere, so it was not deleted: pause that first.", name=folder.name
        )
    except OSError as error:
        return sentence("“{name}” cannot be deleted ({reason}).", name=folder.name, reason=error.strerror or "")
    return None


def decode_sentence(line: bytes) -> Sentence:
    """Raises PlainError."""
    try:
        data: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise plain.PlainError(f"not a JSON line: {type(error).__name__}") from None
    return plain.from_plain(Sentence, data, "sentence")
