"""Somebody outside this app who can be asked: a model at an endpoint."""

from __future__ import annotations

from dataclasses import dataclass

from app.chat.cloud_model import CloudModel
from app.chat.conversation import Source, SourceKind
from app.chat.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Service:
    """``endpoint.id`` is the name of its key in the keyring if ``endpoint.needs_key``; else none is read."""

    endpoint: Endpoint
    model: CloudModel

    @property
    def id(self) -> str:
        return f"{self.endpoint.id}/{self.model.id}"

    @property
    def answers_as(self) -> Source:
        return Source(SourceKind.CLOUD, self.model.id, self.model.label, self.endpoint.name)
