"""Will a model fit? Formulas and a verdict, from numbers alone.

What a model takes on a Mac: its weights; 24 KiB (of the 20b) for every token of a conversation, in the layers that see
all of it, and an eighth more for the marks that let an edited conversation go on without being read again; a fixed
window in the other layers; and working space. All of it has to fit into what macOS lets the GPU use, or Metal ends the
process. Reads nothing and decides nothing else; who asks passes the numbers in.

Memory is told as macOS tells it, in units of 2 ** 30 bytes that it calls GB. Files are told in units of 10 ** 9.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.chat.sentence import GIB as GIB
from app.chat.sentence import Sentence, sentence
from app.models.shape import ModelShape

VALUE_BYTES = 2  # of one number in the cache, a bfloat16
CACHE_STEP = 256  # rows; mlx-lm's KVCache (0.32.2) grows by so many at a time
CHUNK = 512  # tokens of a prompt that are read at once; the engine's
# Arrays of a chunk's expert rows that are alive together: the gate's, the upper one's, their product and the result's.
# With it the peak published for an M2 Max (Rapid-MLX PR 1068: 12.354 GB for 2,048 tokens) is met within 0.2 %.
EXPERT_ARRAYS = 4
MARKS_PERCENT = 12  # a mark of 3 MiB at each boundary of a message and every 1,024 tokens, on the 20b's 24 KiB a token
WORKING_BYTES = 400_000_000  # activations of a chunk of 512 to 2,048 tokens and what loading holds twice
BUFFERS_BYTES = GIB // 2  # freed buffers that MLX may keep: the engine's limit for them

LEAST_CONTEXT = 4096  # tokens; with less, not even one long answer has room
CONTEXT_STEP = 1024  # a shorter context is told in such round numbers
MAC_SIZES_GB = (8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512)  # memory that Macs with Apple silicon have


class Fit(StrEnum):
    FITS = "fits"
    SHORT = "short"  # with less context than was asked for
    SWAPS = "swaps"  # the GPU may have it, but other apps hold the memory now
    WONT = "wont"


@dataclass(frozen=True, slots=True)
class MachineMemory:
    """``gpu_limit_bytes``: the most that macOS lets the GPU use, ``is_measured`` if it said so itself.

    ``free_bytes``: what is free now, or soon would be without swapping; None if it is not known.
    """

    total_bytes: int
    gpu_limit_bytes: int
    free_bytes: int | None = None
    is_measured: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """``context_tokens``: the limit to load with, 0 if it is not to be loaded. ``need_bytes``: with that context.

    ``label``: a few words for a card. ``reason``: why. ``advice``: what would help, None where nothing would or need.
    """

    fit: Fit
    context_tokens: int
    need_bytes: int
    label: Sentence
    reason: Sentence
    advice: Sentence | None = None

    @property
    def can_load(self) -> bool:
        return self.fit is not Fit.WONT

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The reason, and the advice if there is one."""
        return (self.reason,) if self.advice is None else (self.reason, self.advice)


def mac_memory(total_bytes: int, free_bytes: int | None = None) -> MachineMemory:
    """By the rule of thumb for a machine that was not asked: two thirds up to 32 GB, three quarters above.

    Source: limits seen on Macs with 16, 24, 32 and 128 GB (10,922 MiB; 17.2, 22.9 and 103.1 * 10 ** 9 bytes).
    """
    limit = total_bytes * 2 // 3 if total_bytes <= 32 * GIB else total_bytes * 3 // 4
    return MachineMemory(total_bytes, limit, free_bytes)


