"""The demo model reads only what is new of a prompt, and says so; its replies are those of one that reads it all."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.chat.conversation import Effort, PromptReading
from app.chat.exchange import GenerationRequest, RequestId, Sampling
from app.chat.prompt import Channel, Message, Prompt, Role
from app.engine import model_folder
from app.engine.assignment import message_starts
from app.engine.cache_key import cache_key
from app.engine.inbox import Job
from app.engine.mlx_model import MlxModel, load
from app.engine.model import Assignment, Written
from app.harmony.render import render, render_ahead
from app.paths import demo_model_folder
from app.wire.messages import Load

FIRST = (Message(Role.USER, "What is 47 + 85?"),)
ANSWERED = (*FIRST, Message(Role.ASSISTANT, "47 + 85 = 132.", Channel.FINAL))
SECOND = (*ANSWERED, Message(Role.USER, "And 12 + 30?"))


def new_model() -> MlxModel:
    return load(Load(str(demo_model_folder()), "Demo"), lambda fraction: None, lambda: False)


@pytest.fixture
def model() -> MlxModel:
    return new_model()


def prompt_of(messages: tuple[Message, ...]) -> Prompt:
    return Prompt(Effort.LOW, messages, "2026-11-24")


def asked(model: MlxModel, messages: tuple[Message, ...], most: int = 60) -> tuple[PromptReading, list[int]]:
    """The last progress and the reply."""
    prompt = prompt_of(messages)
    request = GenerationRequest(RequestId("r"), prompt, Sampling(temperature=0.0), conversation="c")
    task = Assignment(request, tuple(render(prompt, model.vocabulary)), most)
    steps = list(model.generate(task, Job(request)))
    readings = [step for step in steps if isinstance(step, PromptReading)]
    return readings[-1], [step.id for step in steps if isinstance(step, Written)]


def read_ahead(model: MlxModel, messages: tuple[Message, ...]) -> int:
    prompt = prompt_of(messages)
    ids = tuple(render_ahead(prompt, model.vocabulary))
    job = Job(GenerationRequest(RequestId("p"), prompt))
    list(model.prepare(ids, message_starts(ids, model.vocabulary), job, "c", len(ids)))
    return len(ids)


def test_the_same_question_again_reads_one_token(model: MlxModel) -> None:
    first, reply = asked(model, FIRST)
    again, same = asked(model, FIRST)
    assert (first.reused, again.reused) == (0, again.total - 1)
    assert reply == same


def test_the_next_question_reads_its_own_words_and_is_answered_as_ever(model: MlxModel) -> None:
    asked(model, FIRST)
    ahead = read_ahead(model, ANSWERED)
    reading, reply = asked(model, SECOND)
    assert reading.reused == ahead
    fresh, expected = asked(new_model(), SECOND)
    assert fresh.reused == 0
    assert reply == expected


def test_a_reply_that_was_closed_early_can_be_gone_on_from(model: MlxModel) -> None:
    prompt = prompt_of(FIRST)
    ids = tuple(render(prompt, model.vocabulary))
    request = GenerationRequest(RequestId("r"), prompt, Sampling(temperature=0.0))
    steps = model.generate(Assignment(request, ids, 60), Job(request))
    written = []
    for step in steps:
        if isinstance(step, Written):
            written.append(step.id)
        if len(written) == 7:
            break
    steps.close()  # type: ignore[attr-defined]  # a generator
    task = Assignment(request, (*ids, *written), 20)
    first, *rest = model.generate(task, Job(request))
    assert first == PromptReading(len(task.prompt) - 1, len(task.prompt), len(task.prompt) - 1)
    _, whole = asked(new_model(), FIRST, 27)
    assert [step.id for step in rest if isinstance(step, Written)] == whole[7:]


def test_memory_is_told_and_given_back_with_the_conversation(model: MlxModel) -> None:
    empty = model.memory_use()
    assert (empty.live, empty.marks, empty.parked) == (0, 0, 0)
    asked(model, FIRST)
    read_ahead(model, ANSWERED)
    asked(model, (Message(Role.USER, "Hello " * 100),))
    used = model.memory_use()
    assert min(used.live, used.marks, used.weights, used.peak) > 0
    model.forget("c")
    after = model.memory_use()
    assert (after.live, after.marks, after.parked) == (0, 0, 0)


def test_a_key_names_one_network_only(tmp_path: Path) -> None:
    folder = model_folder.check(demo_model_folder())
    key = cache_key(folder, "float32")
    assert key == cache_key(folder, "float32")
    assert key != cache_key(folder, "bfloat16")
    trained = tmp_path / "model.safetensors"
    weights = bytearray(folder.shards[0].read_bytes())
    weights[8 + int.from_bytes(weights[:8], "little") + 10] ^= 1
    trained.write_bytes(weights)
    other = model_folder.CheckedFolder(tmp_path, folder.config, (trained,), folder.weight_bytes)
    assert cache_key(other, "float32") != key
