"""Writes tokenizer.json from words.json: `python packaging/demo_model/build_tokenizer.py --out DIR/tokenizer.json`.

words.json holds what the generated conversations used most when training began (`--count` prints such a list anew).
It is kept as a file because every later change of a wording would otherwise change the meaning of all token ids.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

from conversation import INSTRUCTIONS, draw_task, follow_up
from language import TODAY, WORDS
from problem import EFFORTS
from tokenizer import byte_alphabet, description, frequent_words, spelled

WORD_LIST = Path(__file__).parent / "words.json"
SEED = 20261124
SAMPLES = 12_000
LEAST = 8  # times that a word must occur in the sample to become a token


def sample_texts() -> list[str]:
    rng = random.Random(SEED)
    texts = ["system", "developer", "user", "assistant", "analysis", "commentary", "final", *EFFORTS] * SAMPLES
    texts += [f"# Instructions\n\n{i}" for i in INSTRUCTIONS] * 20 + [
        *TODAY,
        "Today is **",
        "The current date is ",
    ] * 20
    for i in range(SAMPLES):
        effort = EFFORTS[i % 3]
        problem = draw_task(rng, effort) if i % 30 else follow_up(rng, effort)[1]
        texts += [problem.prompt, *problem.pieces, problem.final]
    return texts


def as_text(piece: str) -> str:
    byte_of = {c: i for i, c in enumerate(byte_alphabet())}
    return bytes(byte_of[c] for c in piece).decode()


def write_tokenizer(out: Path) -> None:
    words: list[str] = json.loads(WORD_LIST.read_text(encoding="utf-8"))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(description([spelled(w) for w in words]), ensure_ascii=False, indent=1), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="the tokenizer.json to write")
    parser.add_argument("--count", action="store_true", help="print a word list from today's generator")
    args = parser.parse_args()
    if args.count:
        words = frequent_words(sample_texts(), set(WORDS), LEAST)
        print(json.dumps([as_text(w) for w in words], ensure_ascii=False, indent=0))
    if args.out:
        write_tokenizer(args.out)


if __name__ == "__main__":
    main()
