"""``soliloquy ask --endpoint``: a service at an address that the person typed, and what is said before it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from app.chat.cloud_model import CloudModel
from app.chat.conversation import Effort
from app.chat.endpoint import PLAIN_HTTP_WARNING, EffortStyle, Endpoint, checked_base_url
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.outgoing import outgoing_messages
from app.chat.prompt import Prompt
from app.chat.secret import Secret
from app.chat.sentence import sentence
from app.chat.service import Service
from app.cli.told import told
from app.store.secrets import Secrets

if TYPE_CHECKING:
    from app.backends.base import Backend

LOADED_MODEL = "default_model"  # mlx_lm.server's word for the one that it has loaded; by any other it would fetch one
NO_KEY_NAME = "endpoint"


def service_at(address: str, *, model: str | None, effort: Effort | None, key_name: str | None) -> Service | Failure:
    """``effort`` None: nothing is said of it, for a service that takes none. ``key_name`` None: no key goes out."""
    base_url = checked_base_url(address)
    if isinstance(base_url, Failure):
        return base_url
    id_ = key_name or NO_KEY_NAME
    endpoint = Endpoint(id_, "the service", base_url, needs_key=key_name is not None)
    style = EffortStyle.FIELD if endpoint.is_encrypted else EffortStyle.EITHER
    endpoint = replace(endpoint, name=endpoint.host, effort_style=style)
    name = model or LOADED_MODEL
    efforts = () if effort is None else (effort,)
    today = date.today().isoformat()
    return Service(endpoint, CloudModel(name, name, id_, today, "the command line", efforts=efforts))


def announcement(service: Service, prompt: Prompt) -> str:
    """One line: where it goes, and all that goes. Raises NotForServicesError."""
    messages = outgoing_messages(prompt)
    length = sum(len(message.text) for message in messages)
    one, many = sentence("1 message"), sentence("{count} messages", count=len(messages))
    said_messages = told(one if len(messages) == 1 else many)
    said_length = told(sentence("1 character") if length == 1 else sentence("{count} characters", count=length))
    if service.endpoint.needs_key:
        said = sentence(
            "Sending {messages} ({characters}) and the key “{key}” of the keyring to {address} for {model}.",
            messages=said_messages,
            characters=said_length,
            key=service.endpoint.id,
            address=service.endpoint.base_url,
            model=service.model.id,
        )
    else:
        said = sentence(
            "Sending {messages} ({characters}) to {address} for {model}.",
            messages=said_messages,
            characters=said_length,
            address=service.endpoint.base_url,
            model=service.model.id,
        )
    return told(said, PLAIN_HTTP_WARNING) if service.endpoint.can_be_read_along else told(said)


def backend_for(
    service: Service, *, before_sending: Callable[[], Failure | None] = lambda: None, secrets: Secrets | None = None
) -> Backend:
    """Asks nobody before its ``generate``. ``before_sending``: done when all else is ready; a failure is not sent.

    ``secrets``: for tests, another keyring than the system's.
    """
    from app.backends.cloud import CloudBackend  # Qt, only now that its libraries are known to be there

    name = service.endpoint.id
    keyring = secrets or Secrets()

    def read_key() -> Secret | Failure | None:
        if not service.endpoint.needs_key:
            return before_sending()
        said = sentence("The keyring has no key “{name}” for this app, so nothing was sent.", name=name)
        key = keyring.read(name) or failure_of(FailureKind.CLOUD_KEY, said)
        if isinstance(key, Failure) or not key.fits_a_header:  # the backend refuses such a key
            return key
        return before_sending() or key

    return CloudBackend(endpoint=service.endpoint, model=service.model, read_key=read_key)
