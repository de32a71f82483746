"""Replies of the real model that are steered, budgeted, guarded and seeded, also through the engine's process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import mlx.core as mx
import pytest
from engine_driver import StartEngine, asking, load_demo
from networks import random_network

from app.chat.conversation import Effort, Reply, ReplyStatus
from app.chat.exchange import Delta, Finished, FinishReason, GenerationRequest, RequestId, Sampling, Steering
from app.chat.fold import fold_all
from app.chat.prompt import Message, Prompt, Role
from app.engine.decode import decode
from app.engine.inbox import Job
from app.engine.mlx_model import MlxModel, load
from app.engine.model import Assignment, Steer, Written
from app.engine.steering import GRACE_TOKENS, Director
from app.harmony.message import MessageEnd, MessageKind
from app.harmony.parser import StreamParser
from app.harmony.render import render
from app.harmony.vocabulary import Vocabulary
from app.paths import demo_model_folder
from app.wire import messages as wire

QUESTION = Prompt(Effort.HIGH, (Message(Role.USER, "What is 47 + 85?"),), "2026-11-24")
REQUEST = GenerationRequest(RequestId("r1"), QUESTION, Sampling(temperature=0.0))


@pytest.fixture(scope="module")
def model() -> MlxModel:
    return load(wire.Load(str(demo_model_folder()), "Demo"), lambda fraction: None, lambda: False)


def written(model: MlxModel, request: GenerationRequest, steers: dict[int, Steer] | None = None) -> list[Written]:
    """``steers``: what is asked for once so many tokens came. Ends where the turn does."""
    job, tokens, parser = Job(request), list[Written](), StreamParser(model.vocabulary)
    for step in model.generate(Assignment(request, tuple(render(request.prompt, model.vocabulary)), 400), job):
        if isinstance(step, Written):
            tokens.append(step)
            parser.feed(step.id)
            if parser.stop is not None:
                break
            if steers and len(tokens) in steers:
                job.steer(steers[len(tokens)])
    return tokens


def parsed(vocabulary: Vocabulary, tokens: list[Written]) -> StreamParser:
    parser = StreamParser(vocabulary)
    for token in tokens:
        parser.feed(token.id)
    return parser


def check(model: MlxModel, tokens: list[Written]) -> None:
    """The ids that were not forced are those that the network alone would choose after all that stands before them."""
    prompt = render(QUESTION, model.vocabulary)
    ids = [*prompt, *(token.id for token in tokens)]
    logits = model._network(mx.array([ids]))[0]
    likeliest = mx.argmax(logits, axis=-1).tolist()
    for place, token in enumerate(tokens):
        assert token.is_forced or likeliest[len(prompt) + place - 1] == token.id


@pytest.mark.parametrize("after", [1, 2, 3, 9, 20])
def test_answer_now_gives_a_whole_reply_whose_reasoning_is_cut(model: MlxModel, after: int) -> None:
    plain = written(model, REQUEST)
    tokens = written(model, REQUEST, {after: Steer(Steering.ANSWER_NOW)})
    parser = parsed(model.vocabulary, tokens)
    assert [message.kind for message in parser.messages][-1] is MessageKind.ANSWER
    assert parser.messages[-1].text
    assert parser.messages[-1].end is MessageEnd.RETURN
    forced = [token for token in tokens if token.is_forced]
    assert 2 <= len(forced) <= 6
    assert len(tokens) < len(plain)
    check(model, tokens)


def test_a_nudge_stands_in_the_reasoning_and_the_model_goes_on_from_it(model: MlxModel) -> None:
    tokens = written(model, REQUEST, {9: Steer(Steering.NUDGE, "I add the tens first.")})
    reasoning = parsed(model.vocabulary, tokens).messages[0]
    assert "I add the tens first." in reasoning.text
    forced = b"".join(model.vocabulary.token_bytes(token.id) for token in tokens if token.is_forced)
    assert forced.decode().strip() == "I add the tens first."
    check(model, tokens)


def test_the_next_prompt_finds_a_sound_cache_after_a_steered_reply(model: MlxModel) -> None:
    steered = {9: Steer(Steering.NUDGE, "I see."), 20: Steer(Steering.ANSWER_NOW)}
    alone = [token.id for token in written(model, REQUEST)]
    for _ in range(2):
        written(model, REQUEST, steered)
        assert [token.id for token in written(model, REQUEST)] == alone


@pytest.mark.parametrize("sampling", [Sampling(temperature=0.0), Sampling(temperature=0.0, repetition_penalty=1.05)])
def test_the_guard_changes_nothing_in_headers_that_are_sound(model: MlxModel, sampling: Sampling) -> None:
    request = replace(REQUEST, sampling=sampling)
    free, guarded = written(model, request), written(model, replace(request, guards_headers=True))
    assert [token.id for token in free] == [token.id for token in guarded]


def random_reply(vocabulary: Vocabulary, *, guards_headers: bool, seed: int) -> list[int]:
    net = random_network(layers=2, vocabulary=vocabulary.size, seed=seed)
    sampling = Sampling(temperature=1.5, seed=seed)
    job = Job(replace(REQUEST, sampling=sampling))
    prompt = render(QUESTION, vocabulary)
    cache = net.make_cache()
    mx.eval(net(mx.array([prompt[:-1]]), cache))
    director = Director(vocabulary, job, guards_headers=guards_headers)
    parser, ids = StreamParser(vocabulary), list[int]()
    for step in decode(net, cache, prompt[-1], 150, sampling, job, director=director):
        ids.append(step.id)
        parser.feed(step.id)
        if parser.stop is not None:
            break
    return ids


def headers(vocabulary: Vocabulary, ids: list[int]) -> Iterator[tuple[int, ...]]:
    """The ids of each header that was closed or left, from ``<|start|>`` on."""
    parser = StreamParser(vocabulary)
    header = [vocabulary.start, *vocabulary.encode("assistant")]
    for token in ids:
        was_open = parser.open_kind is None
        parser.feed(token)
        if was_open:
            header.append(token)
            if parser.open_kind is not None or parser.stop is not None:
                yield tuple(header)
                header = []
        elif parser.open_kind is None and token != vocabulary.end:
            is_implicit = token == vocabulary.channel
            header = [vocabulary.start, *vocabulary.encode("assistant"), token] if is_implicit else [token]


@pytest.mark.takes_long
def test_a_network_that_knows_no_harmony_writes_sound_headers_when_guarded() -> None:
    vocabulary = Vocabulary.load(demo_model_folder())
    role = (vocabulary.start, *vocabulary.encode("assistant"), vocabulary.channel)
    sound = {(*role, *vocabulary.encode(name), vocabulary.message) for name in ("analysis", "commentary", "final")}
    ends = {(end,) for end in vocabulary.stops}
    found = {True: 0, False: 0}
    for seed in range(6):
        for guards in found:
            for header in headers(vocabulary, random_reply(vocabulary, guards_headers=guards, seed=seed)):
                found[guards] += header in sound
                assert not guards or header in sound | ends
    assert found[True] >= 6
    assert found[False] < found[True]


def folded(events: list[object]) -> Reply:
    return fold_all(Reply(), events)  # type: ignore[arg-type]


def test_a_budget_and_a_seed_hold_through_the_whole_path(start_engine: StartEngine) -> None:
    engine = start_engine()
    engine.send(load_demo())
    engine.until(wire.Loaded)
    replies = []
    for number in range(2):
        command = asking("What is 47 + 85?", request=f"b{number}", sampling=Sampling(temperature=2.0, seed=3))
        request = replace(command.request, prompt=QUESTION, thinking_budget=10, guards_headers=True)
        engine.send(wire.Generate(request))
        events = engine.reply(f"b{number}")
        replies.append(folded(list(events)))
        assert isinstance(events[-1], Finished)
    first, second = replies
    assert first.trace.ids == second.trace.ids
    assert first.usage is not None
    assert 10 <= first.usage.reasoning_tokens <= 10 + GRACE_TOKENS
    assert any(first.trace.forced), "what was put there is marked"
    assert first.answer


def test_answer_now_reaches_a_reply_that_is_under_way(start_engine: StartEngine) -> None:
    engine = start_engine()
    engine.send(load_demo())
    engine.until(wire.Loaded)
    engine.send(wire.Generate(REQUEST), wire.Steer(RequestId("r1"), Steering.ANSWER_NOW, ""))
    events = engine.reply("r1")
    last = events[-1]
    assert isinstance(last, Finished)
    assert last.reason is FinishReason.ENDED
    reply = folded(list(events))
    assert reply.status is ReplyStatus.ANSWERED
    assert reply.answer
    assert any(isinstance(event, Delta) and any(event.trace.forced) for event in events)
