"""A cloud backend that asks a peer on this machine."""

from __future__ import annotations

from collections.abc import Callable

from app.backends.cloud import CloudBackend
from app.backends.cloud_http import Limits
from app.chat.cloud_model import CloudModel
from app.chat.conversation import Effort
from app.chat.endpoint import Endpoint
from app.chat.secret import Secret

KEY = "sk-canary-7b1f9e"
MODEL = CloudModel("m-1", "Model One", "peer", "2026-11-24", "a test", 0.15, 0.6, 1000, 200, efforts=tuple(Effort))
SHORT = Limits(connecting_s=0.4, waiting_s=0.4, streaming_s=0.4)
NOW = 1_764_000_000.0  # 2025-11-24T16:00:00Z


def cloud_backend(base_url: str, *, model: CloudModel = MODEL, **options: object) -> CloudBackend:
    read_key: Callable[[], Secret] = lambda: Secret(KEY)  # noqa: E731
    defaults: dict[str, object] = {"read_key": read_key, "now": lambda: NOW}
    return CloudBackend(endpoint=Endpoint("peer", "The peer", base_url), model=model, **{**defaults, **options})  # type: ignore[arg-type]
