"""``soliloquy bench engine``: how fast the engine is, beside bare mlx-lm on the same weights.

``soliloquy bench ui``: what the window costs, in CPU time. Both measure in child processes: nothing on the command
line's side knows MLX, and no measurement of the window shall burden the next. Exit status: 0 every figure is within its
bound, 1 one is not or nothing could be measured, 2 not understood.

On Linux mlx brings a slow BLAS; with OpenBLAS in LD_PRELOAD it multiplies float32 matrices 15 to 20 times as fast.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from app.chat.sentence import sentence
from app.cli.help import Parser
from app.cli.ui_bench.bench import FIRST_PICTURE, PARTS, bench_ui
from app.paths import demo_model_folder


def bench(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    if options.what == "ui":
        return bench_ui(part=options.part, as_json=options.json)
    measures = [
        *("--tokens", str(options.tokens), "--repeats", str(options.repeats), "--layers", str(2 * options.layer_pairs)),
        *("--context", "auto" if options.context is None else str(options.context)),
        *("--tokenizer", str(demo_model_folder() / "tokenizer.json")),
    ]
    if options.model is not None:
        measures += ["--model", str(options.model.absolute())]
    if options.json:
        measures.append("--json")
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]
    return subprocess.run([*program, "--bench", *measures, "--", *program, "--engine"], check=False).returncode


def _parser() -> Parser:
    parser = Parser(
        prog="soliloquy bench",
        description=sentence(
            "Measures the engine beside bare mlx-lm on the same weights, or what the window costs."
        ).text,
        epilog=sentence("Exit status: 0 every figure is within its bound, 1 one is not, 2 not understood.").text,
    )
    parser.add_argument("what", choices=["engine", "ui"], metavar="engine|ui")
    parser.add_argument(
        "--model", type=Path, metavar="FOLDER", help=sentence("default: random weights in gpt-oss's shape").text
    )
    parser.add_argument(
        "--part", choices=(*PARTS, FIRST_PICTURE), help=sentence("of `ui`: only this, in this process").text
    )
    parser.add_argument("--json", action="store_true", help=sentence("print one JSON object").text)
    parser.add_argument(
        "--tokens", type=_positive, default=64, metavar="N", help=sentence("in each block; default: 64").text
    )
    parser.add_argument(
        "--repeats", type=_positive, default=5, metavar="N", help=sentence("blocks of each kind; default: 5").text
    )
    parser.add_argument(
        "--layer-pairs", type=_positive, default=12, metavar="N", help=sentence("of the random model; default: 12").text
    )
    parser.add_argument(
        "--context",
        type=_length,
        metavar="N",
        help=sentence(
            "tokens before the first token that is measured, 0 for none; default: 16,384, on a CPU 4,096"
        ).text,
    )
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} is not a number from 1 on")
    return value


def _length(text: str) -> int:
    return 0 if text == "0" else _positive(text)
