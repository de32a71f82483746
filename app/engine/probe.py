"""What is recorded of each step, computed in the step's own graph.

An operation that is queued after a step waits for the one that follows it, for most of its time; so everything is
computed along with the logits, handed to the same ``async_eval``, and read when the id is. What a few numbers need is
left to the host.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mlx.core as mx

from app.chat.exchange import Recording
from app.chat.token_record import MOST_EXPERTS, MOST_LAYERS, pack_columns, weight_steps
from app.engine.joined import tape_of
from app.engine.likeliest import likeliest

ALTERNATIVES = 8
GROUP = 128  # ids that are looked at together in the search for the likeliest
HEAD_SLICE = 32  # prompt positions whose logits are in memory at once; 26 MB with gpt-oss's vocabulary

# Log-probabilities, after temperature and filters, of these ids (1, n), given logits (1, vocabulary).
Filtered = Callable[[mx.array, mx.array], mx.array]
Arrays = tuple[mx.array, ...]


class Probe:
    """Records the steps of one generation. Takes the network's tape."""

    def __init__(self, network: Any, recording: Recording, filtered: Filtered) -> None:
        arguments = network.args
        layers, used, experts = arguments.num_hidden_layers, arguments.num_experts_per_tok, arguments.num_local_experts
        self._network = network
        self._recording = recording
        self._filtered = filtered
        self._shape = (layers, used, experts)
        has_room = experts <= MOST_EXPERTS and layers <= MOST_LAYERS  # there is no larger gpt-oss
        self._tape = tape_of(network) if recording is Recording.EVERYTHING and has_room else None

    def logits(self, ids: mx.array, cache: list[Any]) -> tuple[mx.array, Arrays]:
        """The logits (1, vocabulary) after these ids (n,), in float32 since bfloat16 ties, and the routes to them."""
        if self._tape is None:
            return self._network(ids[None], cache)[:, -1].astype(mx.float32), ()
        self._tape.rows = []
        logits = self._network(ids[None], cache)
        routes, self._tape.rows = self._tape.rows, None
        return logits[:, -1].astype(mx.float32), (packed_routes(routes, self._shape[2]),)

    def arrays(self, logits: mx.array, chosen: mx.array, routes: Arrays) -> Arrays:
        """What is recorded of choosing ``chosen`` (1,), for ``text``. Builds the graph only."""
        match self._recording:
            case Recording.OFF:
                return ()
            case Recording.CONFIDENCE:
                return confidence(logits, chosen)
            case Recording.EVERYTHING:
                ids = likeliest(logits, ALTERNATIVES, GROUP)
                values = mx.take_along_axis(logits, ids, axis=-1)
                return (*confidence(logits, chosen), ids, values, self._filtered(logits, ids), *routes)

    def text(self, arrays: Arrays) -> str:
        """What stands in a trace for arrays that are computed."""
        if not arrays:
            return ""
        (own,), (total,), (mean,), (likelier,) = (_first_row(array) for array in arrays[:4])
        numbers = _confidence(own, total, mean, likelier)
        if len(arrays) == 4:
            return pack_columns(numbers)
        ids, values, after = (_first_row(array) for array in arrays[4:7])
        before = [value - total for value in values]
        if len(arrays) == 7:
            return pack_columns(numbers, ids, before, after)
        packed: Any = arrays[7]  # before Python 3.12 nobody can say that it has a buffer
        routes = bytes(memoryview(packed))
        return pack_columns(numbers, ids, before, after, routes, self._shape)


def confidence(logits: mx.array, chosen: mx.array) -> Arrays:
    """Of each row of logits (n, vocabulary): the chosen id's (n,), logsumexp, mean, and how many are larger: (n, 1)."""
    own = mx.take_along_axis(logits, chosen[:, None], axis=-1)
    total = mx.logsumexp(logits, axis=-1, keepdims=True)
    mean = mx.sum(mx.softmax(logits, axis=-1) * logits, axis=-1, keepdims=True)
    return own, total, mean, mx.sum(logits > own, axis=-1, keepdims=True)


def packed_routes(routes: list[tuple[mx.array, mx.array]], experts: int) -> mx.array:
    """Experts and weights of each layer in 16 bits each, of the last position: (1, layers, experts per token)."""
    if routes[0][0].shape[1] > 1:
        routes = [(used[:, -1:], weights[:, -1:]) for used, weights in routes]
    used = mx.concatenate([used for used, _ in routes], axis=1)
    weights = mx.concatenate([weights for _, weights in routes], axis=1)
    steps = mx.round(weights.astype(mx.float32) * weight_steps(experts)).astype(mx.uint32)
    return (steps * experts + used).astype(mx.uint16)


def prompt_texts(network: Any, hidden: mx.array, ids: tuple[int, ...]) -> tuple[str, ...]:
    """Records (confidence) of prompt ids that were read and not drawn.

    ``hidden``: (1, n, width), the network's result before its head at the n positions before these n ids. Waits for it.
    """
    texts: list[str] = []
    for begin in range(0, len(ids), HEAD_SLICE):
        logits = network.lm_head(hidden[0, begin : begin + HEAD_SLICE]).astype(mx.float32)
        columns = confidence(logits, mx.array(ids[begin : begin + HEAD_SLICE]))
        flat = (_first_row(column.reshape(1, -1)) for column in columns)
        texts += (pack_columns(_confidence(*row)) for row in zip(*flat, strict=True))
    return tuple(texts)


def _first_row(array: mx.array) -> list[Any]:
    rows: Any = array.tolist()
    row: list[Any] = rows[0]
    return row


def _confidence(own: float, total: float, mean: float, likelier: int) -> tuple[float, float, int]:
    """Log-probability, entropy in bits (never below 0, which rounding alone could do), rank."""
    return min(0.0, own - total), max(0.0, (total - mean) / math.log(2)), likelier + 1
