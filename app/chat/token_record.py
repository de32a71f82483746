"""What was recorded of the step that drew one token: a value, and the short text that stands for it in a trace.

The text is base64 of packed little-endian numbers, because a reply has thousands of them: with 8 alternatives and 24
layers of 4 experts it has 364 characters, as JSON numbers over 2,000. Decoded only where somebody looks. The engine
makes the same bytes inside the model's own graph.
"""

from __future__ import annotations

import binascii
import math
import struct
from dataclasses import dataclass

# Alternatives, layers, experts a layer, and experts that there are less one; a byte each.
HEADER = struct.Struct("<4B")
# Log-probability, entropy in bits, rank.
CONFIDENCE = struct.Struct("<ffI")
# Log-probabilities of alternatives are held in thousandths below 0; the last step says: as much or more, or impossible.
STEPS_A_NAT = 1000
LEAST = 0xFFFF
MOST_EXPERTS = 256
MOST_LAYERS = 255

_HEAD_CHARS = math.ceil((HEADER.size + CONFIDENCE.size) / 3) * 4


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
    used = len(record.layers[0]) if record.layers else 0
    routes = [round(e.weight * steps) * experts + e.id for layer in record.layers for e in layer]
    before = [_steps_below_0(other.log_probability) for other in record.alternatives]
    after = [_steps_below_0(other.filtered_log_probability) for other in record.alternatives]
    count = len(record.alternatives)
    body = struct.pack(
        f"<{count}I{2 * count + len(routes)}H", *(other.id for other in record.alternatives), *before, *after, *routes
    )
    confidence = CONFIDENCE.pack(record.log_probability, record.entropy_bits, record.rank)
    return spelled(HEADER.pack(count, len(record.layers), used, experts - 1) + confidence + body)


def spelled(data: bytes) -> str:
    """Packed bytes as they stand in a trace."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def confidence(packed: str) -> tuple[float, float, int] | None:
    """Log-probability, entropy in bits and rank alone. None if nothing was recorded or the text is damaged."""
    try:
        data = binascii.a2b_base64(packed[:_HEAD_CHARS])
        values: tuple[float, float, int] = CONFIDENCE.unpack_from(data, HEADER.size)
    except (ValueError, struct.error):  # binascii's error is a ValueError
        return None
    return values


def unpack(packed: str) -> TokenRecord | None:
    """What ``pack`` or the engine wrote. None if nothing was recorded or the text is damaged."""
    head = confidence(packed)
    if head is None:
        return None
    try:
        data = binascii.a2b_base64(packed)
        count, layers, used, last_expert = HEADER.unpack_from(data)
        numbers = struct.unpack(f"<{count}I{2 * count + layers * used}H", data[HEADER.size + CONFIDENCE.size :])
    except (ValueError, struct.error):
        return None
    ids, before, after = (numbers[begin : begin + count] for begin in (0, count, 2 * count))
    routes = [_expert(number, last_expert + 1) for number in numbers[3 * count :]]
    return TokenRecord(
        *head,
        tuple(map(Alternative, ids, map(_nats, before), map(_nats, after))),
        tuple(tuple(routes[begin : begin + used]) for begin in range(0, layers * used, used or 1)),
    )


def _steps_below_0(log_probability: float) -> int:
    return round(max(0.0, min(-log_probability * STEPS_A_NAT, LEAST)))


def _nats(steps: int) -> float:
    return -math.inf if steps == LEAST else -steps / STEPS_A_NAT


def _expert(number: int, experts: int) -> Expert:
    step, expert = divmod(number, experts)
    return Expert(expert, step / weight_steps(experts))
