"""Reading a prompt can be stopped at any moment, soon, and leaves everything as if the piece had not been begun."""

from __future__ import annotations

import random
import threading
from typing import Any

import mlx.core as mx
import pytest
from cache_walk import Asked, tiny_network

from app.engine.memory import CacheBudget
from app.engine.prefill import LAYERS_AT_ONCE
from app.engine.prompt_cache import PromptCache

LAYERS = 24
PIECE = 32
PIECES = 5
MOMENTS = 20


class Spy:
    """A layer that counts its calls once the control says stop."""

    def __init__(self, layer: Any, watch: Watch) -> None:
        self._layer = layer
        self._watch = watch

    def __call__(self, *arguments: Any) -> Any:
        self._watch.calls += 1
        if self._watch.stops_in == self._watch.calls:
            self._watch.is_set = True
        elif self._watch.is_set:
            self._watch.late_calls += 1
        return self._layer(*arguments)


class Watch(Asked):
    """Stopped while a layer is run, as a person would, and not between two."""

    def __init__(self, stops_in: int) -> None:
        super().__init__()
        self.stops_in = stops_in
        self.calls = self.late_calls = 0
        self.is_set = False

    def is_stopped(self) -> bool:
        return self.is_set


@pytest.fixture(scope="module")
def net() -> Any:
    return tiny_network(layers=LAYERS, window=16)


def cache_of(net: Any) -> PromptCache:
    return PromptCache(net, CacheBudget(0), piece_tokens=PIECE)


def logits_after(net: Any, cache: PromptCache) -> mx.array:
    result: mx.array = net(mx.array([[1]]), cache.live)[0, -1]
    mx.eval(result)
    return result


def test_a_stop_at_any_moment_is_obeyed_soon_and_going_on_gives_the_same_bits(net: Any) -> None:
    chosen = random.Random(5)
    text = [chosen.randrange(60) for _ in range(PIECES * PIECE)]
    whole = cache_of(net)
    list(whole.prepare(text, (), len(text), Asked()))
    expected = logits_after(net, whole)
    layers = net.model.layers
    for _ in range(MOMENTS):
        cache = cache_of(net)
        watch = Watch(chosen.randrange(1, PIECES * LAYERS - 1))
        try:
            net.model.layers = [Spy(layer, watch) for layer in layers]
            readings = list(cache.prepare(text, (), len(text), watch))
        finally:
            net.model.layers = layers
        assert watch.is_set
        assert watch.late_calls <= LAYERS_AT_ONCE <= LAYERS // 10
        done = (watch.stops_in - 1) // LAYERS * PIECE
        assert readings[-1].done in (done, done + PIECE)
        assert cache.tokens == tuple(text[: readings[-1].done])
        first, *_ = cache.prepare(text, (), len(text), Asked())
        assert first.reused == readings[-1].done, "what is done is kept"
        list(cache.prepare(text, (), len(text), Asked()))
        assert mx.array_equal(logits_after(net, cache), expected)


class PausedUntil(Asked):
    """Paused until another thread lets it go on."""

    def __init__(self) -> None:
        super().__init__()
        self.was_paused = threading.Event()
        self.may_go_on = threading.Event()

    def is_paused(self) -> bool:
        self.was_paused.set()
        return not self.may_go_on.is_set()


def test_reading_waits_while_it_is_paused(net: Any) -> None:
    control = PausedUntil()

    def let_go_on() -> None:
        control.was_paused.wait(10)
        control.may_go_on.set()

    helper = threading.Thread(target=let_go_on)
    helper.start()
    cache = cache_of(net)
    list(cache.prepare([1] * 40, (), 40, control))
    helper.join()
    assert len(cache.tokens) == 40
