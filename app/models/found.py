"""Models that are on this disk already, ours or another program's: found and offered where they are, never copied.

Looks at fixed depths of known folders, at no more than a few hundred places, and runs nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

from app.chat.unseen import visible_line
from app.models.folder import CONFIG, FolderError, ModelFolder, look_into
from app.paths import models_folder

MOST_ENTRIES = 500  # of one folder that are looked at
MOST_MODELS = 500  # that are looked into, all places together; a Hugging Face cache may hold many of other kinds
CACHE_PREFIX = "models--"


class Origin(StrEnum):
    OURS = "ours"
    HUGGING_FACE = "hugging_face"
    LM_STUDIO = "lm_studio"


@dataclass(frozen=True, slots=True)
class Place:
    """A folder in which ``origin`` keeps models, in its own order of folders."""

    origin: Origin
    folder: Path


@dataclass(frozen=True, slots=True)
class FoundModel:
    """``name``: what its place calls it: the folder's name if it is ours, else ``owner/name``."""

    origin: Origin
    name: str
    model: ModelFolder

    @property
    def label(self) -> str:
        """As it can be shown: a folder may be called anything, also what makes a terminal or a line lie."""
        return visible_line(self.name.rpartition("/")[2])


def places(environment: Mapping[str, str] | None = None, home: Path | None = None) -> tuple[Place, ...]:
    """Where models may be. Source: huggingface_hub's constants (HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME); LM Studio."""
    variables = os.environ if environment is None else environment
    home = Path.home() if home is None else home
    cache = Path(variables.get("XDG_CACHE_HOME") or home / ".cache")
    hub = variables.get("HF_HUB_CACHE") or Path(variables.get("HF_HOME") or cache / "huggingface") / "hub"
    return (
        Place(Origin.OURS, models_folder()),
        Place(Origin.HUGGING_FACE, Path(hub).expanduser()),
        Place(Origin.LM_STUDIO, home / ".lmstudio" / "models"),
        Place(Origin.LM_STUDIO, home / ".cache" / "lm-studio" / "models"),
    )


def find_models(where: Sequence[Place] | None = None) -> tuple[FoundModel, ...]:
    """Every whole gpt-oss in these places, in their order: each folder once, whatever links lead to it, and of each
    repository one revision."""
    found: list[FoundModel] = []
    seen: set[Path | tuple[Origin, str]] = set()
    everywhere = places() if where is None else where
    candidates = (candidate for place in everywhere for candidate in _candidates(place))
    for origin, name, folder in islice(candidates, MOST_MODELS):
        try:
            resolved = folder.resolve()
            if seen & {resolved, (origin, name)}:
                continue
            found.append(FoundModel(origin, name, look_into(folder.absolute())))
        except (FolderError, OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
            continue
        seen |= {resolved, (origin, name)}
    return tuple(found)


def _candidates(place: Place) -> Iterator[tuple[Origin, str, Path]]:
    """Folders that may hold a model: those with a configuration, at the depth where the place has them."""
    named: Iterable[tuple[str, Path]]
    match place.origin:
        case Origin.OURS:
            named = ((folder.name, folder) for folder in _folders(place.folder))
        case Origin.LM_STUDIO:
            named = (
                (f"{owner.name}/{folder.name}", folder)
                for owner in _folders(place.folder)
                for folder in _folders(owner)
            )
        case Origin.HUGGING_FACE:
            named = _snapshots(place.folder)
    for name, folder in named:
        if (folder / CONFIG).exists():
            yield place.origin, name, folder


def _snapshots(hub: Path) -> Iterator[tuple[str, Path]]:
    """``models--OWNER--NAME/snapshots/REVISION``, the newest revision first."""
    for repository in _folders(hub):
        if repository.name.startswith(CACHE_PREFIX):
            name = repository.name.removeprefix(CACHE_PREFIX).replace("--", "/")
            newest_first = sorted(_folders(repository / "snapshots"), key=_changed, reverse=True)
            yield from ((name, folder) for folder in newest_first)


def _folders(folder: Path) -> Iterable[Path]:
    """By name; hidden ones are somebody's working space."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in islice(entries, MOST_ENTRIES) if _is_folder(entry)]
    except OSError:
        return ()
    return (folder / name for name in sorted(names) if not name.startswith("."))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _changed(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0
