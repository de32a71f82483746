"""The scripted conversation asks every side the same, and holds each request to its own bound."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.chat.prompt import Prompt
from app.engine import model_folder
from app.engine.bench import gguf_file, llama_cpp, random_folder, scripted
from app.engine.bench.http_server import PeerError
from app.engine.bench.llama_cpp import Llama, llama
from app.engine.bench.talk import alone
from app.harmony.render import render
from app.harmony.vocabulary import Vocabulary
from app.paths import demo_model_folder

import mlx.core as mx  # isort: skip


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.load(demo_model_folder())


class Forgetful:
    """Knows the whole of the last prompt, and nothing else."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._known: list[int] = []
        self.prompts: list[list[int]] = []
        self.read_tokens = 0

    def first_token(self, prompt: Prompt, _conversation: str) -> float:
        ids = render(prompt, self._vocabulary)
        same = next((at for at, (one, other) in enumerate(zip(ids, self._known, strict=False)) if one != other), None)
        self.read_tokens = len(ids) - min(len(ids) - 1, len(self._known) if same is None else same)
        self._known = ids
        self.prompts.append(ids)
        return 0.0

    def rest(self, prompt: Prompt, _conversation: str) -> None:
        """It does nothing."""


def test_the_conversation_is_the_one_whose_figures_are_published(vocabulary: Vocabulary) -> None:
    side = Forgetful(vocabulary)
    read = scripted.counts(side, vocabulary)
    assert len(read) == len(scripted.MOST_EACH) == 13
    assert sum(scripted.MOST_EACH) == 884 - 127, "but for the first question"
    assert read[:8] == [*[read[0]] * 7, 1]
    assert 310 < read[0] < 330, "an answer and a question"
    lengths = [len(prompt) for prompt in side.prompts]
    first = lengths[0]
    assert [length - first for length in lengths[:8]] == [turn * (lengths[1] - first) for turn in range(8)]
    assert lengths[8] == lengths[7]
    assert lengths[12] == lengths[-1] == first + 8 * (lengths[1] - first)
    assert len(lengths) == 14 + scripted.OTHER_CHATS


def test_one_request_over_its_bound_is_one_too_many() -> None:
    most = list(scripted.MOST_EACH)
    assert scripted.own(most).ok
    assert scripted.own([0, *most[1:]]).value == sum(most) - most[0]
    assert not scripted.own([0, most[1] + 1, *most[2:]]).ok
    ratio = scripted.against("a peer", [10], [100])
    assert (ratio.value, ratio.ours, ratio.peer, ratio.ok) == (0.1, 10, 100, True)


class Answering:
    def __init__(self, told: Any) -> None:
        self.told, self.asked = told, []

    def handle_completions(self, asked: dict[str, Any]) -> Any:
        self.asked.append(asked)
        return self.told


@pytest.mark.parametrize("is_text", [True, False])
def test_llama_cpp_is_asked_with_ids_and_says_how_many_it_read(vocabulary: Vocabulary, is_text: bool) -> None:
    told: Any = {"timings": {"prompt_n": 17, "prompt_ms": 250.0}}
    server = Answering(json.dumps(told) if is_text else told)
    side = Llama(server, vocabulary)
    assert side.first_token(alone("Hello"), "a") == 0.25
    assert side.read_tokens == 17
    assert server.asked[0]["prompt"] == render(alone("Hello"), vocabulary)
    with pytest.raises(PeerError, match="did not answer"):
        Llama(Answering({"error": "no"}), vocabulary).first_token(alone("Hello"), "a")


def test_every_tensor_has_a_name_there_unless_it_is_packed(tmp_path: Path) -> None:
    random_folder.write(tmp_path, demo_model_folder() / "tokenizer.json", 2, random_folder.READING)
    tensors = mx.load(str(tmp_path / "model.safetensors"))
    assert isinstance(tensors, dict)
    names = set(map(gguf_file._name, tensors))
    assert len(names) == len(tensors)
    assert {"token_embd.weight", "output.weight", "blk.1.attn_sinks.weight", "blk.0.ffn_gate_exps.bias"} <= names
    with pytest.raises(gguf_file.NotConvertibleError, match="packed"):
        gguf_file._name("model.layers.0.self_attn.q_proj.scales")


def test_what_llama_cpp_cannot_be_given_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    random_folder.write(tmp_path, demo_model_folder() / "tokenizer.json", 2, random_folder.READING)
    monkeypatch.setattr(llama_cpp, "NEEDED", ("json",))
    monkeypatch.setattr(llama_cpp, "MOST_BYTES", model_folder.check(tmp_path).weight_bytes - 1)
    with pytest.raises(PeerError, match="too large"), llama(tmp_path, vocabulary):
        pass
