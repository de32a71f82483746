"""Moves the models folder, as a process of its own: ``soliloquy --move SOURCE TARGET`` and ``--tidy SOURCE TARGET``.

On one volume that is a rename, all or nothing. To another volume everything is copied, read back and compared before a
file gets its name there, and nothing is deleted: that is ``--tidy``'s job, once the settings name the new folder, and
it deletes only what has its equal there. Either may be killed at any moment and run again.

Says what it does on stdout, a JSON object a line, see ``MoveEvent``.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.chat import plain
from app.chat.sentence import Sentence, sentence
from app.models.fetch.folder import locked
from app.models.fetch.trouble import TroubleError

COPYING = ".copying"  # ends the name of a file that is not whole yet
BLOCK_BYTES = 4 << 20
MAX_LINE_BYTES = 1 << 16  # of an event; a path is the longest thing in it
REPORT_BYTES = 64 << 20
SPARE_BYTES = 512 << 20  # that a copy leaves free on its volume


@dataclass(frozen=True, slots=True)
class MoveProgress:
    """Every byte counts twice, once copied and once read back."""

    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class Moved:
    """All of it is at its new place. ``is_copy``: it is at the old one as well, until ``--tidy``."""

    folder: str
    is_copy: bool


@dataclass(frozen=True, slots=True)
class MoveFailed:
    """Nothing is lost: the old folder is whole."""

    sentence: Sentence
    detail: str = ""


MoveEvent = MoveProgress | Moved | MoveFailed

_EVENTS: dict[str, type[MoveEvent]] = plain.named(MoveProgress, Moved, MoveFailed)


class MoveError(Exception):
    """The world's doing, in a sentence for the person."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.english)
        self.sentence = sentence


def decode_event(line: bytes) -> MoveEvent:
    """Raises PlainError."""
    try:
        data: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise plain.PlainError(f"not a JSON line: {type(error).__name__}") from None
    return plain.untagged(_EVENTS, data, "event")


def run(arguments: list[str]) -> int:
    """The process. Exit status: 0 done, 1 failed and said so, 2 wrong arguments."""
    match arguments:
        case ["--move", source, target]:
            work: Callable[[], Moved | None] = lambda: move(Path(source), Path(target), _say)  # noqa: E731
        case ["--tidy", source, target]:
            work = lambda: tidy(Path(source), Path(target))  # noqa: E731
        case _:
            return 2
    try:
        moved = work()
    except MoveError as error:
        _say(MoveFailed(error.sentence))
        return 1
    except BrokenPipeError:  # the window is gone; its next one starts another move
        return 1
    except OSError as error:
        _say(MoveFailed(_sentence(error), f"{type(error).__name__}: {error}"))
        return 1
    if moved is not None:
        _say(moved)
    return 0


def move(source: Path, target: Path, say: Callable[[MoveEvent], None]) -> Moved:
    """Both absolute; ``target`` is the new models folder itself. Raises MoveError, OSError."""
    _check(source, target)
    if not source.exists() and target.is_dir():  # it was renamed, and nobody was left to hear it
        return Moved(str(target), is_copy=False)
    source.mkdir(mode=0o700, parents=True, exist_ok=True)
    if _is_one_volume(source, target) and not _has_content(target):
        os.rename(source, target)
        return Moved(str(target), is_copy=False)
    try:
        with locked(target, time.sleep):  # the process of a window that was lost may still be at it for a moment
            _Copy(source, target, say).run()
    except TroubleError:
        raise MoveError(
            sentence("The models are being moved there already. They stay where they are until then.")
        ) from None
    return Moved(str(target), is_copy=True)


def tidy(source: Path, target: Path) -> None:
    """Deletes from ``source`` what is in ``target`` as well. What is only here stays. Raises MoveError, OSError."""
    _check(source, target)
    for path in _files(source):
        if _is_same(path, target / path.relative_to(source)):
            path.unlink()
    for folder, _, _ in os.walk(source, topdown=False):
        with contextlib.suppress(OSError):  # something else is in it
            os.rmdir(folder)


