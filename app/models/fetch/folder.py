"""A model's folder while it is fetched and after: what is planned, what is here, what is whole.

``NAME.part`` holds the first bytes of a file and nothing else; under its own name stands a file only when its checksum
was right. ``unfinished.json`` holds the order and, once known, the plan; ``download.json`` is written last, so a folder
has it exactly if the model is whole.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from app.chat import plain
from app.models.fetch.checksum import SHA256
from app.models.fetch.order import FetchOrder, WantedFile, fault_of, fault_of_files, is_revision
from app.models.fetch.trouble import busy
from app.paths import private_folder

MARKER = "download.json"
UNFINISHED = "unfinished.json"
PART = ".part"
MAX_RECORD_BYTES = 1 << 20  # of either JSON file: a thousand names are a tenth of it
LOCK_TRIES = 50  # for the process of a window that died to leave
LOCK_INTERVAL_S = 0.1


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """``digest``: ``sha256:`` or ``git:`` (the SHA-1 of a git blob, for small files) and hexadecimal digits."""

    name: str
    size_bytes: int
    digest: str

    @property
    def algorithm(self) -> str:
        return self.digest.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Plan:
    """Exactly what is fetched. ``revision``: 40 hexadecimal digits."""

    repository: str
    revision: str
    files: tuple[PlannedFile, ...]

    @property
    def total_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)

    def answers(self, order: FetchOrder) -> bool:
        """Whether this is what such an order asks for. One without a revision is content with any."""
        here = {file.name: file for file in self.files}
        return (
            self.repository == order.repository
            and order.revision in (None, self.revision)
            and (not order.files or here.keys() == {wanted.name for wanted in order.files})
            and all(_agrees(here[wanted.name], wanted) for wanted in order.files)
        )


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A download that was begun. ``plan``: None as long as the repository was not listed."""

    order: FetchOrder
    plan: Plan | None = None


def part_of(folder: Path, file: PlannedFile) -> Path:
    return folder / (file.name + PART)


def is_verified(folder: Path, file: PlannedFile) -> bool:
    return regular_size(folder / file.name) == file.size_bytes


def is_complete(folder: Path) -> bool:
    """Whether a model that we fetched is here as a whole; looks at names and sizes only, so it costs nothing."""
    plan = read_marker(folder)
    return plan is not None and all(is_verified(folder, file) for file in plan.files)


def is_half_there(folder: Path) -> bool:
    """Whether a download was begun here and something of it is missing. Folders that others filled never are."""
    is_ours = any((folder / name).exists() for name in (MARKER, UNFINISHED))
    return is_ours and not is_complete(folder)


def done_bytes(folder: Path, plan: Plan) -> int:
    """Of ``plan.total_bytes``, how many are here, verified or not."""
    return sum(
        file.size_bytes if is_verified(folder, file) else min(regular_size(part_of(folder, file)) or 0, file.size_bytes)
        for file in plan.files
    )


def read_marker(folder: Path) -> Plan | None:
    plan = _read(Plan, folder / MARKER)
    return plan if plan is not None and _is_sound(plan) else None


def read_unfinished(folder: Path) -> Unfinished | None:
    """What was begun here and is not whole. The folder may have been moved since."""
    found = _read(Unfinished, folder / UNFINISHED)
    if found is None:
        return None
    found = replace(found, order=replace(found.order, folder=str(folder)))
    is_sound = fault_of(found.order) is None and (found.plan is None or _is_sound(found.plan))
    return found if is_sound and not is_complete(folder) else None


def unfinished_in(models: Path) -> tuple[Unfinished, ...]:
    """Every download in the models folder that was begun and not finished, by the name of its folder."""
    return tuple(found for folder in _folders_in(models) if (found := read_unfinished(folder)) is not None)


def complete_in(models: Path) -> tuple[Path, ...]:
    """Every folder in the models folder that holds a whole download, whatever became of what is in its files."""
    return tuple(folder for folder in _folders_in(models) if is_complete(folder))


def write_unfinished(folder: Path, unfinished: Unfinished) -> None:
    """Raises OSError."""
    _write(folder / UNFINISHED, unfinished)


def adopt(folder: Path, plan: Plan) -> None:
    """Prepares the folder for this plan: what another plan left under the same names is not taken for ours.

    A file that stands there unverified is verified instead of fetched again. Raises OSError.
    """
    known = _known_files(folder)
    (folder / MARKER).unlink(missing_ok=True)  # from now on something may be missing
    for file in plan.files:
        part, whole = part_of(folder, file), folder / file.name
        if file in known:
            continue
        if file.name in {other.name for other in known}:
            part.unlink(missing_ok=True)
        if regular_size(whole) == file.size_bytes:
            os.replace(whole, part)


