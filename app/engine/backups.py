"""Keeping a folder out of backups: what is in it can be computed again, and is nobody's to keep longer than we do."""

from __future__ import annotations

import ctypes
import plistlib
import sys
from pathlib import Path

TAG = "CACHEDIR.TAG"  # Source: bford.info/cachedir, which backup programs on Linux obey
TAG_TEXT = "Signature: 8a477f597d28d172789f06886806bc55\n"
_ATTRIBUTE = b"com.apple.metadata:com_apple_backup_excludeItem"  # Source: tmutil(8), addexclusion


def keep_out_of_backups(folder: Path) -> None:
    """Raises OSError if the tag cannot be written; an attribute that a Mac refuses is not missed."""
    tag = folder / TAG
    if not tag.exists():
        tag.write_text(TAG_TEXT)
    if sys.platform == "darwin":
        value = plistlib.dumps("com.apple.backupd", fmt=plistlib.FMT_BINARY)
        libc = ctypes.CDLL(None)
        libc.setxattr(bytes(folder), _ATTRIBUTE, value, ctypes.c_size_t(len(value)), ctypes.c_uint32(0), 0)
