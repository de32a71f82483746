"""The real model: the same numbers as stock mlx-lm's, drawn from as asked, without the rest of mlx-lm."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mlx.core as mx
import mlx.nn as nn
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mlx.utils import tree_flatten

from app.chat.conversation import Effort, PromptReading
from app.chat.exchange import GenerationRequest, RequestId, Sampling
from app.chat.failure import FailureKind
from app.chat.prompt import Message, Prompt, Role
from app.engine import model_folder, network
from app.engine.inbox import Job
from app.engine.mlx_model import MlxModel, load
from app.engine.model import Assignment, LoadAbandoned, LoadError, Steer, Step, Written
from app.engine.prefill import DEFAULT_PIECE_TOKENS
from app.harmony.render import render
from app.paths import demo_model_folder
from app.wire.messages import Load

QUESTION = Prompt(Effort.HIGH, (Message(Role.USER, "What is 47 + 85?"),), "2026-11-24")

# Runs apart: the stock loader imports transformers and lowers this process's limits.
COMPARISON = """
import json, os, resource, sys
from pathlib import Path
os.environ["MLX_DISABLE_COMPILE"] = "1"
limits = resource.getrlimit(resource.RLIMIT_NOFILE)
from app.engine import model_folder, network
report = {"lean": not any(n.partition(".")[0] in ("transformers", "huggingface_hub", "torch") for n in sys.modules),
          "limits": limits == resource.getrlimit(resource.RLIMIT_NOFILE)}
import mlx.core as mx
folder, prompt = Path(sys.argv[1]), json.loads(sys.argv[2])
ours = network.read_network(model_folder.check(folder), lambda fraction: None, lambda: False)
del sys.modules["mlx_lm"]
from mlx_lm.utils import load_model
from mlx_lm.generate import generate_step
stock, _ = load_model(folder)
tokens = mx.array([prompt])
report["equal"] = bool(mx.array_equal(ours(tokens), stock(tokens)))
network.widen(stock)
report["greedy"] = [int(t) for t, _ in generate_step(mx.array(prompt), stock, max_tokens=60)]
print(json.dumps(report))
"""


@pytest.fixture(scope="module")
def model() -> MlxModel:
    return load(Load(str(demo_model_folder()), "Demo"), lambda fraction: None, lambda: False)


def assignment(model: MlxModel, sampling: Sampling, tokens: int, prompt: Prompt = QUESTION) -> Assignment:
    request = GenerationRequest(RequestId("r"), prompt, sampling)
    return Assignment(request, tuple(render(prompt, model.vocabulary)), tokens)


class StoppedAfter:
    """Says that it is stopped from the time on that it was asked so often."""

    def __init__(self, most: int) -> None:
        self._left = most

    def is_stopped(self) -> bool:
        self._left -= 1
        return self._left < 0

    def is_paused(self) -> bool:
        return False

    def take_steering(self) -> tuple[Steer, ...]:
        return ()


def generated(model: MlxModel, task: Assignment) -> Iterator[Step]:
    return model.generate(task, Job(task.request))


def ids(model: MlxModel, sampling: Sampling, tokens: int = 60) -> list[int]:
    steps = generated(model, assignment(model, sampling, tokens))
    return [step.id for step in steps if isinstance(step, Written)]


def packed_in_8_bits(tmp_path: Path) -> Path:
    """The demo model in the form of mlx-community's folders: experts as they are, everything else in 8 bits."""
    net = network.read_network(model_folder.check(demo_model_folder()), lambda fraction: None, lambda: False)
    packing: dict[str, Any] = {"group_size": 32, "bits": 4, "mode": "mxfp4"}

    def choose(path: str, module: Any) -> bool:
        if hasattr(module, "to_quantized"):
            packing[path] = {"group_size": 64, "bits": 8}
        return path in packing

    nn.quantize(net, group_size=64, bits=8, class_predicate=choose)
    folder = with_config(tmp_path, lambda config: config.update(quantization=packing))
    mx.save_safetensors(str(folder / "model.safetensors"), dict(tree_flatten(net.parameters())))
    return folder


