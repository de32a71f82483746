"""Nothing is imported that a run does not need: mlx-lm's own start imports transformers, which costs 3 of 4.6 s."""

from __future__ import annotations

import json
import subprocess
import sys

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
