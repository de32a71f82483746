"""Where the segments of a conversation are, for those who only remove them. Needs no MLX."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from app.chat.folder_name import folder_name

log = logging.getLogger("soliloquy.engine")


def place_of(conversation: str, model: Path) -> Path:
    """``model``: the folder of all that one model has read."""
    return model / folder_name(conversation)


def forget(folder: Path, conversation: str) -> None:
    """Removes whatever was kept of it, by any model."""
    for place in folder.glob(f"*/{folder_name(conversation)}"):
        remove(place)


def remove(path: Path) -> None:
    """A file, a link or a whole folder; what cannot be removed is logged."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except FileNotFoundError:  # the window was quicker
        pass
    except OSError as error:
        log.warning("a segment could not be removed: %s", error.strerror)