@pytest.mark.parametrize("form", ["as published by OpenAI", "in mlx-community's form"])
def test_weights_and_greedy_ids_are_those_of_stock_mlx_lm(form: str, tmp_path: Path) -> None:
    folder = demo_model_folder() if form == "as published by OpenAI" else packed_in_8_bits(tmp_path)
    model = load(Load(str(folder), "Model"), lambda fraction: None, lambda: False)
    prompt = render(QUESTION, model.vocabulary)
    arguments = [sys.executable, "-c", COMPARISON, str(folder), json.dumps(prompt)]
    done = subprocess.run(arguments, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    report = json.loads(done.stdout)
    assert report["lean"], "neither transformers nor a downloader is in the engine's process"
    assert report["limits"], "the number of files that may be open stays what it was"
    assert report["equal"], "logits are the same to the last bit"
    assert report["greedy"] == ids(model, Sampling(temperature=0.0))


def test_the_same_seed_gives_the_same_reply(model: MlxModel) -> None:
    assert ids(model, Sampling(temperature=2.0, seed=1)) == ids(model, Sampling(temperature=2.0, seed=1))


def test_warming_up_changes_nothing_that_follows(model: MlxModel) -> None:
    before = ids(model, Sampling(temperature=0.0))
    network.warm_up(model._network)
    assert ids(model, Sampling(temperature=0.0)) == before


@pytest.mark.parametrize("seed", [-1, 2**64, 2**200])
def test_any_whole_number_is_a_seed(model: MlxModel, seed: int) -> None:
    assert len(ids(model, Sampling(seed=seed), tokens=3)) == 3


def test_no_more_tokens_than_asked_for(model: MlxModel) -> None:
    assert len(ids(model, Sampling(temperature=0.0), tokens=1)) == 1
    assert len(ids(model, Sampling(temperature=0.0), tokens=7)) == 7


def test_progress_of_a_long_prompt_is_told_in_pieces(model: MlxModel) -> None:
    prompt = Prompt(Effort.LOW, (Message(Role.USER, "7 " * 700),))
    task = assignment(model, Sampling(temperature=0.0), 1, prompt)
    model.forget(task.request.conversation)  # other tests have read the beginning
    readings = [step for step in generated(model, task) if isinstance(step, PromptReading)]
    total = len(task.prompt)
    pieces = [*range(0, total - 1, DEFAULT_PIECE_TOKENS), total - 1]
    assert [reading.done for reading in readings] == pieces
    assert {reading.total for reading in readings} == {total}


def test_stopping_ends_it_between_pieces_and_between_tokens(model: MlxModel) -> None:
    prompt = Prompt(Effort.LOW, (Message(Role.USER, "7 " * 400),))
    for most in (1, 2, 4):
        steps = list(model.generate(assignment(model, Sampling(), 50, prompt), StoppedAfter(most)))
        assert len(steps) <= most + 1


def test_the_configuration_decides_about_the_position_encoding(tmp_path: Path) -> None:
    stock = frequencies(demo_model_folder())
    exact = frequencies(with_config(tmp_path, lambda config: config["rope_scaling"].update(truncate=False)))
    absent = frequencies(with_config(tmp_path, lambda config: config["rope_scaling"].pop("truncate")))
    newer = frequencies(with_config(tmp_path, lambda config: config.update(rope_parameters=config.pop("rope_scaling"))))
    assert absent == stock
    assert newer == stock
    assert exact != stock
    assert exact[0] == stock[0]
    assert exact[-1] == pytest.approx(stock[-1])


def test_a_load_reports_its_progress_and_can_be_given_up() -> None:
    fractions: list[float] = []
    load(Load(str(demo_model_folder()), "Demo"), fractions.append, lambda: False)
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    with pytest.raises(LoadAbandoned):
        load(Load(str(demo_model_folder()), "Demo"), fractions.append, lambda: True)


def test_weights_that_do_not_fit_the_configuration_are_a_broken_model(tmp_path: Path) -> None:
    folder = with_config(tmp_path, lambda config: config.update(hidden_size=96))
    with pytest.raises(LoadError) as raised:
        load(Load(str(folder), "My model"), lambda fraction: None, lambda: False)
    assert raised.value.failure.kind is FailureKind.MODEL_BROKEN
    assert "My model" in raised.value.failure.message


def test_a_vocabulary_larger_than_the_model_is_refused(tmp_path: Path) -> None:
    folder = with_config(tmp_path, lambda config: None)
    path = folder / "tokenizer.json"
    tokenizer = json.loads(path.read_text())
    like, free = tokenizer["added_tokens"][0], max(token["id"] for token in tokenizer["added_tokens"]) + 1
    tokenizer["added_tokens"] += [dict(like, id=free + n, content=f"<|extra_{n}|>") for n in range(100)]
    path.write_text(json.dumps(tokenizer))
    with pytest.raises(LoadError) as raised:
        load(Load(str(folder), "My model"), lambda fraction: None, lambda: False)
    assert raised.value.failure.kind is FailureKind.MODEL_BROKEN


def test_a_folder_that_is_unsafe_is_not_loaded(tmp_path: Path) -> None:
    folder = with_config(tmp_path, lambda config: config.update(auto_map={}))
    with pytest.raises(LoadError) as raised:
        load(Load(str(folder), "My model"), lambda fraction: None, lambda: False)
    assert raised.value.failure.kind is FailureKind.MODEL_UNSAFE


def with_config(tmp_path: Path, change: Any) -> Path:
    folder = tmp_path / f"model{len(list(tmp_path.iterdir()))}"
    shutil.copytree(demo_model_folder(), folder)
    config = json.loads((folder / "config.json").read_text())
    change(config)
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def frequencies(folder: Path) -> list[float]:
    net = network.read_network(model_folder.check(folder), lambda fraction: None, lambda: False)
    return [float(value) for value in net.layers[0].self_attn.rope._freqs.tolist()]


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to be spoilt again and again."""
    return Path(shutil.copytree(demo_model_folder(), tmp_path_factory.mktemp("spoilt") / "model"))


_JUNK = st.sampled_from([b"0", b"-1", b"null", b"{}", b"[]", b"99999999999", b"1e308", b'"x"', b"true", b""])


@given(st.sampled_from(["config.json", "model.safetensors", "tokenizer.json"]), st.floats(0, 1), _JUNK)
@example("model.safetensors", 0.81640625, b'"x"')  # scales without the weights that they belong to
@settings(max_examples=100, deadline=None)
def test_a_folder_with_one_value_changed_loads_or_is_refused_in_words(
    spoilt: Path, name: str, place: float, junk: bytes
) -> None:
    sound = (demo_model_folder() / name).read_bytes()
    begin, end = (8, 8 + int.from_bytes(sound[:8], "little")) if name.endswith("tensors") else (0, len(sound))
    values = list(re.finditer(rb'-?\d+\.?\d*|true|false|"[^"]*"', sound[begin:end]))
    value = values[min(int(place * len(values)), len(values) - 1)]
    text = sound[begin : begin + value.start()] + junk + sound[begin + value.end() : end]
    length = len(text).to_bytes(8, "little") if begin else b""
    (spoilt / name).write_bytes(length + text + sound[end:])
    try:
        load(Load(str(spoilt), "My model"), lambda fraction: None, lambda: False)
    except LoadError as error:
        words = error.failure.message
        assert words.endswith("."), words  # that it loads after all is as good
    finally:
        (spoilt / name).write_bytes(sound)
