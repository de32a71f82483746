"""What is recorded equals what numpy makes of stock mlx-lm's numbers, costs little, and is read without computing."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mlx_lm.models.base import create_attention_mask
from networks import nodes, random_network

from app.chat.conversation import Effort
from app.chat.exchange import Delta, GenerationRequest, Recording, RequestId, Sampling
from app.chat.prompt import Channel, Message, Prompt, Role
from app.chat.token_record import TokenRecord, unpack
from app.chat.trace import Trace
from app.engine import model_folder, network
from app.engine.forward import quicken
from app.engine.inbox import Job
from app.engine.likeliest import likeliest
from app.engine.mlx_model import load
from app.engine.model import Assignment, PromptRecords, Written
from app.engine.probe import ALTERNATIVES, GROUP, HEAD_SLICE, Probe
from app.engine.sampling import Sampler
from app.harmony.render import render
from app.paths import demo_model_folder
from app.wire.lines import encode
from app.wire.messages import Load, Reported

TOLERANCE = 1e-3
QUESTION = Prompt(Effort.HIGH, (Message(Role.USER, "What is 47 + 85?"),), "2026-11-24")
Numbers = Any  # numpy's own types say little here


def stock_numbers(ids: list[int]) -> tuple[Numbers, list[tuple[Numbers, Numbers]]]:
    """Log-probabilities after every place, and router logits of every layer, in one pass of mlx-lm's own network."""
    net = network.read_network(model_folder.check(demo_model_folder()), lambda fraction: None, lambda: False)
    network.widen(net)
    x = net.model.embed_tokens(mx.array([ids]))
    routers = []
    for layer, kind in zip(net.layers, net.model.layer_types, strict=True):
        window = net.args.sliding_window if kind == "sliding_attention" else None
        mask = create_attention_mask(x, None, window_size=window)
        y = x + layer.self_attn(layer.input_layernorm(x), mask)
        routers.append(np.array(layer.mlp.router(layer.post_attention_layernorm(y)))[0].astype(np.float64))
        x = layer(x, mask)
    return log_softmax(np.array(net.lm_head(net.model.norm(x)))[0].astype(np.float64)), routers


def log_softmax(logits: Numbers) -> Numbers:
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def filtered(logs: Numbers, temperature: float, top_p: float) -> Numbers:
    """As drawn from: temperature first, then the likeliest ids that together have top-p."""
    logs = log_softmax(logs / temperature)
    order = np.argsort(-logs)
    before = np.cumsum(np.exp(logs[order])) - np.exp(logs[order])
    kept = np.full_like(logs, -np.inf)
    kept[order[before < top_p]] = logs[order[before < top_p]]
    return log_softmax(kept)


@pytest.mark.parametrize("sampling", [Sampling(seed=1), Sampling(temperature=1.3, top_p=0.8, seed=4)])
def test_what_is_recorded_equals_an_independent_computation(sampling: Sampling) -> None:
    model = load(Load(str(demo_model_folder()), "Demo"), lambda fraction: None, lambda: False)
    prompt = render(QUESTION, model.vocabulary)
    request = GenerationRequest(RequestId("r"), QUESTION, sampling, recording=Recording.EVERYTHING)
    steps = model.generate(Assignment(request, tuple(prompt), 40), Job(request))
    written = [step for step in steps if isinstance(step, Written)]
    ids = [*prompt, *(step.id for step in written)]
    logs, routers = stock_numbers(ids)
    assert len(written) == 40
    for place, step in enumerate(written):
        record = unpack(step.record)
        assert record is not None
        here = len(prompt) + place - 1
        check(record, step.id, logs[here], filtered(logs[here], sampling.temperature, sampling.top_p))
        check_experts(record, [router[here] for router in routers])


def check(record: TokenRecord, chosen: int, logs: Numbers, drawn_from: Numbers) -> None:
    assert record.log_probability == pytest.approx(logs[chosen], abs=TOLERANCE)
    assert record.entropy_bits == pytest.approx(-(np.exp(logs) * logs).sum() / math.log(2), abs=TOLERANCE)
    assert record.rank == 1 + (logs > logs[chosen]).sum()
    assert len(record.alternatives) == ALTERNATIVES
    assert [other.id for other in record.alternatives] == list(np.argsort(-logs)[:ALTERNATIVES])
    for other in record.alternatives:
        assert other.log_probability == pytest.approx(logs[other.id], abs=TOLERANCE)
        if other.filtered_log_probability > -math.inf:
            assert other.filtered_log_probability == pytest.approx(drawn_from[other.id], abs=TOLERANCE)
        else:
            assert drawn_from[other.id] < -65


def check_experts(record: TokenRecord, routers: list[Numbers]) -> None:
    assert len(record.layers) == len(routers)
    for layer, logits in zip(record.layers, routers, strict=True):
        best = np.argsort(-logits)[: len(layer)]
        weights = dict(zip(best, np.exp(log_softmax(logits[best])), strict=True))
        assert {expert.id for expert in layer} == set(best)
        assert all(expert.weight == pytest.approx(weights[expert.id], abs=TOLERANCE) for expert in layer)
        assert [expert.weight for expert in layer] == sorted((expert.weight for expert in layer), reverse=True)


