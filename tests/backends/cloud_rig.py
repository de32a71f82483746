"""A cloud backend that asks a peer on this machine."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from app.backends.cloud import CloudBackend
from app.backends.cloud_http import Limits
from app.chat.cloud_model import CloudModel
from app.chat.conversation import Effort
from app.chat.endpoint import Endpoint
from app.chat.secret import Secret
from app.paths import demo_model_folder

KEY = "sk-canary-7b1f9e"
MODEL = CloudModel("m-1", "Model One", "peer", "2026-11-24", "a test", 0.15, 0.6, 1000, 200, efforts=tuple(Effort))
SHORT = Limits(connecting_s=0.4, waiting_s=0.4, streaming_s=0.4)
NOW = 1_764_000_000.0  # 2025-11-24T16:00:00Z


def cloud_backend(base_url: str, *, model: CloudModel = MODEL, **options: object) -> CloudBackend:
    read_key: Callable[[], Secret] = lambda: Secret(KEY)  # noqa: E731
    defaults: dict[str, object] = {"read_key": read_key, "now": lambda: NOW}
    return CloudBackend(endpoint=Endpoint("peer", "The peer", base_url), model=model, **{**defaults, **options})  # type: ignore[arg-type]


START_LIMIT_S = 240.0  # it imports transformers, on a machine that may be busy


@contextlib.contextmanager
def demo_service() -> Iterator[str]:
    """The base URL of mlx_lm.server with the demo model, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    command = [sys.executable, "-m", "mlx_lm", "server", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--model", str(demo_model_folder())],
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + START_LIMIT_S
        while not _answers(port):
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < until, "the server does not start"
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.2)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
