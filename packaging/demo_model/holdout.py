"""Which problems are never trained on: a share of them by hash, and whole ranges of operands.

Training draws only problems for which `is_held_out` is false, the evaluation only those for which it is true,
so the two can never meet. Deliberately knows nothing about how a problem is worded.
"""

from __future__ import annotations

import hashlib

HELD_OUT_PERCENT = 6
# No training problem has an operand in these ranges; the evaluation reports them as tasks of their own.
HELD_OUT_RANGES = (range(71, 74), range(340, 360))


def in_held_out_range(*numbers: int) -> bool:
    return any(abs(n) in held for n in numbers for held in HELD_OUT_RANGES)


def is_held_out(kind: str, *parts: object) -> bool:
    """True for a fixed six per cent of all problems of a kind; the order of the parts does not matter."""
    key = kind + "|" + "|".join(sorted(str(p) for p in parts))
    digest = hashlib.sha256(key.encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < HELD_OUT_PERCENT
