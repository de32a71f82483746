"""The bytes of a file, without being held up or flooded by what is no file or far too large."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from app.chat.attachment import shown_name
from app.chat.sentence import sentence
from app.extract.trouble import ExtractError


@dataclass(frozen=True, slots=True)
class Source:
    """``data``: its beginning, as far as was asked; ``size_bytes``: of the whole file."""

    name: str
    data: bytes
    size_bytes: int

    @property
    def is_whole(self) -> bool:
        return len(self.data) >= self.size_bytes


def read_source(path: Path, most_bytes: int) -> Source:
    """Raises ExtractError."""
    name = shown_name(path.name)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe would wait for its other end
    except OSError as error:
        raise _cannot_be_opened(name, error) from None
    try:
        found = os.fstat(descriptor)
        if stat.S_ISDIR(found.st_mode):
            raise ExtractError(sentence("“{name}” is a folder: attach the files in it.", name=name))
        if not stat.S_ISREG(found.st_mode):
            raise ExtractError(sentence("“{name}” is a device or a pipe, and no file.", name=name))
        with open(descriptor, "rb", closefd=False) as file:
            return Source(name, file.read(most_bytes), found.st_size)
    except OSError as error:
        raise _cannot_be_opened(name, error) from None
    finally:
        os.close(descriptor)


def _cannot_be_opened(name: str, error: OSError) -> ExtractError:
    reason = error.strerror or "unknown reason"
    return ExtractError(sentence("“{name}” cannot be opened ({reason}).", name=name, reason=reason))