class _Copy:
    def __init__(self, source: Path, target: Path, say: Callable[[MoveEvent], None]) -> None:
        self._source = source
        self._target = target
        self._say = say
        self._files = tuple(_files(source))
        self._total_bytes = 2 * sum(path.lstat().st_size for path in self._files)
        self._done_bytes = 0
        self._said_bytes = -REPORT_BYTES

    def run(self) -> None:
        self._require_room()
        for path in self._files:
            copy = self._target / path.relative_to(self._source)
            if _is_same(path, copy):
                self._count(2 * path.lstat().st_size)
                continue
            copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if path.is_symlink():
                copy.unlink(missing_ok=True)
                copy.symlink_to(os.readlink(path))
                self._count(2 * path.lstat().st_size)
            else:
                self._copy_file(path, copy)
        for folder, _, _ in os.walk(self._target):
            _sync(Path(folder))

    def _copy_file(self, path: Path, copy: Path) -> None:
        part = copy.with_name(copy.name + COPYING)
        before = path.stat()
        written = hashlib.sha256()
        with open(path, "rb", buffering=0) as reading, open(part, "wb", buffering=0) as writing:
            while block := reading.read(BLOCK_BYTES):
                written.update(block)
                view = memoryview(block)
                while view:  # a raw write may take less than all
                    view = view[writing.write(view) :]
                self._count(len(block))
            os.fsync(writing.fileno())
            _forget_cached(writing.fileno())
        found = hashlib.sha256()
        with open(part, "rb", buffering=0) as reading:
            while block := reading.read(BLOCK_BYTES):
                found.update(block)
                self._count(len(block))
        if found.digest() != written.digest():
            part.unlink(missing_ok=True)
            raise MoveError(
                sentence(
                    "The copy of “{file}” is not what was written, so that disk may be failing. Your models stay where"
                    " they are.",
                    file=path.name,
                )
            )
        shutil.copystat(path, part)
        os.utime(part, ns=(before.st_atime_ns, before.st_mtime_ns))
        os.replace(part, copy)

    def _require_room(self) -> None:
        missing_bytes = sum(
            path.lstat().st_size
            for path in self._files
            if not _is_same(path, self._target / path.relative_to(self._source))
        )
        free_bytes = shutil.disk_usage(self._target).free
        if missing_bytes and free_bytes < missing_bytes + SPARE_BYTES:
            short = missing_bytes + SPARE_BYTES - free_bytes
            raise MoveError(
                sentence(
                    "There is not enough room there: {short_bytes} are missing. Your models stay where they are.",
                    short_bytes=short,
                )
            )

    def _count(self, count: int) -> None:
        self._done_bytes += count
        if self._done_bytes - self._said_bytes >= REPORT_BYTES:
            self._said_bytes = self._done_bytes
            self._say(MoveProgress(self._done_bytes, self._total_bytes))


def _check(source: Path, target: Path) -> None:
    if not source.is_absolute() or not target.is_absolute():
        raise MoveError(sentence("The models can be moved only to a folder on this Mac."))
    if target.resolve().is_relative_to(source.resolve()) or source.resolve().is_relative_to(target.resolve()):
        raise MoveError(sentence("The models cannot be moved to a folder inside their own, or around it."))
    if target.exists() and not target.is_dir():
        raise MoveError(sentence("“{file}” is a file, so nothing can be moved there.", file=target.name))
    if not target.parent.is_dir():  # never made: it may be on a disk that is not connected
        folder = str(target.parent)
        raise MoveError(sentence("“{folder}” is not there: connect its disk, or choose another folder.", folder=folder))


def _is_one_volume(source: Path, target: Path) -> bool:
    """``target`` may not be there yet."""
    return source.stat().st_dev == (target if target.exists() else target.parent).stat().st_dev


def _files(folder: Path) -> Iterator[Path]:
    """Regular files and links, in a fixed order; nothing else belongs to a model."""
    for parent, folders, names in os.walk(folder, onerror=_raise):
        folders.sort()
        for name in sorted([*names, *(name for name in folders if Path(parent, name).is_symlink())]):
            path = Path(parent, name)
            if stat.S_ISREG(path.lstat().st_mode) or path.is_symlink():
                yield path


def _is_same(path: Path, copy: Path) -> bool:
    """A copy got its name only after it was compared, and keeps the time of what it was made from."""
    try:
        one, other = path.lstat(), copy.lstat()
    except OSError:
        return False
    if path.is_symlink():
        return copy.is_symlink() and os.readlink(path) == os.readlink(copy)
    # Some volumes keep whole or even seconds only.
    return stat.S_ISREG(other.st_mode) and one.st_size == other.st_size and abs(one.st_mtime - other.st_mtime) < 2.0


def _has_content(folder: Path) -> bool:
    return folder.exists() and any(folder.iterdir())


def _forget_cached(descriptor: int) -> None:
    """What is read back is to come from the disk and not from memory, as far as the system lets us say so."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _raise(error: OSError) -> None:
    raise error


def _sentence(error: OSError) -> Sentence:
    if not isinstance(error.filename, str) or not error.strerror:
        return sentence("The models could not be moved. They stay where they are.")
    name = Path(error.filename).name
    return sentence(
        "The models could not be moved (“{file}”: {reason}). They stay where they are.",
        file=name,
        reason=error.strerror,
    )


def _say(event: MoveEvent) -> None:
    sys.stdout.write(json.dumps(plain.tagged(event)) + "\n")
    sys.stdout.flush()
