"""How far our network is from what transformers computed: `python packaging/rope_parity/compare.py FOLDER REFERENCE`

REFERENCE is a file that ``reference.py`` wrote for the same model. Prints the largest difference of log-probabilities
for each prompt; exit status 1 if one is above 1e-3.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from random_gpt_oss import FORCED, PROMPTS, ids

from app.engine.model_folder import check
from app.engine.network import read_network, widen

import mlx.core as mx  # isort: skip

TOLERANCE = 1e-3


def difference(network: Any, reference: Path, count: int) -> float:
    """The largest difference of a log-probability after the prompt of that many tokens and after each forced one."""
    expected = mx.load(str(reference))[f"after_{count}"]
    tokens = ids(str(count), count + FORCED, expected.shape[1])
    cache = network.make_cache()
    steps = [tokens[:count], *([token] for token in tokens[count:])]
    rows = []
    for step in steps:
        logits = network(mx.array([step]), cache)[0, -1].astype(mx.float32)
        rows.append(logits - mx.logsumexp(logits))
        mx.eval(rows[-1])
    return float(mx.abs(mx.stack(rows) - expected).max().item())


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    network = read_network(check(Path(arguments[0]).absolute()), lambda _fraction: None, lambda: False)
    widen(network)
    found = {count: difference(network, Path(arguments[1]), count) for count in PROMPTS}
    for count, value in found.items():
        print(f"{count:5} tokens and {FORCED} forced ones: {value:.2e}")
    return 0 if max(found.values()) <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
