"""Finds the folder of a model by the name a person gives it: the demo, an id of our models folder, or a folder.

Does not look into the folder: whether it is safe and can be loaded is the engine's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.chat.failure import Failure, FailureKind
from app.chat.prompt import clean_text
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


def find_model(name: str) -> LocalModel | Failure:
    """``demo``, the name of a folder in the models folder, or the path of any folder, relative ones from here."""
    if name == DEMO:
        return _demo()
    try:
        for folder in _places(name):
            if folder.is_dir():
                return LocalModel(folder.name, folder.name, folder)
    except (OSError, ValueError, RuntimeError):  # a name with a NUL, too long, or of an unknown person's home
        pass
    return Failure(
        FailureKind.MODEL_MISSING,
        f"There is no model “{clean_text(name[:SHOWN_CHARACTERS])}” here: give “demo”, the name of a folder in the"
        " models folder, or the path of a model's folder.",
        f"models folder: {models_folder()}",
    )


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


def _places(name: str) -> list[Path]:
    """Where to look, in this order. An id names a folder directly in the models folder and never leads out of it."""
    places = []
    if name not in ("", ".", "..") and Path(name).name == name:
        places.append(models_folder() / name)
    if name:
        places.append(Path(name).expanduser().absolute())
    return places