def order_to_check(folder: Path, endpoint: str | None = None) -> FetchOrder | None:
    """For exactly the model that stands whole in the folder, whatever the catalogue has by now. None if none does."""
    plan = read_marker(folder)
    if plan is None:
        return None
    files = tuple(WantedFile(file.name, file.size_bytes, _sha256(file)) for file in plan.files)
    return FetchOrder(plan.repository, str(folder), plan.revision, files, endpoint, doubts=True)


def doubt(folder: Path, order: FetchOrder) -> None:
    """Takes every file for one that has just arrived: it gets its name back when its checksum was right.

    The model is not whole meanwhile, so nothing loads it. Raises OSError.
    """
    plan = read_marker(folder)
    if plan is None:
        return
    write_unfinished(folder, Unfinished(replace(order, doubts=False), plan))
    for file in plan.files:
        if is_verified(folder, file):
            os.replace(folder / file.name, part_of(folder, file))
    (folder / MARKER).unlink()
    sync_folder(folder)


def finish(folder: Path, plan: Plan) -> None:
    """Declares the model whole. Raises OSError."""
    _write(folder / MARKER, plan)
    (folder / UNFINISHED).unlink(missing_ok=True)


def discard(folder: Path) -> None:
    """Removes what a download left behind, whole or not, and nothing that we did not put there. Raises OSError.

    The records go last: if this is broken off, what is left is known to be half there.
    """
    for file in _known_files(folder):
        (folder / file.name).unlink(missing_ok=True)
        part_of(folder, file).unlink(missing_ok=True)
    for record in (UNFINISHED + PART, MARKER + PART, UNFINISHED, MARKER):
        (folder / record).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # something of the person's own is in it
        folder.rmdir()


def regular_size(path: Path) -> int | None:
    """Bytes of a regular file; None if it is missing or anything else, a link included."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def locked(folder: Path, wait: Callable[[float], None]) -> Iterator[None]:
    """Makes the folder and keeps every other fetching process out of it, until the block or this process ends.

    Raises TroubleError if one does not leave, and OSError.
    """
    descriptor = os.open(private_folder(folder), os.O_RDONLY | os.O_CLOEXEC)
    try:
        for tries_left in reversed(range(LOCK_TRIES)):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not tries_left:
                    raise busy() from None
                wait(LOCK_INTERVAL_S)
        yield
    finally:
        os.close(descriptor)


def _sha256(file: PlannedFile) -> str | None:
    return file.digest.partition(":")[2] if file.algorithm == SHA256 else None


def _folders_in(models: Path) -> list[Path]:
    try:
        return sorted(entry for entry in models.iterdir() if entry.is_dir() and not entry.is_symlink())
    except OSError:
        return []


def _agrees(here: PlannedFile, wanted: WantedFile) -> bool:
    is_same_size = wanted.size_bytes in (None, here.size_bytes)
    return is_same_size and (wanted.sha256 is None or here.digest == f"{SHA256}:{wanted.sha256}")


def _known_files(folder: Path) -> frozenset[PlannedFile]:
    return frozenset(file for plan in _plans(folder) for file in plan.files)


def _plans(folder: Path) -> Iterator[Plan]:
    unfinished = _read(Unfinished, folder / UNFINISHED)
    for plan in (read_marker(folder), unfinished.plan if unfinished else None):
        if plan is not None and _is_sound(plan):
            yield plan


def _is_sound(plan: Plan) -> bool:
    """The records lie where anybody can edit them, and their names become paths."""
    fault = fault_of_files(WantedFile(file.name, file.size_bytes) for file in plan.files)
    return fault is None and is_revision(plan.revision)


def _read(kind: type[plain.T], path: Path) -> plain.T | None:
    size = regular_size(path)
    if size is None or size > MAX_RECORD_BYTES:
        return None
    try:
        return plain.from_plain(kind, json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, RecursionError):
        return None


def _write(path: Path, value: object) -> None:
    """All of it or nothing, and on the disk when this returns."""
    part = path.with_name(path.name + PART)
    with open(part, "w", encoding="utf-8") as file:
        json.dump(plain.to_plain(value), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
    sync_folder(path.parent)
