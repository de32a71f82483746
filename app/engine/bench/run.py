"""``soliloquy bench engine``, in a process of its own: measures, judges and prints.

The bare loop runs here, ours in an engine that is started like the window's. Both hold the same weights at once.
Blocks of tokens alternate, and each ratio is the median over the repeats, so that a busy machine slows both down.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
from pathlib import Path
from typing import Any

from app.chat.exchange import Recording
from app.engine import isolation, memory, model_folder
from app.engine.bench import random_folder
from app.engine.bench.check import Check, report, table
from app.engine.bench.progress import Progress
from app.engine.bench.roofline import most_tokens_per_second
from app.engine.bench.whole_path import PROMPT, EngineError, engine
from app.engine.network import read_network, widen
from app.harmony.render import render
from app.harmony.vocabulary import Vocabulary, VocabularyError

import mlx.core as mx  # isort: skip

from app.engine.bench.bare import decoder, seconds_per_token  # isort: skip
from app.engine.bench.graph import PROMPT as GRAPH_PROMPT, logits_after, nodes_of_a_step  # isort: skip
from app.engine.forward import quicken  # isort: skip
from app.engine.mlx_model import SMALL_MODEL_BYTES  # isort: skip

WARM_UP_TOKENS = 8


def run(arguments: list[str]) -> int:
    """The exit status: 0 all checks hold, 1 one does not or nothing could be measured."""
    options = _parser().parse_args(arguments)
    progress = Progress(options.repeats + 2, as_json=options.progress)
    isolation.prepare_environment(os.environ)
    try:
        with tempfile.TemporaryDirectory(prefix="soliloquy-bench-") as made:
            folder = options.model or Path(made)
            if options.model is None:
                random_folder.write(folder, options.tokenizer, options.layers)
            checks = _measured(folder.absolute(), options, progress)
    except (model_folder.ModelFolderError, VocabularyError, EngineError) as error:
        progress.refuse(str(error))
        return 1
    machine = _machine(options)
    print(json.dumps(report(machine, checks)) if options.json else table(machine, checks))  # noqa: T201
    return 0 if all(check.ok for check in checks) else 1


def _measured(folder: Path, options: argparse.Namespace, progress: Progress) -> list[Check]:
    checked = model_folder.check(folder)
    device = memory.read_device()
    if device is not None and 2 * checked.weight_bytes + memory.LEAST_WORKING_BYTES > device.limit_bytes:
        raise EngineError("This Mac cannot hold the model twice, once for each side. Choose a smaller one.")
    progress.begin("reading the weights")
    network = read_network(checked, lambda _fraction: None, lambda: False)
    if device is None and checked.weight_bytes <= SMALL_MODEL_BYTES:  # as the engine does
        widen(network)
    checks = _decode(network, folder, options, progress)
    if device is not None or checked.weight_bytes <= SMALL_MODEL_BYTES:
        checks += _graphs(network, progress)
    return checks


def _decode(network: Any, folder: Path, options: argparse.Namespace, progress: Progress) -> list[Check]:
    decode = decoder()
    if decode is None:
        progress.begin("mlx-lm's own loop is not installed; decoding is not compared")
        return []
    prompt = list(render(PROMPT, Vocabulary.load(folder)))
    bare: list[float] = []
    ours: dict[Recording, list[float]] = {Recording.OFF: [], Recording.EVERYTHING: []}
    with engine(tuple(options.engine)) as started:
        started.load(folder)
        seconds_per_token(decode, network, prompt, WARM_UP_TOKENS)
        started.seconds_per_token(WARM_UP_TOKENS, Recording.EVERYTHING)
        for repeat in range(options.repeats):
            progress.begin("decoding", words=f"decoding, {repeat + 1} of {options.repeats}")
            bare.append(seconds_per_token(decode, network, prompt, options.tokens))
            for recording, seconds in ours.items():
                seconds.append(started.seconds_per_token(options.tokens, recording))
    bounds = {Recording.OFF: 0.98, Recording.EVERYTHING: 0.95}
    return [
        Check(
            name=f"decode, recording {recording.value}",
            value=statistics.median(one / other for one, other in zip(bare, seconds, strict=True)),
            bound=bounds[recording],
            is_most=False,
            peer=1 / statistics.median(bare),
            ours=1 / statistics.median(seconds),
            unit="tokens/s",
        )
        for recording, seconds in ours.items()
    ]


def _graphs(network: Any, progress: Progress) -> list[Check]:
    """Replaces the network's layers."""
    progress.begin("counting operations")
    bare = nodes_of_a_step(network, None)
    probed = nodes_of_a_step(network, Recording.EVERYTHING)
    expected = logits_after(network, GRAPH_PROMPT)
    mx.eval(expected)
    quicken(network)
    quick = nodes_of_a_step(network, None)
    off = float(mx.abs(logits_after(network, GRAPH_PROMPT) - expected).max().item())  # type: ignore[arg-type]  # a difference, so never complex
    return [
        Check("operations, quicker layers", quick / bare, 0.82, True, bare, quick, "a token"),
        Check("operations, everything recorded", probed / bare, 1.03, True, bare, probed, "a token"),
        Check("logits of quicker layers, difference", off, 0.0, True),
    ]


def _machine(options: argparse.Namespace) -> dict[str, object]:
    chip = str(mx.device_info().get("device_name", platform.processor() or platform.machine()))
    facts: dict[str, object] = {
        "chip": chip,
        "system": platform.platform(),
        "mlx": mx.__version__,  # type: ignore[attr-defined]  # mlx has no type for it
        "device": "gpu" if mx.default_device() == mx.gpu else "cpu",
        "model": options.model.name if options.model else f"random weights, {options.layers} layers, 32 experts",
        "tokens": options.tokens,
        "repeats": options.repeats,
    }
    if (most := most_tokens_per_second(chip)) is not None:
        facts["most tokens/s of gpt-oss-20b in MXFP4-Q8"] = round(most)
    return facts


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="soliloquy bench engine", allow_abbrev=False)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--progress", action="store_true", help="what is done now, as JSON on stderr")
    parser.add_argument("--tokens", type=int, required=True)
    parser.add_argument("--repeats", type=int, required=True)
    parser.add_argument("--layers", type=int, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True, help="a tokenizer.json for the random model")
    parser.add_argument("engine", nargs="+", metavar="PROGRAM", help="what starts an engine, after --")
    return parser
