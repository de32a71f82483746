"""``soliloquy bench engine``, in a process of its own: measures, judges and prints.

The bare loop runs here, ours in an engine that is started like the window's. Blocks of tokens alternate, and each
ratio is the median over the repeats, so that a busy machine slows both down. Where memory is too short to hold the
weights twice, one side has all its turns first, and is gone before the other one begins.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from app import isolation
from app.chat.exchange import Recording
from app.engine import memory, model_folder
from app.engine.bench import pieces, random_folder
from app.engine.bench.check import Check, NotRun, report, table
from app.engine.bench.progress import Progress
from app.engine.bench.roofline import most_tokens_per_second
from app.engine.bench.whole_path import PROMPT, Engine, EngineError, engine
from app.engine.network import read_network, widen
from app.harmony.render import render
from app.harmony.vocabulary import Vocabulary, VocabularyError

import mlx.core as mx  # isort: skip

from app.engine.bench.bare import decoder, seconds_per_token  # isort: skip
from app.engine.bench.cancel import most_late_groups  # isort: skip
from app.engine.bench.decoding import Decoding  # isort: skip
from app.engine.bench.lengths import Length, lengths  # isort: skip
from app.engine.bench.reading import Plan, reading  # isort: skip
from app.engine.bench.graph import PROMPT as GRAPH_PROMPT, logits_after, nodes_of_a_step  # isort: skip
from app.engine.forward import quicken  # isort: skip
from app.engine.mlx_model import SMALL_MODEL_BYTES  # isort: skip

WARM_UP_TOKENS = 8
CONTEXT_TOKENS, CPU_CONTEXT_TOKENS = 16_384, 4_096  # a CPU would need minutes for as many as a GPU
READING_LAYERS = 4  # of the random model; more cost as much more time on both sides
EDITS = 3
MOST_REPEATS = 3  # after a long text
CPU_PIECES = (256, 512), 1024  # lengths, and how much is read in them


def run(arguments: list[str]) -> int:
    """The exit status: 0 all checks hold, 1 one does not or nothing could be measured."""
    options = _parser().parse_args(arguments)
    isolation.prepare_environment(os.environ)
    context = options.context
    if context is None:
        context = CONTEXT_TOKENS if mx.default_device() == mx.gpu else CPU_CONTEXT_TOKENS
    try:
        with tempfile.TemporaryDirectory(prefix="soliloquy-bench-") as made:
            rows, facts = _rows(Path(made), context, options)
    except (model_folder.ModelFolderError, VocabularyError, EngineError) as error:
        Progress(1, as_json=options.progress).refuse(str(error))
        return 1
    machine = {**_machine(options), **facts}
    print(json.dumps(report(machine, rows)) if options.json else table(machine, rows))  # noqa: T201
    return 0 if all(row.ok for row in rows if isinstance(row, Check)) else 1


def _rows(made: Path, context: int, options: argparse.Namespace) -> tuple[list[Check | NotRun], dict[str, object]]:
    """With facts about the run. ``context`` 0: reading is not measured."""
    for_steps, for_reading = (options.model or made / name for name in ("steps", "reading"))
    if options.model is None:
        _make(for_steps, options.tokenizer, options.layers, random_folder.STEPS)
    checked = model_folder.check(for_steps)
    device = memory.read_device()
    if (failure := memory.refusal("This model", checked.weight_bytes, device)) is not None:
        raise EngineError(failure.message)
    is_together = fits_twice(checked.weight_bytes, device)
    plan = Plan(
        for_reading.absolute(),
        for_steps.absolute(),
        tuple(options.engine),
        context,
        turns=options.repeats,
        edits=EDITS,
        is_together=is_together,
    )
    long = [Length(tokens) for tokens in lengths(context, has_gpu=device is not None)]
    steps = options.repeats + 2 + len(long) + bool(long) + (plan.steps if context else 0)
    progress = Progress(steps, as_json=options.progress)
    found, best_pieces = _steps(checked, device, options, progress, long, is_together=is_together)
    rows: list[Check | NotRun] = [*found]
    mx.clear_cache()
    if context:
        if options.model is None:
            _make(for_reading, options.tokenizer, min(options.layers, READING_LAYERS), random_folder.READING)
        rows += reading(plan, progress)
    facts: dict[str, object] = {
        "order": "in turns" if is_together else "one side after the other, since the weights do not fit twice"
    }
    return rows, facts if best_pieces is None else {**facts, pieces.FACT: best_pieces}


def fits_twice(weight_bytes: int, device: memory.DeviceMemory | None) -> bool:
    """Whether two processes may hold the weights at once, and have room to work."""
    total_bytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    limit = total_bytes // 2 if device is None else device.limit_bytes
    return 2 * (weight_bytes + memory.LEAST_WORKING_BYTES) <= limit


def _make(folder: Path, tokenizer: Path, layers: int, shape: random_folder.Shape) -> None:
    folder.mkdir()
    random_folder.write(folder, tokenizer, layers, shape)


def _steps(
    checked: model_folder.CheckedFolder,
    device: memory.DeviceMemory | None,
    options: argparse.Namespace,
    progress: Progress,
    long: list[Length],
    *,
    is_together: bool,
) -> tuple[list[Check], int | None]:
    """Of one token at a time, and how long the best pieces are. When it is back, nothing holds weights any more."""
    progress.begin("reading the weights")
    network = read_network(checked, lambda _fraction: None, lambda: False)
    is_small = checked.weight_bytes <= SMALL_MODEL_BYTES
    if device is None and is_small:  # as the engine does
        widen(network)
    vocabulary = Vocabulary.load(checked.path)
    prompt = list(render(PROMPT, vocabulary))
    times = Decoding()
    decode = decoder()
    if decode is None:
        progress.begin("mlx-lm's own loop is not installed; decoding is not compared")
        long.clear()
    else:
        seconds_per_token(decode, network, prompt, WARM_UP_TOKENS)
        with ExitStack() as running:
            started = _started(checked.path, options, running) if is_together else None
            for repeat in range(options.repeats):
                progress.begin("decoding", words=f"decoding, {repeat + 1} of {options.repeats}")
                times.bare.append(seconds_per_token(decode, network, prompt, options.tokens))
                if started is not None:
                    times.add(started, options.tokens)
            for length in long:
                progress.begin("long texts", words=f"after {length.tokens:,} tokens")
                for _ in range(min(options.repeats, MOST_REPEATS)):
                    length.measure_bare(decode, network, options.tokens)
                    if started is not None:
                        length.measure_ours(started, vocabulary, options.tokens)
    rows, best_pieces = [], None
    if long:
        progress.begin("pieces")
        sizes, read = (pieces.SIZES, pieces.READ_TOKENS) if device is not None else CPU_PIECES
        found = pieces.speeds(network, sizes, read)
        rows, best_pieces = pieces.checks(found), pieces.best(found)
    graphs = _graphs(network, progress) if device is not None or is_small else []
    del network
    if decode is not None and not is_together:
        mx.clear_cache()
        with ExitStack() as running:
            started = _started(checked.path, options, running)
            for _ in range(options.repeats):
                times.add(started, options.tokens)
            for length in long:
                for _ in length.bare:
                    length.measure_ours(started, vocabulary, options.tokens)
    of_long = (check for length in long for check in length.checks())
    return [*(times.checks() if decode is not None else ()), *of_long, *rows, *graphs], best_pieces


def _started(folder: Path, options: argparse.Namespace, running: ExitStack) -> Engine:
    started = running.enter_context(engine(tuple(options.engine)))
    started.load(folder.absolute())
    started.seconds_per_token(WARM_UP_TOKENS, Recording.EVERYTHING)
    return started


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
    late, groups = most_late_groups(network)
    return [
        Check("operations, quicker layers", quick / bare, 0.82, True, bare, quick, "a token"),
        Check("operations, everything recorded", probed / bare, 1.03, True, bare, probed, "a token"),
        Check("logits of quicker layers, difference", off, 0.0, True),
        Check("layers that a stop waits for, of all", late / groups, 0.10, True, ours=late, unit="groups"),
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
    parser.add_argument("--context", type=_context, default=0, help="of first tokens: a number, auto, or 0 for none")
    parser.add_argument("--layers", type=int, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True, help="a tokenizer.json for the random model")
    parser.add_argument("engine", nargs="+", metavar="PROGRAM", help="what starts an engine, after --")
    return parser


def _context(text: str) -> int | None:
    """None: as many as are right for this device."""
    return None if text == "auto" else int(text)
