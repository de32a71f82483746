"""A peer: llama.cpp, from the wheel ``xllamacpp``, with the same weights in its own format. It only counts.

Speeds are not compared: its kernels for a CPU are its own, and those for a GPU are not in that wheel for every machine.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.chat.prompt import Prompt
from app.engine import model_folder
from app.engine.bench import gguf_file
from app.engine.bench.http_server import PeerError
from app.harmony.render import render
from app.harmony.vocabulary import Vocabulary

NEEDED = ("xllamacpp", "gguf", "numpy")
CONTEXT_TOKENS = 8192
# Longer than the sliding window: a shorter reply would leave more in it than a real one does.
REPLY_TOKENS = 160
MOST_BYTES = 4 << 30  # of weights that are written once more for it
SILENT = -1


class Llama:
    """``first_token`` has the engine's form, so that both can be asked the same."""

    def __init__(self, server: Any, vocabulary: Vocabulary) -> None:
        self._server = server
        self._vocabulary = vocabulary
        self.read_tokens = 0  # of the last prompt

    def first_token(self, prompt: Prompt, _conversation: str) -> float:
        """Of its own telling. Raises PeerError."""
        ids = render(prompt, self._vocabulary)
        asked = {"prompt": ids, "n_predict": REPLY_TOKENS, "temperature": 0.0, "ignore_eos": True}
        told = self._server.handle_completions(asked)
        answer = json.loads(told) if isinstance(told, str) else told
        try:
            timings = answer["timings"]
            self.read_tokens = int(timings["prompt_n"])
            return float(timings["prompt_ms"]) / 1000
        except (KeyError, TypeError, ValueError) as error:
            raise PeerError(f"llama.cpp did not answer ({type(error).__name__})") from None

    def rest(self, _prompt: Prompt, _conversation: str) -> None:
        """It does nothing while nobody asks."""


@contextmanager
def llama(folder: Path, vocabulary: Vocabulary) -> Iterator[Llama]:
    """With the weights in the folder. Raises PeerError, with the reason why there is none."""
    if not all(map(importlib.util.find_spec, NEEDED)):
        raise PeerError("llama.cpp is not installed (pip install xllamacpp gguf)")
    checked = model_folder.check(folder)
    if checked.weight_bytes > MOST_BYTES:
        raise PeerError("these weights are too large to be written once more for llama.cpp")
    with tempfile.TemporaryDirectory(prefix="soliloquy-bench-") as place:
        file = Path(place) / "model.gguf"
        try:
            gguf_file.write(file, checked)
        except (gguf_file.NotConvertibleError, OSError) as error:
            raise PeerError(f"these weights cannot be converted for llama.cpp: {error}") from None
        yield Llama(_started(file), vocabulary)


def _started(file: Path) -> Any:
    package: Any = importlib.import_module("xllamacpp")
    wanted = package.CommonParams()
    wanted.model.path = str(file)
    wanted.n_ctx = CONTEXT_TOKENS
    wanted.n_parallel = 1
    wanted.warmup = False
    wanted.verbosity = SILENT
    wanted.api_keys = [secrets.token_hex()]  # it listens on the loopback as well, for nobody
    try:
        return package.Server(wanted)
    except RuntimeError as error:
        raise PeerError(f"llama.cpp did not start: {error}") from None
