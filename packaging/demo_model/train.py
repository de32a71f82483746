"""Trains the demo model on a CPU: `python packaging/demo_model/train.py --out DIR`.

Two processes of one thread each average their gradients. Everything is seeded; conversations are generated as they are
needed and never repeat. The run saves a checkpoint at intervals and goes on from it when started again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
import torch.distributed as dist
import torch.multiprocessing as processes
from build_tokenizer import write_tokenizer
from conversation import GUESS_LOSS_WEIGHT, TASKS, Sample, training_sample
from model import GptOss, Shape
from optimizer import Muon, split_parameters
from tokenizer import Codec
from torch import Tensor
from torch.nn import functional

SEED = 1
PROCESSES = 2
BATCH_TOKENS = 4096  # of one process, padding included
POOL = 1024  # conversations sorted by length together, so that batches have little padding
MUON_RATE = 0.02
ADAM_RATE = 3e-3
WARM_UP_STEPS = 60
ROUTER_LOSS = 0.01
AVERAGE_DECAY = 0.995
SAVE_SECONDS = 60
REPORT_STEPS = 25


def batches(draw: Callable[[], Sample], rng: random.Random, limit: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Ids and loss weights of the next token, (conversations, length), of similar lengths."""
    while True:
        pool = sorted((draw() for _ in range(POOL)), key=lambda s: len(s.ids))
        groups: list[list[Sample]] = [[]]
        for sample in pool:
            if groups[-1] and len(sample.ids) * (len(groups[-1]) + 1) > limit:
                groups.append([])
            groups[-1].append(sample)
        rng.shuffle(groups)
        for group in groups:
            length = max(len(s.ids) for s in group)
            ids, weights = torch.zeros(len(group), length, dtype=torch.long), torch.zeros(len(group), length)
            for row, s in enumerate(group):
                ids[row, : len(s.ids)] = torch.tensor(s.ids)
                weights[row, : len(s.ids) - 1] = torch.tensor(s.weights[1:])
            yield ids, weights


def rate_factor(step: int, tokens: int, total: int, decay_share: float, peak: float) -> float:
    """Warm-up, then constant, then linear to zero over the last part of the tokens."""
    left = max(total - tokens, 0) / (total * decay_share)
    return peak * min(1.0, (step + 1) / WARM_UP_STEPS, left)


def loss_of(model: GptOss, ids: Tensor, weights: Tensor) -> tuple[Tensor, float, float]:
    flat = weights.reshape(-1)
    wanted = flat.nonzero().squeeze(-1)
    logits, auxiliary = model(ids, wanted)
    targets = torch.roll(ids, -1, 1).reshape(-1)[wanted]
    each = functional.cross_entropy(logits, targets, reduction="none")
    weighted = (each * flat[wanted]).sum()
    # A fixed divisor: batches of guesses, which weigh little, must also push little.
    loss = weighted / (0.5 * BATCH_TOKENS) + ROUTER_LOSS * auxiliary
    full = flat[wanted] == 1.0
    return loss, float(each[full].sum().detach()), float(full.sum())


