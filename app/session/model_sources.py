"""Where a model would be fetched from: the catalogue, a repository that somebody named, or what was begun before.

Knows what a model is called where: a model of the catalogue by its id, every other one by its folder's whole path; a
download by its folder's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.models.catalog import Catalog
from app.models.fetch.events import Found
from app.models.fetch.folder import order_to_check, read_unfinished
from app.models.fetch.order import FetchOrder
from app.models.repository import repository_of
from app.session.model_card import ModelCard
from app.session.repositories import Repositories


class ModelSources(QObject):
    """``folder``: in which downloads are kept; changed when the models have moved."""

    found = Signal(str)  # the id of the model in a repository that was looked up
    refused = Signal(object)  # a Failure: why it cannot be offered

    def __init__(self, *, catalog: Catalog, folder: Path, endpoint: str | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self._catalog = catalog
        self._endpoint = endpoint
        self._repositories = Repositories(endpoint=endpoint, parent=self)
        self._repositories.found.connect(self._on_found)
        self._repositories.refused.connect(self.refused)

    @property
    def named(self) -> tuple[tuple[str, Found], ...]:
        """Repositories that were looked up, each with the name of the folder that it would get."""
        return self._repositories.named

    def order(self, model_id: str) -> FetchOrder | None:
        """To fetch that model, or what is missing of it; None if it comes from nowhere."""
        offered = self._catalog.find(model_id)
        if offered is not None:
            return offered.order(self.folder / model_id, endpoint=self._endpoint)
        name = self.download_id(model_id)
        begun = read_unfinished(self.folder / name) if name else None
        return self._repositories.order(name, self.folder) or (begun.order if begun is not None else None)

    def order_to_check(self, model_id: str) -> FetchOrder | None:
        """To read again what stands whole in our folder; None where there is nothing to compare it with."""
        name = self.download_id(model_id)
        return order_to_check(self.folder / name, self._endpoint) if name else None

    def download_id(self, model_id: str) -> str:
        """Empty for a model in a folder that is not ours."""
        path = Path(model_id)
        return path.name if path.parent in (Path(), self.folder) else ""

    def model_id(self, download_id: str) -> str:
        return download_id if self._catalog.find(download_id) is not None else str(self.folder / download_id)

    def look_up(self, text: str, cards: Iterable[ModelCard]) -> None:
        """``text``: as somebody typed it. ``found`` or ``refused`` follows, at once if it is among ``cards``."""
        self._repositories.cancel()
        repository = repository_of(text)
        if repository is not None and repository.revision is None:
            known = {card.repository: card.id for card in cards if card.repository}
            known |= {model.repository: model.id for model in self._catalog.models}
            if repository.name in known:
                self.found.emit(known[repository.name])
                return
        self._repositories.look(text, models=self.folder, reserved=[model.id for model in self._catalog.models])

    def stop_looking(self) -> None:
        self._repositories.cancel()

    def shutdown(self) -> None:
        self._repositories.shutdown()

    def _on_found(self, name: str) -> None:
        self.found.emit(self.model_id(name))
