"""Finds the folder of a model by the name a person gives it: the demo, an id of our models folder or of the catalogue,
or a folder. A model of the catalogue may also lie where another program keeps it.

Does not look into the folder: whether it is safe and can be loaded is the engine's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.prompt import clean_text
from app.chat.sentence import sentence
from app.models.catalog import CatalogModel, catalog
from app.models.fetch.folder import is_half_there
from app.models.found import find_models
from app.paths import demo_model_folder, models_folder

DEMO = "demo"
SHOWN_CHARACTERS = 80  # of a name that is not known, in the sentence about it
DEMO_LABEL = "Demo model — arithmetic and small talk only"


@dataclass(frozen=True, slots=True)
class LocalModel:
    """``folder`` is absolute and existed when it was found. ``label`` is its name for people."""

    id: str
    label: str
    folder: Path
    is_demo: bool = False


def find_model(name: str, models: Path | None = None) -> LocalModel | Failure:
    """``demo``, the name of a folder in the models folder, an id of the catalogue, or the path of any folder, relative
    ones from here. ``models``: our folder, if it was moved.
    """
    if name == DEMO:
        return _demo()
    ours = models or models_folder()
    entry = catalog().find(name)
    try:
        for folder in _places(name, ours):
            if folder.is_dir():
                if is_half_there(folder):
                    return _half_there(folder.name)
                is_offered = entry is not None and folder.parent == ours
                return LocalModel(folder.name, entry.label if entry and is_offered else folder.name, folder)
    except (OSError, ValueError, RuntimeError):  # a name with a NUL, too long, or of an unknown person's home
        pass
    if entry is not None:
        return _elsewhere(entry)
    said = sentence(
        "There is no model “{name}” here: give “demo”, the name of a folder in the models folder, or the path of a"
        " model's folder.",
        name=clean_text(name[:SHOWN_CHARACTERS]),
    )
    return failure_of(FailureKind.MODEL_MISSING, said, detail=f"models folder: {ours}")


def _elsewhere(entry: CatalogModel) -> LocalModel | Failure:
    for found in find_models():
        if found.name == entry.repository:
            return LocalModel(entry.id, entry.label, found.model.path)
    said = sentence(
        "{name} is not on this disk yet: download it in the window, or with “soliloquy models get {id}”.",
        name=entry.label,
        id=entry.id,
    )
    return failure_of(FailureKind.MODEL_MISSING, said)


def _half_there(name: str) -> Failure:
    said = sentence(
        "The download of “{name}” is not finished: let it go on, or choose another model.",
        name=clean_text(name[:SHOWN_CHARACTERS]),
    )
    return failure_of(FailureKind.MODEL_MISSING, said)


def _demo() -> LocalModel | Failure:
    try:
        folder = demo_model_folder()
    except FileNotFoundError:
        folder = None
    if folder is None or not folder.is_dir():
        return Failure(
            FailureKind.MODEL_MISSING,
            "The demo model is missing from this installation: please install Soliloquy again or choose another one.",
        )
    return LocalModel(DEMO, DEMO_LABEL, folder.absolute(), is_demo=True)


def _places(name: str, ours: Path) -> list[Path]:
    """Where to look, in this order. An id names a folder directly in the models folder and never leads out of it."""
    places = []
    if name not in ("", ".", "..") and Path(name).name == name:
        places.append(ours / name)
    if name:
        places.append(Path(name).expanduser().absolute())
    return places
