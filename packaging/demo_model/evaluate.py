"""Measures the model on held-out problems: `python packaging/demo_model/evaluate.py --model resources/demo_model`.

Runs with what the app itself needs (mlx-lm, tokenizers), greedily, on the very files that ship, in float32 arithmetic.
The reply that training would have shown serves as a draft: one pass tells where greedy decoding would leave it, and
decoding goes on from there, so the result is that of plain greedy decoding, only sooner.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import mlx.core as mx
from mlx_lm.models.switch_layers import QuantizedSwitchLinear, SwitchLinear
from mlx_lm.utils import load_model
from problem import EFFORTS
from questions import CURRENT_DATE, SEED, SHOWCASE, Question, prompt_ids, questions, system_text
from tokenizer import Codec

BATCH = 48
LONGEST_REPLY = 420  # tokens; the longest trained one has fewer than 350


@dataclass(frozen=True, slots=True)
class Outcome:
    task: str
    effort: str
    asked: str
    wanted: str
    well_formed: bool
    correct: bool
    analysis_tokens: int
    text: str


def load(folder: Path, as_shipped: bool) -> Any:
    """The model in float32: the values are those of the file, but a CPU computes with them several times faster."""
    model, _ = load_model(folder)
    if as_shipped:
        return model
    for layer in model.layers:
        for name, module in list(layer.mlp.experts.items()):
            if isinstance(module, QuantizedSwitchLinear):
                layer.mlp.experts[name] = unpacked(module)
    model.set_dtype(mx.float32)
    return model


def unpacked(q: QuantizedSwitchLinear) -> SwitchLinear:
    weight = mx.dequantize(q.weight, q.scales, group_size=q.group_size, bits=q.bits, mode=q.mode)
    experts, rows, columns = weight.shape
    plain = SwitchLinear(columns, rows, experts, bias=True)
    plain.weight, plain.bias = weight.astype(mx.float32), q.bias.astype(mx.float32)
    return plain


def drafted(model: Any, asked: list[Question]) -> list[int]:
    """How many tokens of each reference greedy decoding would produce before it leaves it."""
    longest = max(len(q.prompt) + len(q.reference) for q in asked)
    rows = [(q.prompt + q.reference + [0] * longest)[:longest] for q in asked]
    best = mx.argmax(model(mx.array(rows)), -1).tolist()
    agreed = []
    for q, row in zip(asked, best, strict=True):
        predicted = row[len(q.prompt) - 1 :]
        same = [a == b for a, b in zip(predicted, q.reference, strict=False)]
        agreed.append(same.index(False) if False in same else len(same))
    return agreed


def generate(model: Any, prompts: list[list[int]], stops: set[int], temperature: float = 0.0) -> list[list[int]]:
    """Continuations of prompts of one length, up to and with a stop token."""
    cache = model.make_cache()
    tokens = mx.array(prompts)
    outputs: list[list[int]] = [[] for _ in prompts]
    open_rows = set(range(len(prompts)))
    for _ in range(LONGEST_REPLY):
        logits = model(tokens, cache=cache)[:, -1].astype(mx.float32)
        chosen = mx.random.categorical(logits / temperature) if temperature else mx.argmax(logits, -1)
        ids = chosen.tolist()
        for row in list(open_rows):
            outputs[row].append(ids[row])
            if ids[row] in stops:
                open_rows.discard(row)
        if not open_rows:
            break
        tokens = chosen[:, None]
    return outputs


def judged(codec: Codec, question: Question, ids: list[int]) -> Outcome:
    """Well-formed: exactly analysis, then final, in harmony's own tokens, both with text, ended by <|return|>."""
    head = [codec.channel, *codec.text("analysis"), codec.message_mark]
    middle = [codec.end, codec.start, *codec.text("assistant"), codec.channel, *codec.text("final"), codec.message_mark]
    text = codec.decode(ids)
    about = (question.task, question.effort, question.text, question.answer)
    if ids[: len(head)] != head or ids[-1] != codec.return_mark or codec.end not in ids:
        return Outcome(*about, False, False, 0, text)
    at = ids.index(codec.end)
    control = {codec.start, codec.end, codec.channel, codec.message_mark, codec.return_mark}
    thought, final = ids[len(head) : at], ids[at + len(middle) : -1]
    good = ids[at : at + len(middle)] == middle and bool(thought) and bool(final) and not control & {*thought, *final}
    return Outcome(*about, good, good and question.accepted(codec.decode(final)), len(thought), text)


def answer_all(model: Any, codec: Codec, asked: list[Question], draft: bool) -> list[Outcome]:
    asked = sorted(asked, key=lambda q: len(q.prompt) + len(q.reference))
    outcomes: list[Outcome] = []
    # Prompt and the agreed part of the reply together; those of one length can be decoded together without padding.
    left: dict[int, list[tuple[Question, list[int]]]] = defaultdict(list)
    for at in range(0, len(asked), BATCH):
        batch = asked[at : at + BATCH]
        for q, agreed in zip(batch, drafted(model, batch) if draft else [0] * len(batch), strict=True):
            if q.reference and agreed == len(q.reference):
                outcomes.append(judged(codec, q, q.reference))
            else:
                left[len(q.prompt) + agreed].append((q, q.reference[:agreed]))
    started = time.monotonic()
    for length in sorted(left):
        for at in range(0, len(left[length]), BATCH):
            part = left[length][at : at + BATCH]
            replies = generate(model, [q.prompt + begun for q, begun in part], codec.stops)
            outcomes += [judged(codec, q, begun + ids) for (q, begun), ids in zip(part, replies, strict=True)]
        print(f"{len(outcomes)}/{len(asked)} after {time.monotonic() - started:.0f} s", flush=True)
    return outcomes


