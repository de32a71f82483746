"""The quicker forward pass: the same bits, fewer operations, no more memory, and not taken where it would differ."""

from __future__ import annotations

import gc
import logging
from pathlib import Path
from typing import Any

import mlx.core as mx
import pytest
from engine_driver import StartEngine, asking
from mlx.utils import tree_flatten
from networks import VOCABULARY, nodes, random_network

from app.chat.conversation import Reply
from app.chat.exchange import Sampling
from app.chat.fold import fold_all
from app.engine import forward, joined
from app.engine.forward import quicken
from app.wire.messages import Leave

FORMS = pytest.mark.parametrize("packed", [False, True], ids=["float32", "packed"])


def logits(net: Any, cache: Any, *lengths: int) -> list[mx.array]:
    """After each piece of a text that is the same for every network."""
    results, begin = [], 0
    for length in lengths:
        results.append(net((mx.arange(begin, begin + length)[None] * 7) % VOCABULARY, cache))
        mx.eval(results)
        begin += length
    return results


@FORMS
def test_every_logit_is_the_same_to_the_last_bit(packed: bool) -> None:
    plain, quick = random_network(layers=6, packed=packed), random_network(layers=6, packed=packed)
    assert quicken(quick) == 6
    assert all(isinstance(layer, joined.CompiledBlock) for layer in quick.layers)
    pieces = (3, 1, 1, 140, *[1] * 20, 5, 1, 130, 1, 1)
    expected, found = (logits(net, net.make_cache(), *pieces) for net in (plain, quick))
    for one, other in zip(expected, found, strict=True):
        assert mx.array_equal(one, other)


@FORMS
def test_a_token_has_at_most_0_82_of_the_operations(packed: bool, tmp_path: Path) -> None:
    net = random_network(packed=packed)
    cache = net.make_cache()
    logits(net, cache, 200, 1)
    plain = nodes(tmp_path, net(mx.array([[1]]), cache))
    quicken(net)
    cache = net.make_cache()
    logits(net, cache, 200, 1)
    assert nodes(tmp_path, net(mx.array([[1]]), cache)) <= 0.82 * plain


@FORMS
def test_weights_are_held_once(packed: bool) -> None:
    net = random_network(packed=packed)
    held = sum(array.nbytes for _, array in tree_flatten(net.parameters()))
    before = mx.get_active_memory()
    mx.reset_peak_memory()
    quicken(net)
    assert sum(array.nbytes for _, array in tree_flatten(net.parameters())) == held
    assert abs(mx.get_active_memory() - before) < held / 100
    assert mx.get_peak_memory() - before < held / 8, "one layer of 24 is held twice, and a step's results"


def test_a_network_that_is_dropped_gives_its_memory_back() -> None:
    gc.collect()
    before = mx.get_active_memory()
    net = random_network(layers=4)
    quicken(net)
    logits(net, net.make_cache(), 3, 1)
    assert mx.get_active_memory() > before + (1 << 20)
    del net
    gc.collect()
    assert mx.get_active_memory() < before + (1 << 16)


def test_a_form_that_differs_in_one_bit_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    net = random_network(layers=4)
    expected = logits(net, net.make_cache(), 3, 1, 1)
    original, third = joined.joined, net.layers[2]

    def spoilt(layer: Any) -> Any:
        form = original(layer)
        if layer is third:
            form.self_attn.qkv_proj.bias = form.self_attn.qkv_proj.bias * (1 + 2**-22)
        return form

    monkeypatch.setattr(joined, "joined", spoilt)
    with caplog.at_level(logging.INFO, "soliloquy.engine"):
        assert quicken(net) == 3
    assert "3 of 4 layers are joined" in caplog.text
    assert net.layers[2] is third
    for one, other in zip(expected, logits(net, net.make_cache(), 3, 1, 1), strict=True):
        assert mx.array_equal(one, other)


def test_a_form_that_does_not_run_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(layer: Any) -> Any:
        form = joined.CompiledBlock.__new__(joined.CompiledBlock)

        def refuse(*_: Any) -> Any:
            raise RuntimeError("no kernel")

        object.__setattr__(form, "before", refuse)
        return form

    net = random_network(layers=2)
    monkeypatch.setattr(joined, "compiled", broken)
    with caplog.at_level(logging.WARNING, "soliloquy.engine"):
        assert quicken(net) == 2
    assert "no kernel" in caplog.text
    assert all(isinstance(layer.self_attn, joined.JoinedAttention) for layer in net.layers)
    assert not any(isinstance(layer, joined.CompiledBlock) for layer in net.layers)


def test_matrices_of_different_forms_stay_apart() -> None:
    net = random_network(layers=2, packed=True)
    attention = net.layers[0].self_attn
    attention.v_proj = random_network(layers=2).layers[0].self_attn.v_proj
    assert quicken(net) == 1
    assert net.layers[0].self_attn is attention


def test_trying_covers_steps_with_something_cached() -> None:
    assert forward.TRIED_TOKENS >= 2


@FORMS
def test_the_tape_holds_what_each_router_chose(packed: bool) -> None:
    net = random_network(layers=4, packed=packed)
    tape = joined.tape_of(net)
    assert joined.tape_of(net) is tape
    rows = []
    for _ in ("plain", "quick"):
        cache = net.make_cache()
        logits(net, cache, 9)
        tape.rows = []
        logits(net, cache, 1)
        assert [(e.shape, w.shape) for e, w in tape.rows] == [((1, 1, 4), (1, 1, 4))] * 4
        rows.append(tape.rows)
        tape.rows = None
        logits(net, cache, 1)
        quicken(net)
    for (experts, weights), (same_experts, same_weights) in zip(*rows, strict=True):
        assert mx.array_equal(experts, same_experts)
        assert mx.array_equal(weights, same_weights)
        assert abs(float(weights.sum()) - 1) < 1e-5


def test_the_engine_answers_the_same_with_both_and_says_which(start_engine: StartEngine) -> None:
    answers = []
    for options in ((), ("--plain",)):
        engine = start_engine(*options)
        engine.send(asking("What is 47 + 85?", sampling=Sampling(temperature=0.0)))
        answers.append(fold_all(Reply(), engine.reply("r1")))
        engine.send(Leave())
        assert engine.wait() == 0
        assert ("are joined" in engine.errors()) == (not options)
    assert answers[0].answer
    assert answers[0].trace.ids == answers[1].trace.ids
