"""How soon reading stops: the layers that are still worked on when it is stopped, of those that a chunk takes."""

from __future__ import annotations

from typing import Any

from app.engine.memory import CacheBudget
from app.engine.model import Steer
from app.engine.prefill import LAYERS_AT_ONCE
from app.engine.prompt_cache import PromptCache

PIECE_TOKENS = 64


class Control:
    """Never stopped, unless somebody sets ``is_set``."""

    def __init__(self) -> None:
        self.is_set = False

    def is_stopped(self) -> bool:
        return self.is_set

    def is_paused(self) -> bool:
        return False

    def take_steering(self) -> tuple[Steer, ...]:
        return ()


class _Stopping:
    """A layer during which somebody asks to stop; counts the groups that are begun from then on, its own included."""

    def __init__(self, layer: Any, number: int, watch: _Watch) -> None:
        self._layer, self._number, self._watch = layer, number, watch

    def __call__(self, *arguments: Any) -> Any:
        watch = self._watch
        if self._number == watch.stops_at:
            watch.control.is_set = True
        if watch.control.is_set:
            watch.late.add(self._number // LAYERS_AT_ONCE)
        return self._layer(*arguments)


class _Watch:
    def __init__(self, stops_at: int) -> None:
        self.control = Control()
        self.stops_at = stops_at
        self.late: set[int] = set()


def most_late_groups(network: Any) -> tuple[int, int]:
    """The most groups of layers that a stop waits for, at any layer; and how many groups a chunk has.

    Includes the group that is computed while the last one is handed over. Raises whatever MLX raises.
    """
    layers = network.model.layers
    most = 0
    try:
        for place in range(len(layers)):
            watch = _Watch(place)
            network.model.layers = [_Stopping(layer, number, watch) for number, layer in enumerate(layers)]
            cache = PromptCache(network, CacheBudget(0), piece_tokens=PIECE_TOKENS)
            for _ in cache.prepare([1] * (2 * PIECE_TOKENS), (), 2 * PIECE_TOKENS, watch.control):
                pass
            most = max(most, len(watch.late) + 1)
    finally:
        network.model.layers = layers
    return most, -(-len(layers) // LAYERS_AT_ONCE)
