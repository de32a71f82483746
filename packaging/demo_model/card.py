"""Writes the model card: `python packaging/demo_model/card.py --model resources/demo_model --figures figures.json`.

Every figure comes from the files or from what evaluate.py measured on them; the words are in card.md and history.md.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from evaluate import as_markdown

HERE = Path(__file__).parent
MEGABYTE = 1_000_000


def parameter_count(config: dict[str, int]) -> int:
    """Of the gpt-oss architecture, with biases, norms and sinks."""
    hidden, expert, experts = config["hidden_size"], config["intermediate_size"], config["num_local_experts"]
    q, kv = config["num_attention_heads"] * config["head_dim"], config["num_key_value_heads"] * config["head_dim"]
    attention = q * (hidden + 1) + 2 * kv * (hidden + 1) + hidden * (q + 1) + config["num_attention_heads"]
    feed_forward = experts * (hidden + 1 + 2 * expert * (hidden + 1) + hidden * (expert + 1))
    return (
        config["num_hidden_layers"] * (attention + feed_forward + 2 * hidden) + (2 * config["vocab_size"] + 1) * hidden
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--figures", type=Path, required=True)
    args = parser.parse_args()
    figures = json.loads(args.figures.read_text(encoding="utf-8"))
    folder: Path = args.model
    files = [p for p in folder.iterdir() if p.name != "README.md"]
    history, _, notes = (HERE / "history.md").read_text(encoding="utf-8").partition("<!-- notes -->")
    text = (
        (HERE / "card.md")
        .read_text(encoding="utf-8")
        .format(
            parameters=f"{parameter_count(json.loads((folder / 'config.json').read_text())) / 1e6:.2f}",
            n=max(int(row["low"]["n"]) for name, row in figures["table"].items() if name != "all"),
            table=as_markdown(figures["table"]),
            showcase="; ".join(f"{name} {value:g}" for name, value in figures["showcase"].items()),
            size=f"{sum(p.stat().st_size for p in files) / MEGABYTE:.2f}",
            weights=f"{(folder / 'model.safetensors').stat().st_size / MEGABYTE:.2f}",
            training=history.strip(),
            notes=notes.strip(),
        )
    )
    (folder / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
