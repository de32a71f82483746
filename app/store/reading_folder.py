"""What the engine keeps of conversations on the disk, as the window sees it: folders that are made and removed.

``FOLDER/<model>/<conversation>/…``; only the engine knows what is in the files. It writes while FOLDER is there and
never makes it, so that the folder is the switch: removing it ends the keeping at once, whatever the engine does then.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import uuid
from collections.abc import Iterable
from pathlib import Path

from app.chat.folder_name import folder_name
from app.paths import private_folder

_REMOVED = ".removed-"  # between a folder's name and a random one: nobody finds it under its own any more

log = logging.getLogger("soliloquy.store")


def make(folder: Path) -> None:
    """From now on the engine keeps what it reads. Without room for it, it just does not."""
    try:
        private_folder(folder)
    except OSError as error:
        log.warning("nothing read will be kept: %s", error.strerror)


def remove_all(folder: Path) -> None:
    """From now on nothing is kept, and what was kept is gone."""
    _remove(folder)
    for left in folder.parent.glob(f"{folder.name}{_REMOVED}*"):
        _remove(left)


def remove(folder: Path, conversation: str) -> None:
    """Whatever was kept of it, by any model."""
    for place in folder.glob(f"*/{folder_name(conversation)}"):
        _remove(place)


def remove_others(folder: Path, conversations: Iterable[str]) -> None:
    """Whatever was kept of any other conversation than these."""
    names = {folder_name(conversation) for conversation in conversations}
    for place in folder.glob("*/*"):
        if place.name not in names and (place.is_dir() or place.is_symlink()):
            _remove(place)


def size_bytes(folder: Path) -> int:
    """What all that is kept takes on the disk. Whatever goes or cannot be read meanwhile counts nothing."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(place, name)).st_size
    return total


def _remove(place: Path) -> None:
    """Out of the way first, so that nothing is written into it while it is removed."""
    aside = place.with_name(f"{place.name}{_REMOVED}{uuid.uuid4().hex}")
    try:
        place.rename(aside)
        if aside.is_symlink():
            aside.unlink()
        else:
            shutil.rmtree(aside)
    except FileNotFoundError:
        pass
    except OSError as error:
        log.warning("what was read could not be removed: %s", error.strerror)
