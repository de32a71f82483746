"""The models that we offer: ``resources/models.json``, read strictly.

The file is one object. ``as_of`` is the day (ISO) on which its figures were gathered; ``default`` the id of the model
that a first run offers; ``demo`` says in words what comes with the app (its numbers are read from its folder);
``models`` are the others, in the order in which they are shown:

- ``id``: the name of its folder in the models folder, and what a person types. ``label``: its name on screen.
- ``sentence``: one honest sentence. ``maker`` trained it, ``packed_by`` made these files. ``licence``: its SPDX name.
- ``repository`` on the hub, and its ``revision``: 40 hexadecimal digits. null where we know none for certain: the first
  download takes the newest one and stays with it. A revision, a size or a checksum is never made up.
- ``parameters_total``, and ``parameters_active``: those that are used for each token, the embedding table not counted.
- ``weight_bytes``: of all tensors, which is what they take in memory.
- ``figures``: ``exact`` if the files, their sizes and the weights are known to the byte, else ``approximate``;
  ``source`` says in a sentence where they come from.
- ``shape``: see ``ModelShape``. ``files``: name, ``size_bytes`` and ``sha256`` of each one that is fetched; others in
  the repository are left alone. Empty where the list is not known: the names that ``fetch.order`` allows, then.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from app.chat import plain
from app.models.fetch.order import FetchOrder, WantedFile, fault_of
from app.models.shape import ModelShape
from app.paths import resources_folder

FILE = "models.json"
OTHER_FILES_BYTES = 28_000_000  # tokenizer.json and the small ones, where a list of files is not known


class Figures(StrEnum):
    EXACT = "exact"
    APPROXIMATE = "approximate"


@dataclass(frozen=True, slots=True)
class DemoText:
    """What is said of the demo model; its numbers are in its folder."""

    sentence: str
    maker: str
    licence: str


@dataclass(frozen=True, slots=True)
class CatalogModel:
    """One entry, with the meanings of the module's docstring."""

    id: str
    label: str
    sentence: str
    maker: str
    packed_by: str
    licence: str
    repository: str
    revision: str | None
    parameters_total: int
    parameters_active: int
    weight_bytes: int
    figures: Figures
    source: str
    shape: ModelShape
    files: tuple[WantedFile, ...]

    @property
    def download_bytes(self) -> int:
        """To the byte if the figures are exact."""
        known = [file.size_bytes for file in self.files if file.size_bytes is not None]
        return sum(known) if known else self.weight_bytes + OTHER_FILES_BYTES

    def order(self, folder: Path, *, endpoint: str | None = None) -> FetchOrder:
        """What the downloading process is to do to bring this model into ``folder``, which is absolute."""
        return FetchOrder(self.repository, str(folder), self.revision, self.files, endpoint)


@dataclass(frozen=True, slots=True)
class Catalog:
    """The file."""

    as_of: str
    default: str
    demo: DemoText
    models: tuple[CatalogModel, ...]

    def find(self, model_id: str) -> CatalogModel | None:
        return next((model for model in self.models if model.id == model_id), None)


@cache
def catalog() -> Catalog:
    """The one that ships. Raises FileNotFoundError or PlainError: the installation is damaged."""
    return read_catalog(resources_folder() / FILE)


def read_catalog(path: Path) -> Catalog:
    """Raises OSError, PlainError."""
    try:
        data: object = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise plain.PlainError(f"catalog: not JSON: {type(error).__name__}") from None
    found = plain.from_plain(Catalog, data, "catalog")
    for model in found.models:
        fault = fault_of(model.order(Path("/", model.id)))
        if fault is not None or Path(model.id).name != model.id:
            raise plain.PlainError(f"catalog.models: {model.id}: {fault or 'its id is no name of a folder'}")
    if len({model.id for model in found.models}) != len(found.models) or found.find(found.default) is None:
        raise plain.PlainError("catalog.models: an id is there twice, or the default one is missing")
    return found
