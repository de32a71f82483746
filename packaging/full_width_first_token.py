"""How much later does the first token come after a long history, in gpt-oss-20b's own layers?

`python packaging/full_width_first_token.py FOLDER` writes one pair of them into FOLDER (a sliding and a full one, in
MXFP4-Q8 with random weights, 0.9 GB), draws what such layers would have kept of 16,384 tokens, and asks the app's own
engine the same questions after those and in an empty conversation, in turns: some pasted and sent at once, some read
while they were typed. FOLDER is removed again. The model is 12 such pairs, so the ratio is the model's, but for the
matrices of its vocabulary, which are small here; with them it is a little lower.

Without a GPU, preload OpenBLAS and give --float32. Exit status: 0 if a pasted question is within the aim of 1.15 and a
typed one comes sooner after the history than a pasted one in an empty conversation, 1 if not, 2 not understood.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from random_model import write_model

from app.chat.draft import settled
from app.chat.prompt import Prompt
from app.engine import model_folder
from app.engine.bench.first_token import LONG, SHORT
from app.engine.bench.talk import QUESTION_TOKENS, alone, asking, talk, words
from app.engine.bench.whole_path import Engine, engine
from app.engine.cache_key import cache_key
from app.engine.network import read_network
from app.harmony.render import render_ahead
from app.harmony.vocabulary import Vocabulary
from app.models.catalog import catalog
from app.paths import demo_model_folder

import mlx.core as mx  # isort: skip
from app.engine.layout import layout_of  # isort: skip
from app.engine.rows import LayerRows, Segment  # isort: skip
from app.engine.segments import SegmentStore  # isort: skip

AIM = 1.15
SHARED_TOKENS = 3  # with which a question may begin as one before it


def main() -> int:
    options = _options()
    if options.folder.exists():
        print(f"{options.folder} is there already; name a folder that is to be made.", file=sys.stderr)
        return 2
    vocabulary = Vocabulary.load(demo_model_folder())
    shape = replace(
        catalog().models[0].shape,
        layers=2,
        full_attention_layers=1,
        vocabulary=vocabulary.size,
        hidden=options.hidden,
        intermediate=options.hidden,
    )
    ahead = talk(vocabulary, 1, options.tokens).answered(0)
    try:
        write_model(options.folder, shape, float32=options.float32)
        segments = options.folder / "segments"
        segments.mkdir()
        _draw_history(options.folder, segments, tuple(render_ahead(ahead, vocabulary)))
        with engine((sys.executable, "-m", "app", "--engine", "--segments", str(segments))) as started:
            started.load(options.folder)
            started.wait_for_rest()
            pasted = _measured(started, ahead, vocabulary, options, is_typed=False)
            typed = _measured(started, ahead, vocabulary, options, is_typed=True)
    finally:
        shutil.rmtree(options.folder, ignore_errors=True)
    for kind, measured in (("pasted", pasted), ("typed", typed)):
        print(
            f"{kind:6} {measured.tokens:4.0f} tokens read: {measured.long_ms:9.1f} ms after {options.tokens:,} tokens, "
            f"{measured.empty_ms:9.1f} ms after none, ratio {measured.ratio:.3f}"
        )
    return 0 if pasted.ratio <= AIM and typed.long_ms < pasted.empty_ms else 1


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians over the questions."""

    tokens: float
    long_ms: float
    empty_ms: float
    ratio: float


def _measured(
    started: Engine, ahead: Prompt, vocabulary: Vocabulary, options: argparse.Namespace, *, is_typed: bool
) -> Measured:
    rows = []
    for repeat in range(options.repeats):
        question = words(vocabulary, QUESTION_TOKENS, 100 * is_typed + repeat)
        seconds, read = [], []
        for before, conversation in ((ahead, LONG), (alone(""), SHORT)):
            started.rest(before, conversation)
            if is_typed:
                started.read_typed(settled(question.rsplit(" ", 1)[0]), conversation)
            seconds.append(started.first_token(asking(before, question), conversation))
            read.append(started.read_tokens)
        if abs(read[0] - read[1]) > SHARED_TOKENS:
            raise SystemExit(f"{read} tokens were read: what was drawn was not used")
        rows.append((read[0], 1000 * seconds[0], 1000 * seconds[1], seconds[0] / seconds[1]))
    return Measured(*(statistics.median(column) for column in zip(*rows, strict=True)))


def _draw_history(folder: Path, segments: Path, tokens: tuple[int, ...]) -> None:
    """Rows as after these tokens: numbers that nobody computed, which take as long to attend to as others."""
    checked = model_folder.check(folder)
    network = read_network(checked, lambda _fraction: None, lambda: False)
    kind = layout_of(network).kind
    arguments = network.args

    def drawn(count: int) -> LayerRows:
        shape = (1, arguments.num_key_value_heads, count, arguments.head_dim)
        return LayerRows(*(mx.random.normal(shape).astype(kind) for _ in ("keys", "values")))

    types = arguments.layer_types
    full = tuple(drawn(len(tokens)) for held in types if held == "full_attention")
    mark = tuple(drawn(min(arguments.sliding_window, len(tokens))) for held in types if held != "full_attention")
    store = SegmentStore(segments, cache_key(checked, str(kind)))
    if not store.save(Segment(0, tokens, full, mark), (), LONG):
        raise SystemExit("The disk has no room for what was drawn.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="is made, filled and removed")
    parser.add_argument("--tokens", type=int, default=16_384, help="of the history")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--hidden", type=int, default=catalog().models[0].shape.hidden, help="width of the layers")
    parser.add_argument("--float32", action="store_true", help="for a CPU")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
