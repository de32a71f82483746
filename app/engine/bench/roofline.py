"""The most tokens a second that a chip's memory allows: its bandwidth divided by the bytes that a token reads.

A token of gpt-oss-20b reads the weights that are used for it (in MXFP4-Q8 2.57 GB: attention 0.68, four experts of
each layer 1.27, head 0.62) and 24 KiB for each token before it, in the layers with full attention.
"""

from __future__ import annotations

MXFP4_Q8_BYTES = 2.57e9
CONTEXT_BYTES = 24 << 10  # 12 layers × keys and values × 8 heads × 64 numbers × 2 bytes
# GB/s, as Apple states them. Where a name has been sold with several, the smallest.
BANDWIDTH = {
    **{"Apple M1": 68, "Apple M1 Pro": 200, "Apple M1 Max": 400, "Apple M1 Ultra": 800},
    **{"Apple M2": 100, "Apple M2 Pro": 200, "Apple M2 Max": 400, "Apple M2 Ultra": 800},
    **{"Apple M3": 100, "Apple M3 Pro": 150, "Apple M3 Max": 300, "Apple M3 Ultra": 819},
    **{"Apple M4": 120, "Apple M4 Pro": 273, "Apple M4 Max": 410},
    **{"Apple M5": 153, "Apple M5 Pro": 307, "Apple M5 Max": 460},
}


def most_tokens_per_second(chip: str, context_tokens: int = 0, weight_bytes: float = MXFP4_Q8_BYTES) -> float | None:
    """None for a chip that is not in the table."""
    bandwidth = BANDWIDTH.get(chip)
    return None if bandwidth is None else bandwidth * 1e9 / (weight_bytes + CONTEXT_BYTES * context_tokens)