def worker(rank: int, args: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=f"file://{args.out / 'rendezvous'}", rank=rank, world_size=PROCESSES)
    torch.manual_seed(SEED)
    model = GptOss(Shape())
    matrices, rest = split_parameters(model)
    parameters = matrices + rest
    muon, adam = Muon(matrices), torch.optim.AdamW(rest, lr=ADAM_RATE, betas=(0.9, 0.98), weight_decay=0.0, fused=True)
    average = [p.detach().clone() for p in parameters]
    step, tokens, seconds = 0, 0, 0.0
    checkpoint = args.out / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(saved["model"])
        muon.load(saved["muon"])
        adam.load_state_dict(saved["adam"])
        for mine, theirs in zip(average, saved["average"], strict=True):
            mine.copy_(theirs)
        step, tokens, seconds = saved["step"], saved["tokens"], saved["seconds"]
    # A resumed run draws new conversations, from a seed that depends on where it goes on.
    rng, codec, emphasis = (
        random.Random(f"{SEED}/{rank}/{step}"),
        Codec(args.out / "tokenizer.json"),
        dict(args.emphasis),
    )
    source = batches(lambda: training_sample(codec, rng, emphasis, args.guess_weight), rng, BATCH_TOKENS)
    started = last_saved = last_report = time.monotonic()
    began, loss_sum, loss_count, reported = seconds, 0.0, 0.0, tokens
    while tokens < args.tokens:
        model.quantize_experts(tokens > args.tokens * (1 - args.quantized_share))
        factor = rate_factor(step, tokens, args.tokens, args.decay_share, args.peak)
        ids, weights = next(source)
        loss, summed, count = loss_of(model, ids, weights)
        loss.backward()
        # All gradients and the counters travel in one message.
        flat = torch.cat([p.grad.reshape(-1) for p in parameters] + [torch.tensor([summed, count, float(ids.numel())])])
        dist.all_reduce(flat)
        at = 0
        for p in parameters:
            p.grad.copy_(flat[at : at + p.numel()].view_as(p)).div_(PROCESSES)
            at += p.numel()
        summed, count, seen = flat[at:].tolist()
        muon.step(MUON_RATE * factor)
        for group in adam.param_groups:
            group["lr"] = ADAM_RATE * factor
        adam.step()
        for p in parameters:
            p.grad = None
        with torch.no_grad():
            decay = min(AVERAGE_DECAY, (step + 1) / (step + 10))
            torch._foreach_lerp_(average, parameters, 1 - decay)
        step, tokens = step + 1, tokens + int(seen)
        loss_sum, loss_count = loss_sum + summed, loss_count + count
        now = time.monotonic()
        seconds = began + now - started
        if rank == 0 and step % REPORT_STEPS == 0:
            speed = (tokens - reported) / (now - last_report)
            row = {
                "step": step,
                "tokens": tokens,
                "loss": round(loss_sum / max(loss_count, 1), 4),
                "rate": round(factor, 3),
                "tokens_per_s": round(speed),
                "minutes": round(seconds / 60, 1),
            }
            print(json.dumps(row), flush=True)
            loss_sum, loss_count, last_report, reported = 0.0, 0.0, now, tokens
        if rank == 0 and (now - last_saved > SAVE_SECONDS or tokens >= args.tokens):
            last_saved = now
            state = {
                "model": model.state_dict(),
                "average": average,
                "muon": muon.state(),
                "adam": adam.state_dict(),
                "step": step,
                "tokens": tokens,
                "seconds": seconds,
                "names": names_of(model, parameters),
            }
            torch.save(state, args.out / "checkpoint.new")
            os.replace(args.out / "checkpoint.new", checkpoint)
    dist.destroy_process_group()


def names_of(model: GptOss, parameters: list[torch.nn.Parameter]) -> list[str]:
    by_id = {id(p): name for name, p in model.named_parameters()}
    return [by_id[id(p)] for p in parameters]


def factor(text: str) -> tuple[str, float]:
    name, _, number = text.partition("=")
    if name not in TASKS:
        raise argparse.ArgumentTypeError(f"the tasks are {', '.join(TASKS)}")
    return name, float(number)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the tokenizer and the checkpoint")
    parser.add_argument("--tokens", type=int, default=44_000_000, help="tokens of the whole run, padding included")
    parser.add_argument("--decay-share", type=float, default=0.65, help="last part in which the rates fall to zero")
    parser.add_argument("--peak", type=float, default=1.0, help="factor on both learning rates")
    parser.add_argument("--quantized-share", type=float, default=0.2, help="last part with MXFP4 experts")
    parser.add_argument("--guess-weight", type=float, default=GUESS_LOSS_WEIGHT, help="of the guesses of low effort")
    parser.add_argument("--emphasis", type=factor, nargs="*", default=[], metavar="TASK=FACTOR", help="on its share")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    if not (args.out / "tokenizer.json").exists():
        write_tokenizer(args.out / "tokenizer.json")
    (args.out / "rendezvous").unlink(missing_ok=True)
    processes.spawn(worker, (args,), nprocs=PROCESSES)


if __name__ == "__main__":
    main()
