"""Who talks to services outside this app: made when one is asked, so that Qt's network library is loaded only then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.chat.endpoint import Endpoint
from app.chat.failure import Failure, FailureKind
from app.chat.secret import Secret
from app.chat.service import Service
from app.system_libraries import NETWORK, advice, missing_packages

if TYPE_CHECKING:
    from app.backends.cloud import CloudBackend
    from app.backends.model_list import ModelList


class Outside:
    """``uses_proxy``: that of the system, for what is asked from now on."""

    def __init__(self, *, uses_proxy: Callable[[], bool]) -> None:
        self._uses_proxy = uses_proxy

    def backend(self, service: Service, key: Secret | None) -> CloudBackend | Failure:
        """For one request, with its key."""
        missing = _missing()
        if missing is not None:
            return missing
        from app.backends.cloud import CloudBackend

        return CloudBackend(
            endpoint=service.endpoint,
            model=service.model,
            read_key=lambda: key,
            uses_system_proxy=self._uses_proxy(),
        )

    def model_list(self, endpoint: Endpoint) -> ModelList | Failure:
        missing = _missing()
        if missing is not None:
            return missing
        from app.backends.model_list import ModelList

        return ModelList(endpoint=endpoint, uses_system_proxy=self._uses_proxy())


def _missing() -> Failure | None:
    """What a bare Linux lacks; a Mac has all of it."""
    missing = missing_packages(NETWORK)
    return Failure(FailureKind.CLOUD_UNREACHABLE, advice(missing)) if missing else None
