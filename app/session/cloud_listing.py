"""What an endpoint says it offers, read when the person clicks; nothing of any conversation goes out with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from app.chat.cloud_model import ListedModel
from app.chat.endpoint import Endpoint
from app.chat.failure import Failure
from app.chat.secret import Secret
from app.session.cloud_keys import CloudKeys
from app.session.cloud_services import CloudServices
from app.session.landing import Landing


class ReadsList(Protocol):
    """What is used of ``app.backends.model_list.ModelList``."""

    @property
    def ended(self) -> SignalInstance: ...

    def ask(self, key: Secret | None) -> None: ...

    def abort(self) -> None: ...

    def deleteLater(self) -> None: ...  # noqa: N802  # Qt's


MakeList = Callable[[Endpoint], "ReadsList | Failure"]


class CloudListing(QObject):
    """``changed``: of the endpoint with this id. ``failed``: its list could not be read."""

    changed = Signal(str)
    failed = Signal(str, object)

    def __init__(
        self, *, services: CloudServices, keys: CloudKeys, make_list: MakeList, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._keys = services, keys
        self._make_list = make_list
        self._landing = Landing(self)
        self._models: dict[str, tuple[ListedModel, ...]] = {}
        self._reading: dict[str, ReadsList | None] = {}  # None: its key is being read
        services.changed.connect(self._on_services_changed)

    def models(self, endpoint_id: str) -> tuple[ListedModel, ...]:
        """As read in this session; empty before."""
        return self._models.get(endpoint_id, ())

    def is_reading(self, endpoint_id: str) -> bool:
        return endpoint_id in self._reading

    def read(self, endpoint: Endpoint) -> None:
        """On a click. Nothing happens while the cloud is never to be used, or while it is being read."""
        if self._services.is_never or endpoint.id in self._reading:
            return
        self._reading[endpoint.id] = None
        self.changed.emit(endpoint.id)
        if endpoint.needs_key:
            self._landing.when_done(
                self._keys.read(endpoint.id, endpoint.name),
                lambda key: self._ask(endpoint, key),
                lambda failure: self._end(endpoint.id, failure),
            )
        else:
            self._ask(endpoint, None)

    def shutdown(self) -> None:
        self._landing.close()
        for reading in self._reading.values():
            if reading is not None:
                reading.abort()
        self._reading.clear()

    def _ask(self, endpoint: Endpoint, key: Secret | None) -> None:
        is_awaited = endpoint.id in self._reading and self._reading[endpoint.id] is None
        if self._services.is_never or not is_awaited:
            return  # it was broken off while the key was being read, and perhaps begun anew
        if endpoint.needs_key and not self._keys.has(endpoint.id):
            del self._reading[endpoint.id]  # taken away while the keyring waited for the person
            self.changed.emit(endpoint.id)
            return
        made = self._make_list(endpoint)
        if isinstance(made, Failure):
            self._end(endpoint.id, made)
            return
        self._reading[endpoint.id] = made
        made.ended.connect(lambda result: self._end(endpoint.id, result))
        made.ask(key)

    def _on_services_changed(self) -> None:
        """Never means also not on with what is under way."""
        if not self._services.is_never:
            return
        broken_off, self._reading = self._reading, {}
        for endpoint_id, reading in broken_off.items():
            if reading is not None:
                reading.abort()
                reading.deleteLater()
            self.changed.emit(endpoint_id)

    def _end(self, endpoint_id: str, result: tuple[ListedModel, ...] | Failure) -> None:
        if endpoint_id not in self._reading:
            return
        reading = self._reading.pop(endpoint_id)
        if reading is not None:
            reading.deleteLater()
        if isinstance(result, Failure):
            self.failed.emit(endpoint_id, result)
        else:
            self._models[endpoint_id] = result
            self._services.learn(endpoint_id, {held.id: held.shutdown for held in result if held.shutdown is not None})
        self.changed.emit(endpoint_id)
