"""One attempt at the rest of one file: bytes from a hub to the end of its ``.part``."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.models.fetch.folder import Plan, PlannedFile, part_of
from app.models.fetch.hub import Hub
from app.models.fetch.trouble import connection_lost, of_folder, silent_server, wrong_answer

MIN_BYTES = 4096  # a server that sends less is as good as silent

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW


def fetch_rest(
    hub: Hub, plan: Plan, file: PlannedFile, folder: Path, *, silence_s: float, on_written: Callable[[int], None]
) -> None:
    """Returns when all bytes are in the part. ``on_written`` is told how many came, negative when some were dropped.

    Each piece that arrives (64 KiB at most) is written at once, so that a kill loses no more than one. Raises
    TroubleError.
    """
    with _opened(part_of(folder, file)) as part:
        start = os.fstat(part).st_size
        if start > file.size_bytes:  # not from this plan
            _drop(part, start, on_written)
            start = 0
        if start == file.size_bytes:
            return
        try:
            with hub.body(plan, file, start) as body:
                for chunk in wanted_part(
                    _not_too_slow(body.chunks, silence_s), body.skip_bytes, file.size_bytes - start
                ):
                    _write(part, chunk)
                    on_written(len(chunk))
            _require_all(part, file)
        except OSError as error:
            raise of_folder(error) from None


def wanted_part(chunks: Iterator[bytes], skip_bytes: int, limit_bytes: int) -> Iterator[bytes]:
    """Leaves out that many bytes, then passes on up to the limit, however the bytes are cut."""
    for chunk in chunks:
        skipped = min(skip_bytes, len(chunk))
        skip_bytes -= skipped
        wanted = chunk[skipped : skipped + limit_bytes]
        limit_bytes -= len(wanted)
        if wanted:
            yield wanted
        if limit_bytes == 0:
            return  # whatever else it sends is not part of the file


def _not_too_slow(chunks: Iterator[bytes], silence_s: float) -> Iterator[bytes]:
    """Each single read has a time limit, which a server that sends a byte now and then never meets."""
    since, received = time.monotonic(), 0
    for chunk in chunks:
        yield chunk
        received += len(chunk)
        now = time.monotonic()
        if now - since > silence_s:
            if received < MIN_BYTES:
                raise silent_server(f"{received} bytes in {now - since:.0f} s")
            since, received = now, 0


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    try:
        descriptor = os.open(path, _FLAGS, 0o600)
    except OSError as error:
        raise of_folder(error) from None
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _write(descriptor: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _drop(descriptor: int, size_bytes: int, on_written: Callable[[int], None]) -> None:
    os.ftruncate(descriptor, 0)
    on_written(-size_bytes)


def _require_all(descriptor: int, file: PlannedFile) -> None:
    size = os.fstat(descriptor).st_size
    if size < file.size_bytes:
        raise connection_lost(f"{file.name}: {size} of {file.size_bytes} bytes")
    if size > file.size_bytes:
        raise wrong_answer(f"{file.name}: more bytes than there are")
    os.fsync(descriptor)
