"""A repository of the hub as a person names it, and the folder in which its model is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.models.fetch.folder import MARKER, UNFINISHED, read_marker, read_unfinished
from app.models.library import DEMO

# OWNER/NAME[@REVISION], or the address of its page, as it is copied from a browser.
_PAGE = re.compile(r"(https?://)?(www\.)?(huggingface\.co|hf\.co)/", re.IGNORECASE)
_PATH = re.compile(
    r"(?P<name>[^/@?#\s]+/[^/@?#\s]+)(@(?P<revision>[^/@?#\s]+)|/(tree|blob)/(?P<shown>[^?#\s]+))?/?([?#]\S*)?"
)


@dataclass(frozen=True, slots=True)
class Repository:
    """``name``: ``owner/name``. ``revision``: as it was given, None for the newest one. Neither is checked any further:
    that is ``order.fault_of``'s business."""

    name: str
    revision: str | None = None


def repository_of(text: str) -> Repository | None:
    """None if it does not look like one."""
    text = text.strip()
    found = _PATH.fullmatch(_PAGE.sub("", text, count=1))
    if found is None:
        return None
    shown = found["shown"].partition("/")[0] if found["shown"] else None
    return Repository(found["name"], found["revision"] or (None if shown == "main" else shown))


def folder_of(repository: str, models: Path, reserved: Iterable[str] = ()) -> Path:
    """Where the model of ``owner/name`` goes in ``models``: to ``name``, or ``owner--name`` where that is taken.

    ``reserved``: names that mean something else, whether or not there are folders of that name.
    """
    short = models / repository.rpartition("/")[2]
    is_free = short.name not in {DEMO, *reserved} and _is_of(short, repository)
    return short if is_free else models / repository.replace("/", "--")


def _is_of(folder: Path, repository: str) -> bool:
    """Nothing else is there."""
    unfinished, marker = read_unfinished(folder), read_marker(folder)
    if unfinished is not None:
        return unfinished.order.repository == repository
    if marker is not None:
        return marker.repository == repository
    return not any((folder / name).exists() for name in (MARKER, UNFINISHED, "config.json"))
