"""The other peer: ``mlx_lm.server`` in a process of its own, asked over HTTP on this machine's loopback."""

from __future__ import annotations

import http.client
import importlib.util
import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.chat.prompt import Prompt
from app.engine.bench.talk import alone
from app.harmony.render import render, system_text
from app.harmony.vocabulary import Vocabulary

START_LIMIT_S, REPLY_LIMIT_S, LOOK_EVERY_S = 120, 1800, 0.2
NEEDED = ("mlx_lm", "transformers", "jinja2")
# What harmony's rendering gives, in the template language that the server reads.
_MESSAGES = (
    "{%- for m in messages -%}"
    "{{- '<|start|>' + m.role + ('<|channel|>final' if m.role == 'assistant' else '') -}}"
    "{{- '<|message|>' + m.content + '<|end|>' -}}"
    "{%- endfor -%}{%- if add_generation_prompt -%}{{- '<|start|>assistant' -}}{%- endif -%}"
)


class PeerError(Exception):
    """The server cannot be compared with; the text says why."""


class Server:
    """A server that runs. ``first_token`` has the engine's form, so that both can be asked the same."""

    def __init__(self, port: int, vocabulary: Vocabulary) -> None:
        self._port = port
        self._vocabulary = vocabulary
        self.read_tokens = 0  # of the last prompt

    def first_token(self, prompt: Prompt, _conversation: str) -> float:
        """Seconds until a reply of one token is there. Raises PeerError."""
        messages = [{"role": str(held.role), "content": held.text} for held in prompt.messages]
        body = json.dumps({"messages": messages, "max_tokens": 1, "temperature": 0.0})
        began = time.perf_counter()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=REPLY_LIMIT_S)
            connection.request("POST", "/v1/chat/completions", body, {"Content-Type": "application/json"})
            told = json.loads(connection.getresponse().read())
            seconds = time.perf_counter() - began
            connection.close()
            read, reused = told["usage"]["prompt_tokens"], told["usage"]["prompt_tokens_details"]["cached_tokens"]
        except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
            raise PeerError(f"the server did not answer ({type(error).__name__})") from None
        if read != len(render(prompt, self._vocabulary)):
            raise PeerError("the server makes other tokens of the same text")
        self.read_tokens = read - reused
        return seconds

    def rest(self, _prompt: Prompt, _conversation: str) -> None:
        """It does nothing while nobody asks."""


@contextmanager
def server(folder: Path, vocabulary: Vocabulary) -> Iterator[Server]:
    """With the weights in the folder. Raises PeerError, with the reason why there is none."""
    if getattr(sys, "frozen", False) or not all(map(importlib.util.find_spec, NEEDED)):
        raise PeerError("mlx_lm.server is not part of this installation")
    template = "{{- " + json.dumps(f"<|start|>system<|message|>{system_text(alone('x'))}<|end|>") + " -}}" + _MESSAGES
    port = _free_port()
    command = [sys.executable, "-m", "mlx_lm", "server", "--model", str(folder), "--host", "127.0.0.1"]
    command += ["--port", str(port), "--chat-template", template, "--log-level", "ERROR"]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors)
        with process:
            try:
                _wait_for(process, port, errors)
                yield Server(port, vocabulary)
            finally:
                process.kill()


def _wait_for(process: subprocess.Popen[bytes], port: int, errors: IO[bytes]) -> None:
    until = time.monotonic() + START_LIMIT_S
    while time.monotonic() < until:
        if process.poll() is not None:
            errors.seek(0)
            *_, last = errors.read().decode(errors="replace").strip().splitlines() or ["nothing was said"]
            raise PeerError(f"the server ended at once: {last}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=LOOK_EVERY_S).close()
        except OSError:
            threading.Event().wait(LOOK_EVERY_S)
        else:
            return
    raise PeerError("the server did not start")


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port