def percent(values: list[bool]) -> float:
    return round(100 * sum(values) / max(len(values), 1), 1)


def table(outcomes: list[Outcome]) -> dict[str, dict[str, dict[str, float]]]:
    result: dict[str, dict[str, dict[str, float]]] = {}
    for task in ["all", *dict.fromkeys(o.task for o in sorted(outcomes, key=lambda o: o.task))]:
        for effort in EFFORTS:
            these = [o for o in outcomes if o.effort == effort and task in (o.task, "all")]
            result.setdefault(task, {})[effort] = {
                "n": len(these),
                "right": percent([o.correct for o in these]),
                "well_formed": percent([o.well_formed for o in these]),
                "analysis_tokens": round(sum(o.analysis_tokens for o in these) / max(len(these), 1), 1),
            }
    return result


def as_markdown(result: dict[str, dict[str, dict[str, float]]]) -> str:
    lines = [
        f"| task | n | {' | '.join(EFFORTS)} | well-formed | mean analysis tokens |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for task, by_effort in result.items():
        cells = list(by_effort.values())
        right = " | ".join(f"{c['right']:g}" for c in cells)
        lengths = " / ".join(f"{c['analysis_tokens']:.0f}" for c in cells)
        lines.append(f"| {task} | {cells[0]['n']:g} | {right} | {min(c['well_formed'] for c in cells):g} | {lengths} |")
    return "\n".join(lines)


def showcase(model: Any, codec: Codec, times: int) -> dict[str, float]:
    """The example of the app, greedily and sampled at temperature 1: percent right."""
    mx.random.seed(SEED)
    result = {}
    for effort in EFFORTS:
        prompt = prompt_ids(codec, system_text(effort, CURRENT_DATE), None, [], SHOWCASE)
        question = Question("showcase", effort, prompt, [], SHOWCASE, lambda f: "**132**" in f, "132")
        greedy = generate(model, [prompt], codec.stops)
        sampled = generate(model, [prompt] * times, codec.stops, 1.0)
        result[f"{effort}, greedy"] = percent([judged(codec, question, i).correct for i in greedy])
        result[f"{effort}, temperature 1, {times} times"] = percent(
            [judged(codec, question, i).correct for i in sampled]
        )
    return result


def answered_in_parts(args: argparse.Namespace) -> list[Outcome]:
    """Each process answers every n-th question and writes what came out; one process uses little more than one core."""
    with tempfile.TemporaryDirectory() as folder:
        parts = [Path(folder) / f"{i}.json" for i in range(args.processes)]
        command = [sys.executable, __file__, *sys.argv[1:]]
        running = [
            subprocess.Popen([*command, "--part", f"{i}/{args.processes}", "--part-file", str(part)])
            for i, part in enumerate(parts)
        ]
        if any(process.wait() for process in running):
            raise SystemExit("a part of the evaluation failed")
        return [Outcome(**row) for part in parts for row in json.loads(part.read_text(encoding="utf-8"))]


def answer_part(model: Any, codec: Codec, args: argparse.Namespace) -> list[Outcome]:
    first, _, step = args.part.partition("/")
    return answer_all(
        model, codec, questions(codec, args.per_task, args.only)[int(first) :: int(step)], not args.no_draft
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--per-task", type=int, default=200)
    parser.add_argument("--only", nargs="*", default=[], help="names of rows")
    parser.add_argument("--json", type=Path, help="where to write the table")
    parser.add_argument("--wrong", type=int, default=0, help="print so many wrong replies a row and effort")
    parser.add_argument("--no-draft", action="store_true", help="decode every token one by one")
    parser.add_argument("--as-shipped", action="store_true", help="compute in bfloat16, experts packed: slow on a CPU")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--part", default="0/1", help=argparse.SUPPRESS)
    parser.add_argument("--part-file", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    codec = Codec(args.model / "tokenizer.json")
    if args.part_file:
        outcomes = answer_part(load(args.model, args.as_shipped), codec, args)
        args.part_file.write_text(json.dumps([asdict(o) for o in outcomes]), encoding="utf-8")
        return
    model = load(args.model, args.as_shipped)
    outcomes = answered_in_parts(args) if args.processes > 1 else answer_part(model, codec, args)
    result = table(outcomes)
    print(as_markdown(result))
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for o in outcomes:
        key = (o.task, o.effort)
        if not o.correct and o.effort != "low" and seen[key] < args.wrong:
            seen[key] += 1
            print(f"WRONG {key} {o.asked!r} wants {o.wanted!r}: {o.text!r}")
    examples = showcase(model, codec, 100)
    print(examples)
    if args.json:
        figures = {"seed": SEED, "table": result, "showcase": examples}
        args.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
