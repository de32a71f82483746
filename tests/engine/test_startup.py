"""Nothing is imported that a run does not need (mlx-lm's own start imports transformers, which costs 3 of 4.6 s), and
vocabulary and weights are read side by side."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.chat.sentence import sentence
from app.engine import mlx_model
from app.engine import network as network_module
from app.engine.model import LoadError
from app.harmony.vocabulary import Vocabulary, VocabularyError
from app.paths import demo_model_folder
from app.wire.messages import Load

DEMO = Load(str(demo_model_folder()), "Demo")

# A whole run in this process's place: load, read a prompt, draw, record.
RUN = """
import json, sys
there = set(sys.modules)
import app.engine.loop, app.engine.worker
from app.chat.conversation import Effort
from app.chat.exchange import GenerationRequest, Recording, RequestId
from app.chat.prompt import Message, Prompt, Role
from app.engine.assignment import assign
from app.engine.inbox import Job
from app.engine.mlx_model import load
from app.engine.model import Written
from app.paths import demo_model_folder
from app.wire.messages import Load
model = load(Load(str(demo_model_folder()), "Demo"), lambda fraction: None, lambda: False)
prompt = Prompt(Effort.LOW, (Message(Role.USER, "What is 2 + 3?"),))
request = GenerationRequest(RequestId("r"), prompt, recording=Recording.EVERYTHING)
steps = model.generate(assign(request, model), Job(request))
assert any(isinstance(step, Written) and step.record for step in steps)
standard = set(sys.stdlib_module_names)
print(json.dumps([name for name in set(sys.modules) - there if name.partition(".")[0] not in standard]))
"""
PACKAGES = {"app", "mlx", "mlx_lm", "tokenizers", "platformdirs"}  # the last one by this test, to find the demo model
OF_MLX_LM = {"activations", "base", "cache", "gpt_oss", "rope_utils", "switch_layers"}


def test_a_run_imports_the_network_and_the_tokenizer_and_nothing_else() -> None:
    done = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    names: list[str] = json.loads(done.stdout)
    assert {name.partition(".")[0] for name in names} == PACKAGES
    prefix = "mlx_lm.models."
    assert {name.removeprefix(prefix) for name in names if name.startswith(prefix)} == OF_MLX_LM
    assert not any(name.startswith(("app.ui", "app.session", "app.store", "app.models")) for name in names)


def test_the_vocabulary_is_read_while_the_weights_are(monkeypatch: pytest.MonkeyPatch) -> None:
    both = threading.Barrier(2, timeout=30)  # broken if one of them waits for the other's end
    load_vocabulary, read_network = Vocabulary.load, mlx_model.read_network

    def vocabulary(folder: Path) -> Vocabulary:
        both.wait()
        return load_vocabulary(folder)

    def network(*arguments: Any) -> Any:
        both.wait()
        return read_network(*arguments)

    monkeypatch.setattr(Vocabulary, "load", vocabulary)
    monkeypatch.setattr(mlx_model, "read_network", network)
    assert mlx_model.load(DEMO, lambda fraction: None, lambda: False).vocabulary.size > 256


def test_with_a_vocabulary_that_is_no_good_the_weights_are_not_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    fractions: list[float] = []

    def network(folder: Any, report: Any, is_stopped: Callable[[], bool]) -> Any:
        deadline = time.monotonic() + 30
        while not is_stopped():
            assert time.monotonic() < deadline
            threading.Event().wait(0.001)
        return network_module.read_network(folder, report, is_stopped)

    def refuse(_folder: Path) -> Vocabulary:
        raise VocabularyError(sentence("It is no good."))

    monkeypatch.setattr(Vocabulary, "load", refuse)
    monkeypatch.setattr(mlx_model, "read_network", network)
    with pytest.raises(LoadError, match="no good"):
        mlx_model.load(DEMO, fractions.append, lambda: False)
    assert fractions == []