def cache_bytes(shape: ModelShape, tokens: int, *, value_bytes: int = VALUE_BYTES) -> int:
    """What the layers that see everything keep of ``tokens``, in steps as mlx-lm does it."""
    rows = -(-tokens // CACHE_STEP) * CACHE_STEP
    return shape.full_attention_layers * shape.row_values * value_bytes * rows


def window_bytes(shape: ModelShape, rows: int | None = None, *, value_bytes: int = VALUE_BYTES) -> int:
    """What the sliding layers keep, however long the conversation; ``rows`` of it while a prompt is read."""
    return shape.sliding_layers * shape.row_values * value_bytes * (shape.window if rows is None else rows)


def need_bytes(shape: ModelShape, weight_bytes: int, tokens: int) -> int:
    """What to have ready for a conversation of ``tokens``: the formula that verdicts are made of."""
    conversation = cache_bytes(shape, tokens) * (100 + MARKS_PERCENT) // 100
    return weight_bytes + conversation + window_bytes(shape) + WORKING_BYTES + BUFFERS_BYTES


def peak_bytes(
    shape: ModelShape, weight_bytes: int, tokens: int, *, chunk: int = CHUNK, value_bytes: int = VALUE_BYTES
) -> int:
    """What MLX will have used at most after reading a prompt of ``tokens``, with nothing added for safety.

    ``value_bytes``: 4 for a model that computes in float32. Holds for Metal, and for the CPU with short prompts, where
    the scores of attention, which only the CPU writes out, are small.
    """
    at_once = min(tokens, chunk)
    rows = min(tokens, chunk + shape.window - 1)
    width = max(shape.hidden, shape.intermediate)
    experts = at_once * shape.experts_per_token * width * value_bytes * EXPERT_ARRAYS
    return (
        weight_bytes
        + cache_bytes(shape, tokens, value_bytes=value_bytes)
        + window_bytes(shape, rows, value_bytes=value_bytes)
        + experts
    )


def judge(shape: ModelShape, weight_bytes: int, machine: MachineMemory, tokens: int | None = None) -> Verdict:
    """Whether the model runs on that machine with a context of ``tokens``; with all that it can if None."""
    asked = min(tokens or shape.context_tokens, shape.context_tokens)
    least = min(asked, LEAST_CONTEXT)
    if need_bytes(shape, weight_bytes, least) > machine.gpu_limit_bytes:
        return _refusal(shape, weight_bytes, machine, least)
    context = _most_context(shape, weight_bytes, machine.gpu_limit_bytes, asked)
    need = need_bytes(shape, weight_bytes, context)
    short = context < asked
    label = sentence("Fits with {tokens} tokens of context", tokens=context) if short else sentence("Fits")
    if machine.free_bytes is not None and need > machine.free_bytes:
        label = sentence("Not enough free memory now")
        reason = sentence(
            "It needs {need_memory} of memory and {free_memory} are free now, so this Mac would become slow.",
            need_memory=need,
            free_memory=machine.free_bytes,
        )
        return Verdict(Fit.SWAPS, context, need, label, reason, sentence("Close other apps first."))
    limit = machine.gpu_limit_bytes
    if short:
        reason = sentence(
            "There is memory for a context of {tokens} of its {asked} tokens: this Mac can give a model "
            "{limit_memory}.",
            tokens=context,
            asked=asked,
            limit_memory=limit,
        )
        mac = smallest_mac_gb(shape, weight_bytes, asked)
        advice = sentence("All of it takes a Mac with {gigabytes} GB of memory.", gigabytes=mac) if mac else None
        return Verdict(Fit.SHORT, context, need, label, reason, advice)
    reason = sentence(
        "It needs {need_memory} of memory with {tokens} tokens of context; this Mac can give a model {limit_memory}.",
        need_memory=need,
        tokens=context,
        limit_memory=limit,
    )
    return Verdict(Fit.FITS, context, need, label, reason)


def smallest_mac_gb(shape: ModelShape, weight_bytes: int, tokens: int = LEAST_CONTEXT) -> int | None:
    """The least memory that a Mac must have for that context; None if there is no such Mac."""
    need = need_bytes(shape, weight_bytes, tokens)
    return next((size for size in MAC_SIZES_GB if need <= mac_memory(size * GIB).gpu_limit_bytes), None)


def gigabytes(memory_bytes: int) -> str:
    """Memory, as macOS tells it."""
    return f"{memory_bytes / GIB:.1f} GB"


def _most_context(shape: ModelShape, weight_bytes: int, limit_bytes: int, asked: int) -> int:
    """At least LEAST_CONTEXT or what was asked for, which fit."""
    if need_bytes(shape, weight_bytes, asked) <= limit_bytes:
        return asked
    steps = range(asked // CONTEXT_STEP, 0, -1)
    fitting = (step * CONTEXT_STEP for step in steps)
    return next(
        (tokens for tokens in fitting if need_bytes(shape, weight_bytes, tokens) <= limit_bytes),
        min(asked, LEAST_CONTEXT),
    )


def _refusal(shape: ModelShape, weight_bytes: int, machine: MachineMemory, tokens: int) -> Verdict:
    need = need_bytes(shape, weight_bytes, tokens)
    mac = smallest_mac_gb(shape, weight_bytes, tokens)
    reason = sentence(
        "It needs {need_memory} of memory even for a short conversation, and this Mac can give a model {limit_memory}.",
        need_memory=need,
        limit_memory=machine.gpu_limit_bytes,
    )
    if mac is None:
        label, advice = sentence("Too large for any Mac"), sentence("Choose another model.")
    else:
        label = sentence("Needs a Mac with {gigabytes} GB", gigabytes=mac)
        advice = sentence("It runs on Macs with {gigabytes} GB of memory and more.", gigabytes=mac)
    return Verdict(Fit.WONT, 0, need, label, reason, advice)
