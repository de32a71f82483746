"""The models of services: ``resources/cloud_models.json``, and what the person puts beside it.

Both files are one object: ``as_of`` (ISO), and ``models``, each with the fields of ``CloudModel``. A file of the same
name in the data folder adds models, and replaces those with the same endpoint and id. Prices and dates go stale: they
are data with a date, and a person can correct them without waiting for a new version.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.chat import plain
from app.chat.cloud_model import CloudModel
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import sentence
from app.paths import resources_folder

FILE = "cloud_models.json"


@dataclass(frozen=True, slots=True)
class CloudTable:
    """The file."""

    as_of: str
    models: tuple[CloudModel, ...]

    def find(self, endpoint: str, model: str) -> CloudModel | None:
        return next((held for held in self.models if (held.endpoint, held.id) == (endpoint, model)), None)


def cloud_table(data_folder: Path) -> tuple[CloudTable, Failure | None]:
    """The shipped table with the person's own in front of it, and why that one could not be read, if so.

    Raises FileNotFoundError or PlainError for the shipped one: the installation is damaged.
    """
    shipped = read_table(resources_folder() / FILE)
    try:
        own = read_table(data_folder / FILE)
    except FileNotFoundError:
        return shipped, None
    except (OSError, plain.PlainError) as error:
        detail = str(error) if isinstance(error, plain.PlainError) else type(error).__name__
        said = sentence(
            "Your file “{file}” cannot be read, so only the models that come with the app are offered.", file=FILE
        )
        return shipped, failure_of(FailureKind.STORAGE, said, detail=detail)
    others = (model for model in shipped.models if own.find(model.endpoint, model.id) is None)
    return CloudTable(max(shipped.as_of, own.as_of), (*own.models, *others)), None


def read_table(path: Path) -> CloudTable:
    """Raises OSError, PlainError."""
    try:
        data: object = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise plain.PlainError(f"cloud models: not JSON: {type(error).__name__}") from None
    table = plain.from_plain(CloudTable, data, "cloud models")
    _check_day(table.as_of, "as_of")
    for model in table.models:
        _check(model)
    if len({(model.endpoint, model.id) for model in table.models}) != len(table.models):
        raise plain.PlainError("cloud models.models: one is there twice")
    return table


def _check(model: CloudModel) -> None:
    """Raises PlainError for what no model can have."""
    if not model.id or not model.label or not model.endpoint:
        raise plain.PlainError("cloud models.models: one has no id, label or endpoint")
    figures = (model.dollars_in, model.dollars_out, model.context_tokens, model.output_tokens)
    if any(figure is not None and figure < 0 for figure in figures):
        raise plain.PlainError("cloud models.models: a price or a limit is less than nothing")
    _check_day(model.as_of, "as_of")
    if model.shutdown is not None:
        _check_day(model.shutdown, "shutdown")


def _check_day(text: str, place: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise plain.PlainError(f"cloud models.{place}: a day like 2026-11-24 is expected") from None
