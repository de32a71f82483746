"""gpt-oss in MLX: ids in, ids out.

All arrays belong to the thread that loads the model.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from app.chat.conversation import PromptReading
from app.chat.exchange import MemoryUse
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import sentence
from app.engine import memory, model_folder
from app.engine.assignment import message_starts
from app.engine.model import (
    Assignment,
    Control,
    IsStopped,
    LoadAbandoned,
    LoadError,
    PromptRecords,
    ReportFraction,
    Step,
    out_of_memory,
)
from app.engine.network import read_network, warm_up, widen  # before MLX: it makes mlx-lm light
from app.engine.steering import director_of
from app.harmony.vocabulary import Vocabulary, VocabularyError
from app.wire.messages import Load

import mlx.core as mx  # isort: skip

from app.engine.decode import decode  # isort: skip
from app.engine.forward import quicken  # isort: skip
from app.engine.layout import layout_of  # isort: skip
from app.engine.prefill import DEFAULT_PIECE_TOKENS, is_unwanted  # isort: skip
from app.engine.probe import prompt_texts  # isort: skip
from app.engine.cache_key import cache_key  # isort: skip
from app.engine.prompt_cache import PromptCache  # isort: skip
from app.engine.segments import SegmentStore  # isort: skip

# A CPU works 3 times as fast in float32 as in bfloat16 (93 and 1583 prompt tokens, 2 cores). Larger models keep theirs.
SMALL_MODEL_BYTES = 256 << 20

log = logging.getLogger("soliloquy.engine")


def load(
    command: Load,
    report: ReportFraction,
    is_stopped: IsStopped,
    *,
    allows_quicker: bool = True,
    segments: Path | None = None,
    piece_tokens: int = DEFAULT_PIECE_TOKENS,
) -> MlxModel:
    """``allows_quicker``: the forward pass may be another than mlx-lm's where that gives the same numbers.
    ``segments``: where what was read of conversations is kept; None for nowhere. ``piece_tokens``: read at once.

    Raises LoadError, LoadAbandoned.
    """
    try:
        folder = model_folder.check(Path(command.folder))
        device = memory.read_device()
        if (failure := memory.refusal(command.label, folder.weight_bytes, device)) is not None:
            raise LoadError(failure)
        vocabulary, network = _read_side_by_side(folder, report, is_stopped)
        memory.wire(folder.weight_bytes, device)
        has_gpu, is_small = mx.default_device() != mx.cpu, folder.weight_bytes <= SMALL_MODEL_BYTES
        if is_small and not has_gpu:
            widen(network)
        if allows_quicker and (is_small or has_gpu):  # on a CPU, trying the layers of a large one takes minutes
            quicken(network)
        if has_gpu:
            warm_up(network)
    except model_folder.ModelFolderError as error:
        raise LoadError(failure_of(error.kind, error.said)) from None
    except VocabularyError as error:
        raise LoadError(failure_of(FailureKind.MODEL_BROKEN, error.said)) from None
    except MemoryError as error:
        raise LoadError(out_of_memory(command.label, repr(error))) from None
    except (RuntimeError, ValueError) as error:  # all that MLX raises
        raise LoadError(_load_failure(command.label, str(error))) from None
    if vocabulary.size > network.args.vocab_size:
        said = sentence("{name} cannot be used: its vocabulary is larger than the model itself.", name=command.label)
        raise LoadError(failure_of(FailureKind.MODEL_BROKEN, said))
    context = memory.context_limit(folder.config, folder.weight_bytes, device)
    store = None if segments is None else _store(segments, folder, network)
    return MlxModel(
        network,
        vocabulary,
        context_tokens=context,
        weight_bytes=folder.weight_bytes,
        device=device,
        segments=store,
        piece_tokens=piece_tokens,
    )


class MlxModel:
    """A gpt-oss in memory, and what it has read."""

    def __init__(
        self,
        network: Any,
        vocabulary: Vocabulary,
        *,
        context_tokens: int,
        weight_bytes: int,
        device: memory.DeviceMemory | None,
        segments: SegmentStore | None = None,
        piece_tokens: int = DEFAULT_PIECE_TOKENS,
    ) -> None:
        self._network = network
        self._piece_tokens = piece_tokens
        self._cache = PromptCache(network, memory.cache_budget(weight_bytes, device), piece_tokens=piece_tokens)
        self._device = device
        self._segments = segments
        self.vocabulary = vocabulary
        self.context_tokens = context_tokens
        self.weight_bytes = weight_bytes
        memory.limit_buffers(device)

    def generate(self, assignment: Assignment, control: Control) -> Iterator[Step]:
        """Greedy or sampled ids, one step ahead of what is yielded. Raises whatever MLX raises."""
        request, prompt, cache = assignment.request, assignment.prompt, self._cache
        starts = message_starts(prompt, self.vocabulary)
        if request.records_prompt:
            yield from self._recorded(prompt, control)
        self._recall(prompt, request.conversation)
        yield from cache.prepare(prompt, starts, len(prompt) - 1, control, request.conversation)
        if control.is_stopped():
            return
        cache.begin_reply()
        cache.note(prompt[-1])  # whose step makes the first new id
        most, recording = assignment.most_tokens, request.recording
        director = director_of(assignment, self.vocabulary, control)
        try:
            for written in decode(
                self._network,
                cache.live,
                prompt[-1],
                most,
                request.sampling,
                control,
                recording=recording,
                director=director,
            ):
                cache.note(written.id)
                yield written
        finally:
            cache.settle()
            mx.clear_cache()

    def _recorded(self, prompt: tuple[int, ...], control: Control) -> Iterator[PromptRecords]:
        """Reads all of it with caches of its own: what is kept of a text are rows, which tell nothing of its tokens.

        There is room for one such text only, so what is kept in memory makes way.
        """
        self._cache.clear()
        caches = self._network.make_cache()
        yield PromptRecords(0, ("",))
        before, after = prompt[:-1], prompt[1:]
        for begin in range(0, len(before), self._piece_tokens):
            if is_unwanted(control):
                break
            piece, following = (ids[begin : begin + self._piece_tokens] for ids in (before, after))
            hidden = self._network.model(mx.array([piece]), caches)
            yield PromptRecords(begin + 1, prompt_texts(self._network, hidden, following))
        del caches
        mx.clear_cache()

    def prepare(
        self, ids: tuple[int, ...], boundaries: tuple[int, ...], control: Control, conversation: str, lasting: int
    ) -> Iterator[PromptReading]:
        """All of the ids, so that only what comes after them is left to be read. Raises whatever MLX raises."""
        self._recall(ids, conversation)
        yield from self._cache.prepare(ids, (*boundaries, lasting), len(ids), control, conversation, lasting)
        if not control.is_stopped():
            self._keep(ids[:lasting], conversation)

    def forget(self, conversation: str) -> None:
        self._cache.forget(conversation)
        if self._segments is not None:
            self._segments.forget(conversation)
        mx.clear_cache()

    def memory_use(self) -> MemoryUse:
        cache, limit = self._cache, self._device
        return MemoryUse(
            self.weight_bytes,
            cache.live_bytes,
            cache.mark_bytes,
            cache.parked_bytes,
            mx.get_cache_memory(),
            mx.get_peak_memory(),
            None if limit is None else limit.limit_bytes,
        )

    def _recall(self, ids: tuple[int, ...], conversation: str) -> None:
        """Takes from the disk what an earlier process, or memory that was short, has left there."""
        if self._segments is None or not conversation:
            return
        found = self._segments.load(ids, self._cache.reach(ids), conversation)
        if found:
            self._cache.import_segments(ids[: found[0].begin], found, conversation)

    def _keep(self, ids: tuple[int, ...], conversation: str) -> None:
        """Nobody waits now, so what is new is put on the disk."""
        if self._segments is None or not conversation:
            return
        begin = self._segments.kept(ids, conversation)
        segment = self._cache.export_segment(begin, len(ids))
        if segment is not None:
            self._segments.save(segment, ids[:begin], conversation)


def _read_side_by_side(
    folder: model_folder.CheckedFolder, report: ReportFraction, is_stopped: IsStopped
) -> tuple[Vocabulary, Any]:
    """The vocabulary takes a core for 2 s, while the weights are waited for. If it is no good, they are not read on.

    Raises VocabularyError, LoadAbandoned, and what MLX raises.
    """
    with ThreadPoolExecutor(1, "vocabulary") as other_thread:
        vocabulary = other_thread.submit(Vocabulary.load, folder.path)

        def is_pointless() -> bool:
            return is_stopped() or (vocabulary.done() and vocabulary.exception() is not None)

        try:
            network = read_network(folder, report, is_pointless)
        except LoadAbandoned:
            if not is_stopped():
                vocabulary.result()  # raises
            raise
        return vocabulary.result(), network


def _store(place: Path, folder: model_folder.CheckedFolder, network: Any) -> SegmentStore | None:
    """None if the disk has no place for it: then everything is read again, as without one."""
    try:
        layout = layout_of(network)
        return SegmentStore(place, cache_key(folder, str(layout.kind)), fits=layout.fits)
    except OSError as error:
        log.warning("nothing is kept on the disk: %s", error.strerror)
        return None


def _load_failure(label: str, detail: str) -> Failure:
    if "memory" in detail.lower() or "allocate" in detail.lower():
        return out_of_memory(label, detail)
    said = sentence(
        "{name} cannot be loaded: its files do not fit together. Fetch the model again or choose another one.",
        name=label,
    )
    return failure_of(FailureKind.MODEL_BROKEN, said, detail=detail)
