"""Where things are: data that the person keeps, logs, and the resources that ship with the app.

``SOLILOQUY_HOME`` moves all data, so that a test or a portable copy touches nothing else. Deliberately creates nothing
by itself except through ``private_folder``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

APP = "Soliloquy"
HOME_VARIABLE = "SOLILOQUY_HOME"


def data_folder() -> Path:
    """History, settings, models and logs; on a Mac in Application Support, never in a synchronised folder."""
    home = os.environ.get(HOME_VARIABLE)
    return Path(home).expanduser().absolute() if home else Path(platformdirs.user_data_dir(APP, appauthor=False))


def models_folder() -> Path:
    return data_folder() / "models"


def logs_folder() -> Path:
    return data_folder() / "logs"


def cache_folder() -> Path:
    """What can be computed again; on a Mac in Caches, which no backup takes."""
    home = os.environ.get(HOME_VARIABLE)
    return data_folder() / "cache" if home else Path(platformdirs.user_cache_dir(APP, appauthor=False))


def reading_folder() -> Path:
    """What the engine keeps of conversations that it has read."""
    return cache_folder() / "reading"


def private_folder(folder: Path) -> Path:
    """The folder, made if missing, readable by nobody else. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def resources_folder() -> Path:
    """In a bundle, in an installed wheel, or in a checkout. Raises FileNotFoundError: the installation is damaged."""
    here = Path(__file__).resolve().parent
    bundle = getattr(sys, "_MEIPASS", None)
    places = [Path(bundle) / "resources"] if bundle else [here / "_resources", here.parent / "resources"]
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"resources are missing, looked in {', '.join(map(str, places))}")


def demo_model_folder() -> Path:
    return resources_folder() / "demo_model"
