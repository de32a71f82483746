"""What was recorded of the step that drew one token: a value, and the short text that stands for it in a trace.

The text is base64 of packed little-endian numbers, because a reply has thousands of them: with 8 alternatives and 24
layers of 4 experts it has 352 characters, as JSON numbers over 2,000. Decoded only where somebody looks.
"""

from __future__ import annotations

import binascii
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass

MOST_EXPERTS = 256
MOST_LAYERS = 255

# Alternatives, layers, experts a layer, experts that there are less one. Log-probability, entropy in bits, rank.
_HEAD = struct.Struct("<4BffI")
_ID_BYTES = 3  # of an alternative: a vocabulary has at most 4 million
# Log-probabilities of alternatives are held in thousandths below 0; the last step says: as much or more, or impossible.
_STEPS_A_NAT = 1000
_LEAST = 0xFFFF


@dataclass(frozen=True, slots=True)
class Alternative:
    """A likely id at this place, be it the chosen one or another.

    ``log_probability``: in nats, before the sampling filters at temperature 1. ``filtered_log_probability``: as it was
    drawn from, after temperature and filters. Both are exact to 0.001; minus infinity: impossible, or below -65.
    """

    id: int
    log_probability: float
    filtered_log_probability: float


@dataclass(frozen=True, slots=True)
class Expert:
    """An expert that a layer's router chose, and its share (0 to 1) of the layer's result, exact to 0.001."""

    id: int
    weight: float


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """``log_probability`` (nats) and ``rank`` (1: the likeliest) of the chosen id, ``entropy_bits`` of the choice.

    All three are of the model's own distribution: temperature 1, before any filter. ``alternatives``: the likeliest
    ids, likeliest first. ``layers``: the experts of each layer, heaviest first. Both empty for confidence alone.
    """

    log_probability: float
    entropy_bits: float
    rank: int
    alternatives: tuple[Alternative, ...] = ()
    layers: tuple[tuple[Expert, ...], ...] = ()


def weight_steps(experts: int) -> int:
    """An expert and its weight share 16 bits: weight steps × experts + id. At 128 experts a step is still 0.002."""
    return 0x10000 // experts - 1


def pack(record: TokenRecord, experts: int = MOST_EXPERTS) -> str:
    """``experts``: how many each layer has, at most 256."""
    steps = weight_steps(experts)
    routes = [round(expert.weight * steps) * experts + expert.id for layer in record.layers for expert in layer]
    others = record.alternatives
    return pack_columns(
        (record.log_probability, record.entropy_bits, record.rank),
        [other.id for other in others],
        [other.log_probability for other in others],
        [other.filtered_log_probability for other in others],
        struct.pack(f"<{len(routes)}H", *routes),
        (len(record.layers), len(record.layers[0]) if record.layers else 0, experts),
    )


def pack_columns(
    confidence: tuple[float, float, int],
    ids: Sequence[int] = (),
    before: Sequence[float] = (),
    after: Sequence[float] = (),
    routes: bytes = b"",
    shape: tuple[int, int, int] = (0, 0, 1),
) -> str:
    """The same from what the engine has: ``shape`` is layers, experts per token and experts; ``routes`` their 16 bits.

    The order of a layer's experts does not matter.
    """
    layers, used, experts = shape
    head = _HEAD.pack(len(ids), layers, used, experts - 1, *confidence)
    steps = map(_steps_below_0, (*before, *after))
    spelled_ids = b"".join(number.to_bytes(_ID_BYTES, "little") for number in ids)
    data = head + spelled_ids + struct.pack(f"<{2 * len(ids)}H", *steps) + routes
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def unpack(packed: str) -> TokenRecord | None:
    """What was packed. None if nothing was recorded or the text is damaged."""
    try:
        data = binascii.a2b_base64(packed)
        count, layers, used, last_expert, *head = _HEAD.unpack_from(data)
        end_of_ids = _HEAD.size + _ID_BYTES * count
        numbers = struct.unpack(f"<{2 * count + layers * used}H", data[end_of_ids:])
    except (ValueError, struct.error):  # binascii's error is a ValueError
        return None
    ids = (int.from_bytes(data[at : at + _ID_BYTES], "little") for at in range(_HEAD.size, end_of_ids, _ID_BYTES))
    before, after, routes = numbers[:count], numbers[count : 2 * count], numbers[2 * count :]
    log_probability, entropy_bits, rank = head
    return TokenRecord(
        log_probability,
        entropy_bits,
        rank,
        tuple(map(Alternative, ids, map(_nats, before), map(_nats, after))),
        tuple(_layer(routes[begin : begin + used], last_expert + 1) for begin in range(0, layers * used, used or 1)),
    )


def _steps_below_0(log_probability: float) -> int:
    return round(max(0.0, min(-log_probability * _STEPS_A_NAT, _LEAST)))


def _nats(steps: int) -> float:
    return -math.inf if steps == _LEAST else -steps / _STEPS_A_NAT


def _layer(routes: Sequence[int], experts: int) -> tuple[Expert, ...]:
    heaviest_first = (divmod(route, experts) for route in sorted(routes, reverse=True))
    return tuple(Expert(expert, step / weight_steps(experts)) for step, expert in heaviest_first)
