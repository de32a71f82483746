"""Reading a prompt can be stopped at any moment, soon, and leaves everything as if the piece had not been begun."""

from __future__ import annotations

import random
import threading
from typing import Any

import mlx.core as mx
import pytest
from cache_walk import Asked, tiny_network

from app.engine.memory import CacheBudget
from app.engine.prefill import DEFAULT_PIECE_TOKENS, LAYERS_AT_ONCE
from app.engine.prompt_cache import PromptCache

LAYERS = 24
PIECE = 32
PIECES = 5
MOMENTS = 20
LONG = 4000


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


def stopped_again_and_again(net: Any, text: list[int], piece: int, calls: list[int]) -> PromptCache:
    """A cache that was stopped at these calls of a layer, counted from the last stop, and went on each time."""
    cache = PromptCache(net, CacheBudget(0), piece_tokens=piece)
    layers, done = net.model.layers, 0
    for stops_in in calls:
        watch = Watch(stops_in)
        try:
            net.model.layers = [Spy(layer, watch) for layer in layers]
            readings = list(cache.prepare(text, (), len(text), watch))
        finally:
            net.model.layers = layers
        assert watch.is_set, "it was stopped before its end"
        assert watch.late_calls <= LAYERS_AT_ONCE <= LAYERS // 10
        assert readings[0].reused == done, "what is done is kept"
        whole = done + (stops_in - 1) // LAYERS * piece
        assert readings[-1].done in (whole, whole + piece)
        done = readings[-1].done
        assert cache.tokens == tuple(text[:done])
    list(cache.prepare(text, (), len(text), Asked()))
    return cache


def logits_of_whole(net: Any, text: list[int], piece: int) -> mx.array:
    whole = PromptCache(net, CacheBudget(0), piece_tokens=piece)
    list(whole.prepare(text, (), len(text), Asked()))
    return logits_after(net, whole)


@pytest.mark.takes_long
def test_a_stop_at_any_moment_is_obeyed_soon_and_going_on_gives_the_same_bits(net: Any) -> None:
    chosen = random.Random(5)
    text = [chosen.randrange(60) for _ in range(PIECES * PIECE)]
    expected = logits_of_whole(net, text, PIECE)
    for _ in range(MOMENTS):
        cache = stopped_again_and_again(net, text, PIECE, [chosen.randrange(1, PIECES * LAYERS - 1)])
        assert mx.array_equal(logits_after(net, cache), expected)


@pytest.mark.takes_long
def test_a_long_text_that_is_stopped_20_times_gives_the_same_bits() -> None:
    """With the pieces and 24 layers of the real model. 30,000 tokens, of which this is a part, were seen to hold."""
    long = tiny_network(layers=LAYERS, hidden=16, heads=1, width=4, full=1)
    chosen = random.Random(7)
    text = [chosen.randrange(60) for _ in range(LONG)]
    calls = [chosen.randrange(1, LAYERS) for _ in range(MOMENTS)]
    calls[::4] = [call + LAYERS for call in calls[::4]]  # a piece is read before
    cache = stopped_again_and_again(long, text, DEFAULT_PIECE_TOKENS, calls)
    assert mx.array_equal(logits_after(long, cache), logits_of_whole(long, text, DEFAULT_PIECE_TOKENS))


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
