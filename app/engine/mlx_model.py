"""gpt-oss in MLX: ids in, ids out.

All arrays belong to the thread that loads the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.chat.conversation import PromptReading
from app.chat.exchange import MemoryUse
from app.chat.failure import Failure, FailureKind
from app.engine import memory, model_folder
from app.engine.model import Assignment, Control, IsStopped, LoadError, ReportFraction, Step, out_of_memory
from app.engine.network import read_network, warm_up, widen  # before MLX: it makes mlx-lm light
from app.harmony.vocabulary import Vocabulary, VocabularyError
from app.wire.messages import Load

import mlx.core as mx  # isort: skip

from app.engine.decode import decode  # isort: skip
from app.engine.forward import quicken  # isort: skip

PREFILL_CHUNK = 512  # tokens; 3 to 9 % slower than 2048 on a Mac, and Stop is obeyed 4 times as soon
CACHE_LIMIT_BYTES = 512 << 20  # of freed buffers that MLX keeps
# A CPU works 3 times as fast in float32 as in bfloat16 (93 and 1583 prompt tokens, 2 cores). Larger models keep theirs.
SMALL_MODEL_BYTES = 256 << 20


def load(command: Load, report: ReportFraction, is_stopped: IsStopped, *, allows_quicker: bool = True) -> MlxModel:
    """``allows_quicker``: the forward pass may be another than mlx-lm's where that gives the same numbers.

    Raises LoadError, LoadAbandoned.
    """
    try:
        folder = model_folder.check(Path(command.folder))
        device = memory.read_device()
        if (failure := memory.refusal(command.label, folder.weight_bytes, device)) is not None:
            raise LoadError(failure)
        vocabulary = Vocabulary.load(folder.path)
        network = read_network(folder, report, is_stopped)
        memory.wire(folder.weight_bytes, device)
        has_gpu, is_small = mx.default_device() != mx.cpu, folder.weight_bytes <= SMALL_MODEL_BYTES
        if is_small and not has_gpu:
            widen(network)
        if allows_quicker and (is_small or has_gpu):  # on a CPU, trying the layers of a large one takes minutes
            quicken(network)
        if has_gpu:
            warm_up(network)
    except model_folder.ModelFolderError as error:
        raise LoadError(Failure(error.kind, str(error))) from None
    except VocabularyError as error:
        raise LoadError(Failure(FailureKind.MODEL_BROKEN, str(error))) from None
    except MemoryError as error:
        raise LoadError(out_of_memory(command.label, repr(error))) from None
    except (RuntimeError, ValueError) as error:  # all that MLX raises
        raise LoadError(_load_failure(command.label, str(error))) from None
    if vocabulary.size > network.args.vocab_size:
        sentence = f"{command.label} cannot be used: its vocabulary is larger than the model itself."
        raise LoadError(Failure(FailureKind.MODEL_BROKEN, sentence))
    context = memory.context_limit(folder.config, folder.weight_bytes, device)
    return MlxModel(network, vocabulary, context_tokens=context, weight_bytes=folder.weight_bytes)


class MlxModel:
    """A gpt-oss in memory."""

    def __init__(self, network: Any, vocabulary: Vocabulary, *, context_tokens: int, weight_bytes: int) -> None:
        self._network = network
        self.vocabulary = vocabulary
        self.context_tokens = context_tokens
        self.weight_bytes = weight_bytes
        mx.set_cache_limit(CACHE_LIMIT_BYTES)

    def generate(self, assignment: Assignment, control: Control) -> Iterator[Step]:
        """Greedy or sampled ids, one step ahead of what is yielded. Raises whatever MLX raises."""
        cache = self._network.make_cache()
        try:
            yield from self._read(assignment.prompt, cache, control)
            if not control.is_stopped():
                last, request, most = assignment.prompt[-1], assignment.request, assignment.most_tokens
                recording = request.recording
                yield from decode(self._network, cache, last, most, request.sampling, control, recording=recording)
        finally:
            mx.clear_cache()

    def prepare(
        self,
        ids: tuple[int, ...],  # noqa: ARG002
        boundaries: tuple[int, ...],  # noqa: ARG002
        control: Control,  # noqa: ARG002
        conversation: str,  # noqa: ARG002
    ) -> Iterator[PromptReading]:
        """Nothing is kept between two prompts yet, so nothing can be read ahead."""
        yield from ()

    def forget(self, conversation: str) -> None:
        """Nothing is kept."""

    def memory_use(self) -> MemoryUse:
        return MemoryUse(self.weight_bytes, 0, 0, 0, mx.get_cache_memory(), mx.get_peak_memory())

    def _read(self, prompt: tuple[int, ...], cache: list[Any], control: Control) -> Iterator[PromptReading]:
        """All but the last id, whose step makes the first new one."""
        total = len(prompt)
        yield PromptReading(0, total, 0)
        for begin in range(0, total - 1, PREFILL_CHUNK):
            if control.is_stopped():
                return
            end = min(begin + PREFILL_CHUNK, total - 1)
            self._network.model(mx.array([prompt[begin:end]]), cache)
            mx.eval([layer.state for layer in cache])
            mx.clear_cache()
            yield PromptReading(end, total, 0)


def _load_failure(label: str, detail: str) -> Failure:
    if "memory" in detail.lower() or "allocate" in detail.lower():
        return out_of_memory(label, detail)
    sentence = f"{label} cannot be loaded: its files do not fit together. Fetch the model again or choose another one."
    return Failure(FailureKind.MODEL_BROKEN, sentence, detail)