def test_what_is_read_is_recorded_on_request_and_the_reply_is_the_same() -> None:
    model = load(Load(str(demo_model_folder()), "Demo"), lambda fraction: None, lambda: False, piece_tokens=40)
    question = Prompt(Effort.LOW, (Message(Role.USER, "What is 47 + 85? " * 10),))
    ids = tuple(render(question, model.vocabulary))
    logs, _ = stock_numbers(list(ids))
    steps = {}
    for records_prompt in (True, False):
        request = GenerationRequest(
            RequestId("r"), question, Sampling(temperature=0.0), "c", records_prompt=records_prompt
        )
        steps[records_prompt] = list(model.generate(Assignment(request, ids, 5), Job(request)))
    told = [step for step in steps[True] if isinstance(step, PromptRecords)]
    assert steps[True][: len(told)] == told, "before all else"
    assert [part.begin for part in told] == [0, *range(1, len(ids), 40)]
    first, *texts = (text for part in told for text in part.records)
    assert first == ""
    assert len(texts) == len(ids) - 1 > 2 * HEAD_SLICE, "more than are in memory at once"
    for place, text in enumerate(texts):
        record = unpack(text)
        assert record is not None
        assert record.log_probability == pytest.approx(logs[place][ids[place + 1]], abs=TOLERANCE)
        assert record.entropy_bits == pytest.approx(-(np.exp(logs[place]) * logs[place]).sum() / math.log(2), abs=1e-3)
        assert record.rank == 1 + (logs[place] > logs[place][ids[place + 1]]).sum()
    written = ([step.id for step in steps[kind] if isinstance(step, Written)] for kind in (True, False))
    assert next(written) == next(written)
    assert not any(isinstance(step, PromptRecords) for step in steps[False])


@given(st.integers(1, 12 * GROUP + 5), st.integers(1, 12), st.integers(0, 2**32), st.booleans())
@settings(deadline=None)
def test_the_likeliest_are_exact_for_any_vocabulary(size: int, count: int, seed: int, with_ties: bool) -> None:
    logits = mx.random.normal((1, size), key=mx.random.key(seed)) * 3
    if with_ties:
        logits = mx.round(logits)
    values, ids = logits.tolist()[0], likeliest(logits, count, GROUP).tolist()[0]
    assert len(set(ids)) == len(ids) == min(count, size)
    assert [values[place] for place in ids] == sorted(values, reverse=True)[:count]


def one_step(net: Any, recording: Recording) -> tuple[Probe, tuple[mx.array, ...]]:
    """Built and not computed."""
    sampler = Sampler(Sampling(seed=1))
    probe = Probe(net, recording, sampler.filtered_log_probabilities)
    cache = net.make_cache()
    mx.eval(net(mx.arange(140)[None], cache), net(mx.array([[3]]), cache))
    logits, routes = probe.logits(mx.array([5]), cache)
    chosen = sampler.draw(logits).id
    return probe, (chosen, *probe.arrays(logits, chosen, routes))


@pytest.mark.parametrize("packed", [False, True], ids=["float32", "packed"])
@pytest.mark.parametrize("is_quick", [False, True], ids=["plain", "quick"])
def test_recording_everything_adds_at_most_3_percent_of_operations(
    packed: bool, is_quick: bool, tmp_path: Path
) -> None:
    net = random_network(packed=packed, vocabulary=200 * GROUP)
    if is_quick:
        assert quicken(net) == 24
    bare, some, everything = (nodes(tmp_path, *one_step(net, recording)[1]) for recording in Recording)
    assert bare < some <= 1.01 * bare
    assert some < everything <= 1.03 * bare


class Held:
    """Numbers that are there: nothing can be computed with them."""

    def __init__(self, array: mx.array) -> None:
        self._numbers = array.tolist()

    def tolist(self) -> Any:
        return self._numbers


@pytest.mark.parametrize("recording", [Recording.CONFIDENCE, Recording.EVERYTHING])
def test_reading_computes_nothing(recording: Recording) -> None:
    probe, (_, *arrays) = one_step(random_network(layers=2), recording)
    mx.eval(arrays)
    numbers: Any = [Held(array) for array in arrays[:7]]
    routes: Any = [bytes(memoryview(array)) for array in arrays[7:]]  # type: ignore[arg-type]
    assert probe.text((*numbers, *routes)) == probe.text(tuple(arrays)) != ""


def test_with_nothing_recorded_nothing_more_is_computed() -> None:
    probe, (_, *arrays) = one_step(random_network(layers=2), Recording.OFF)
    assert arrays == []
    assert probe.text(()) == ""


def test_everything_of_a_token_takes_at_most_400_bytes_on_the_pipe() -> None:
    probe, (_, *arrays) = one_step(random_network(vocabulary=200 * GROUP), Recording.EVERYTHING)
    count = 3  # as many as come between two flushes on a fast Mac
    row = Trace((200_000,), (99_999,), (3,), (5,), records=(probe.text(tuple(arrays)),))
    assert unpack(row.records[0]) is not None
    sizes = [
        len(encode(Reported(RequestId("r"), Delta(Channel.FINAL, " word" * count, count, trace))))
        for trace in (Trace(), row + row + row)
    ]
    assert (sizes[1] - sizes[0]) / count <= 400


def test_after_several_ids_at_once_the_routes_are_those_of_the_last() -> None:
    net = random_network(layers=4)
    probe = Probe(net, Recording.EVERYTHING, Sampler(Sampling()).filtered_log_probabilities)
    at_once, one_by_one = net.make_cache(), net.make_cache()
    _, found = probe.logits(mx.array([7, 8, 9]), at_once)
    for token in (7, 8, 9):
        _, expected = probe.logits(mx.array([token]), one_by_one)
    assert found[0].shape == (1, 4, 4)
    assert found[0].tolist() == expected[0].tolist()
