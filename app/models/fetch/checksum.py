"""The checksum of a file on the disk, as the hub counts them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

SHA256 = "sha256"
GIT = "git"  # the SHA-1 of a git blob: what the hub knows of files that are not in its large-file store

READ_BYTES = 4 << 20


def digest_of(path: Path, algorithm: str, *, on_read: Callable[[int], None]) -> str:
    """``algorithm:`` and hexadecimal digits. ``on_read`` is told how many bytes more were read. Raises OSError."""
    with open(path, "rb", buffering=0) as file:
        if algorithm == GIT:
            # Source: git-hash-object(1). It guards against accidents; what matters has a SHA-256.
            running = hashlib.sha1(b"blob %d\0" % os.fstat(file.fileno()).st_size, usedforsecurity=False)
        else:
            running = hashlib.sha256()
        while chunk := file.read(READ_BYTES):
            running.update(chunk)
            on_read(len(chunk))
    return f"{algorithm}:{running.hexdigest()}"
