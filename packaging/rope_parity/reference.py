"""What transformers computes for a gpt-oss: the reference that our network is held to.

    python packaging/rope_parity/reference.py                    writes reference.safetensors, of random weights, and
                                                                 demo.safetensors into tests/data/rope_parity
    python packaging/rope_parity/reference.py FOLDER OUT         the same for any model in OpenAI's layout

Needs torch and transformers, in an environment of their own (5.24.0 and 2.13.0 made the files in the repository);
the tests need neither. ``compare.py`` says how far our network is from a file that this one wrote.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import torch
from random_gpt_oss import FORCED, PROMPTS, ids, write
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, Mxfp4Config

TOP = Path(__file__).resolve().parents[2]
STORED = TOP / "tests" / "data" / "rope_parity"


def main(arguments: list[str]) -> int:
    if len(arguments) == 2:
        reference(Path(arguments[0]), Path(arguments[1]))
        return 0
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        STORED.mkdir(parents=True, exist_ok=True)
        reference(Path(folder), STORED / "reference.safetensors")
    reference(TOP / "resources" / "demo_model", STORED / "demo.safetensors")
    return 0


@torch.no_grad()
def reference(folder: Path, out: Path) -> None:
    """For each prompt, log-probabilities after its last token and after each forced one: (1 + FORCED, vocabulary)."""
    model = AutoModelForCausalLM.from_pretrained(
        folder,
        dtype=torch.float32,
        attn_implementation="eager",
        quantization_config=Mxfp4Config(dequantize=True),
    )
    model.eval()
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}
    rows = {}
    for count in PROMPTS:
        tokens = ids(str(count), count + FORCED, model.config.vocab_size)
        logits = model(torch.tensor([tokens])).logits[0, count - 1 :]
        rows[f"after_{count}"] = torch.log_softmax(logits, dim=-1).contiguous()
    save_file(rows, out)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
