"""Who could be asked outside this app: OpenAI's models, and endpoints of the person's own. Nobody, until allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QObject, Signal

from app.chat.cloud_model import CloudModel, ShutdownWarning, warning_for
from app.chat.conversation import Effort, Source
from app.chat.endpoint import OPENAI, EffortStyle, Endpoint, checked_base_url
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import sentence
from app.chat.service import Service
from app.models.cloud_models import CloudTable
from app.session.cloud_keys import CloudKeys
from app.session.preferences import Preferences

MOST_NAME_CHARACTERS = 60
MOST_MODEL_CHARACTERS = 200
OWN = "entered by you"  # where the figures of a model come from


class CloudServices(QObject):
    """``changed``: who can be asked, or what is known of them."""

    changed = Signal()

    def __init__(
        self,
        *,
        preferences: Preferences,
        keys: CloudKeys,
        table: CloudTable,
        today: Callable[[], date] = date.today,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences, self._keys = preferences, keys
        self._table = table
        self._today = today
        self._shutdowns: dict[tuple[str, str], str] = {}  # as endpoints told in this session: endpoint and model
        keys.changed.connect(self.changed)
        preferences.changed.connect(self._on_preference_changed)

    @property
    def today(self) -> date:
        """Of the person."""
        return self._today()

    @property
    def is_never(self) -> bool:
        """Nobody outside this app can be asked, whatever else is set."""
        return self._preferences.never_cloud

    @is_never.setter
    def is_never(self, is_never: bool) -> None:
        self._preferences.never_cloud = is_never

    @property
    def openai(self) -> tuple[Service, ...]:
        """Of the table, whether there is a key or not."""
        return tuple(Service(OPENAI, self._dated(model)) for model in self._table.models if model.endpoint == OPENAI.id)

    @property
    def own(self) -> tuple[Service, ...]:
        """What stands in the settings and may be there: a file that was edited may name any address."""
        return tuple(self._with_figures(held) for held in self._preferences.own_services if _is_sound(held))

    @property
    def usable(self) -> tuple[Service, ...]:
        """Those that can be asked now; none while the cloud is never to be used. The first is the one to offer."""
        if self.is_never:
            return ()
        known = [held for held in (*self.openai, *self.own) if self._has_its_key(held.endpoint)]
        return tuple(sorted(known, key=lambda held: self._is_gone(held.model)))  # stable: those that are gone last

    def find(self, service_id: str) -> Service | None:
        """Among those that can be asked now."""
        return next((held for held in self.usable if held.id == service_id), None)

    def that_answered(self, source: Source | None) -> Service | None:
        """The one of a reply, if it can be asked again."""
        if source is None:
            return None
        named = (source.service, source.model)
        return next((held for held in self.usable if (held.endpoint.name, held.model.id) == named), None)

    def successor_of(self, service: Service) -> Service | None:
        """What its maker names instead, if it can be asked."""
        successor = service.model.successor
        wanted = (service.endpoint.id, successor)
        return next((held for held in self.usable if (held.endpoint.id, held.model.id) == wanted), None)

    def warning_for(self, service: Service) -> ShutdownWarning | None:
        return warning_for(service.model, self._today())

    def learn(self, endpoint_id: str, shutdowns: Mapping[str, str]) -> None:
        """The days on which models go, as the endpoint itself tells them: they win over the table's."""
        self._shutdowns |= {(endpoint_id, model): day for model, day in shutdowns.items()}
        self.changed.emit()

    def add(self, *, name: str, address: str, model: str, needs_key: bool, takes_effort: bool) -> Service | Failure:
        """An endpoint of the person's own; a Failure says what is wrong with it, and nothing is added."""
        name = " ".join(name.split())[:MOST_NAME_CHARACTERS]
        model = " ".join(model.split())
        base_url = checked_base_url(address)
        if isinstance(base_url, Failure):
            return base_url
        if not name or not model or len(model) > MOST_MODEL_CHARACTERS:
            return failure_of(
                FailureKind.CLOUD_ADDRESS, sentence("A service needs a name and the model that it is to be asked for.")
            )
        if any(held.endpoint.name.lower() == name.lower() for held in (*self.openai, *self.own)):
            return failure_of(FailureKind.CLOUD_ADDRESS, sentence("There is already a service of this name."))
        endpoint = Endpoint(self._new_id(name), name, base_url, needs_key=needs_key)
        if not endpoint.is_encrypted:  # a server of one's own: it may read the effort in either place
            endpoint = replace(endpoint, effort_style=EffortStyle.EITHER)
        service = Service(endpoint, self._model(endpoint.id, model, takes_effort=takes_effort))
        self._preferences.own_services = (*self._preferences.own_services, service)
        return service

    def set_model(self, endpoint_id: str, model: str) -> None:
        """Another model of an endpoint of the person's own."""
        model = " ".join(model.split())
        if not model or len(model) > MOST_MODEL_CHARACTERS:
            return
        self._preferences.own_services = tuple(
            replace(held, model=self._model(endpoint_id, model, takes_effort=bool(held.model.efforts)))
            if held.endpoint.id == endpoint_id
            else held
            for held in self._preferences.own_services
        )

    def remove(self, endpoint_id: str) -> None:
        """Its key first: an endpoint whose key stays in the keyring stays in the list."""
        if self._keys.has(endpoint_id):
            self._keys.remove(endpoint_id, then=lambda: self._drop(endpoint_id))
        else:
            self._drop(endpoint_id)

    def _drop(self, endpoint_id: str) -> None:
        kept = (held for held in self._preferences.own_services if held.endpoint.id != endpoint_id)
        self._preferences.own_services = tuple(kept)

    def _has_its_key(self, endpoint: Endpoint) -> bool:
        return not endpoint.needs_key or self._keys.has(endpoint.id)

    def _is_gone(self, model: CloudModel) -> bool:
        warning = warning_for(model, self._today())
        return warning is not None and warning.days_left <= 0

    def _model(self, endpoint_id: str, model: str, *, takes_effort: bool) -> CloudModel:
        efforts = tuple(Effort) if takes_effort else ()
        return CloudModel(model, model, endpoint_id, self._today().isoformat(), OWN, efforts=efforts)

    def _with_figures(self, service: Service) -> Service:
        """Prices and limits that the person put into the table of models win over what we do not know."""
        found = self._table.find(service.endpoint.id, service.model.id)
        return replace(service, model=self._dated(found or service.model))

    def _dated(self, model: CloudModel) -> CloudModel:
        return replace(model, shutdown=self._shutdowns.get((model.endpoint, model.id), model.shutdown))

    def _new_id(self, name: str) -> str:
        """Readable, since it stands in the ledger and in the keyring; never one that a key is kept under."""
        base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "service"
        taken = {OPENAI.id, *self._preferences.cloud_keys, *(held.endpoint.id for held in self.own)}
        number, found = 1, base
        while found in taken:
            number += 1
            found = f"{base}-{number}"
        return found

    def _on_preference_changed(self, name: str) -> None:
        if name in ("never_cloud", "cloud_keys", "own_services"):
            self.changed.emit()


def _is_sound(service: Service) -> bool:
    endpoint = service.endpoint
    is_named = bool(endpoint.id and endpoint.name and service.model.id)
    return is_named and endpoint.id != OPENAI.id and checked_base_url(endpoint.base_url) == endpoint.base_url
