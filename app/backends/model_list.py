"""The list of models that an endpoint offers, as it tells it itself; read when a person asks for it.

Nothing of a conversation goes out with it: the address, and the key if there is one. Pure parsing, and one object that
asks once. Source: OpenAI's API reference, ``GET /v1/models``; ``shutdown_date`` where a service gives it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

from PySide6.QtCore import QObject, Signal

from app.backends import cloud_failures
from app.backends.chat_completions import error_code
from app.backends.cloud_failures import Asked, Fault, Head
from app.backends.cloud_http import HttpExchange, Limits
from app.chat.cloud_model import ListedModel
from app.chat.endpoint import Endpoint
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.secret import Secret
from app.chat.sentence import sentence

PATH = "/models"
MAX_BYTES = 4 * 1024 * 1024  # OpenRouter's list of some 400 models has half a megabyte
MOST_MODELS = 2_000
MOST_ID_CHARACTERS = 200
LIST_LIMITS = Limits(connecting_s=15.0, waiting_s=30.0, streaming_s=15.0)


def models_from(body: bytes) -> tuple[ListedModel, ...] | None:
    """By name; None if that is no list of models. An entry that makes no sense is left out."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    listed = said.get("data") if isinstance(said, dict) else None
    if not isinstance(listed, list):
        return None
    found = {
        entry["id"]: ListedModel(entry["id"], _day(entry.get("shutdown_date")))
        for entry in listed[:MOST_MODELS]
        if isinstance(entry, dict) and _is_id(entry.get("id"))
    }
    return tuple(found[name] for name in sorted(found))


class ModelList(QObject):
    """``ended`` comes once: with the models, or with a Failure."""

    ended = Signal(object)  # tuple[ListedModel, ...] | Failure

    def __init__(
        self,
        *,
        endpoint: Endpoint,
        limits: Limits = LIST_LIMITS,
        uses_system_proxy: bool = False,
        now: Callable[[], float] = lambda: datetime.now(UTC).timestamp(),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._endpoint = endpoint
        self._asked = Asked(endpoint.name, endpoint.name)
        self._now = now
        self._head: Head | None = None
        self._body = b""
        self._exchange = HttpExchange(limits=limits, uses_system_proxy=uses_system_proxy, parent=self)
        self._exchange.answered.connect(self._on_answered)
        self._exchange.arrived.connect(self._on_arrived)
        self._exchange.ended.connect(self._on_ended)

    def ask(self, key: Secret | None) -> None:
        """Once."""
        self._exchange.get(f"{self._endpoint.base_url}{PATH}", accept="application/json", key=lambda: key)

    def abort(self) -> None:
        self._exchange.abort()

    def _on_answered(self, head: Head) -> None:
        self._head = head
        failure = cloud_failures.of_head_of_list(head, self._asked)
        if failure is not None:
            self._end(failure)

    def _on_arrived(self, data: bytes) -> None:
        self._body += data
        if len(self._body) > MAX_BYTES:
            self._end(cloud_failures.unreadable(self._asked, "the list is too long"))

    def _on_ended(self, fault: Fault | None) -> None:
        if self._head is None:
            self._end(cloud_failures.of_connection(fault or Fault.CLOSED, self._exchange.phase, self._asked))
        elif self._head.status >= 400:
            failure = cloud_failures.of_refusal(self._head, error_code(self._body), self._asked, self._now())
            self._end(failure if failure.kind is not FailureKind.CLOUD_MODEL_GONE else self._no_list())
        else:
            models = models_from(self._body)
            self._end(cloud_failures.unreadable(self._asked, "no list of models") if models is None else models)

    def _no_list(self) -> Failure:
        said = sentence("{service} has no list of its models at this address.", service=self._endpoint.name)
        return failure_of(FailureKind.CLOUD_MODEL_GONE, said)

    def _end(self, result: tuple[ListedModel, ...] | Failure) -> None:
        self._exchange.abort()
        self.ended.emit(result)


def _is_id(held: object) -> bool:
    return isinstance(held, str) and 0 < len(held) <= MOST_ID_CHARACTERS and held.isprintable() and held == held.strip()


def _day(held: object) -> str | None:
    """From an ISO date or seconds since 1970."""
    try:
        if isinstance(held, str):
            return date.fromisoformat(held[:10]).isoformat()
        if isinstance(held, int | float) and not isinstance(held, bool):
            return datetime.fromtimestamp(held, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return None
    return None
