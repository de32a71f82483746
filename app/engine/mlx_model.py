"""gpt-oss in MLX: weights from a checked folder, ids in, ids out.

Uses mlx-lm's network and caches and nothing else of mlx-lm: no tokenizer, no template, no code from the folder. All
arrays belong to the thread that loads the model. The rules for packed weights are those of ``mlx_lm.utils.load_model``
(0.32.2), for gpt-oss only; the result is the same to the last bit.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.chat.conversation import PromptReading
from app.chat.exchange import Sampling
from app.chat.failure import Failure, FailureKind
from app.engine import memory, mlx_lm_package, model_folder, rope
from app.engine.model import (
    Assignment,
    IsStopped,
    LoadAbandoned,
    LoadError,
    ReportFraction,
    Step,
    out_of_memory,
)
from app.harmony.vocabulary import Vocabulary, VocabularyError
from app.wire.messages import Load

mlx_lm_package.stand_in()  # before the first import from mlx_lm

import mlx.core as mx  # noqa: E402
import mlx.nn as nn  # noqa: E402
from mlx.utils import tree_flatten, tree_map  # noqa: E402
from mlx_lm.models import gpt_oss  # noqa: E402

PREFILL_CHUNK = 512  # tokens; 3 to 9 % slower than 2048 on a Mac, and Stop is obeyed 4 times as soon
LOAD_CHUNK_BYTES = 256 << 20  # read at once while loading; a second or less even from a slow disk
CACHE_LIMIT_BYTES = 512 << 20  # of freed buffers that MLX keeps
# A CPU works 3 times as fast in float32 as in bfloat16 (93 and 1583 prompt tokens, 2 cores). Larger models keep theirs.
SMALL_MODEL_BYTES = 256 << 20
WARM_UP_TOKENS = 64  # enough for the kernels of whole matrices; a step of one token has others
CLEAR_INTERVAL = 256  # generated tokens between two times that freed buffers are given back

_MXFP4 = {"group_size": 32, "bits": 4, "mode": "mxfp4"}


def load(command: Load, report: ReportFraction, is_stopped: IsStopped) -> MlxModel:
    """Raises LoadError, LoadAbandoned."""
    try:
        folder = model_folder.check(Path(command.folder))
        device = memory.read_device()
        if (failure := memory.refusal(command.label, folder.weight_bytes, device)) is not None:
            raise LoadError(failure)
        vocabulary = Vocabulary.load(folder.path)
        network = read_network(folder, report, is_stopped)
        memory.wire(folder.weight_bytes, device)
        if mx.default_device() != mx.cpu:
            warm_up(network)
        elif folder.weight_bytes <= SMALL_MODEL_BYTES:
            widen(network)
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


def read_network(folder: model_folder.CheckedFolder, report: ReportFraction, is_stopped: IsStopped) -> Any:
    """The network with its weights in memory. Raises LoadAbandoned, and what MLX raises: RuntimeError, ValueError."""
    config = folder.config
    network = gpt_oss.Model(gpt_oss.ModelArgs.from_dict(dict(config)))
    weights: dict[str, mx.array] = {}
    for shard in folder.shards:
        tensors = mx.load(str(shard))  # maps the file; nothing is read yet
        assert isinstance(tensors, dict), "safetensors hold named tensors"
        weights.update(tensors)
    weights = network.sanitize(weights)
    _quantize(network, config, weights)
    network.eval()
    network.load_weights(list(weights.items()), strict=True)
    del weights
    _honour_rope(network, config)
    _read_all(network, report, is_stopped)
    return network


def warm_up(network: Any) -> None:
    """Runs a short prompt and one step after it and forgets both, so that no question waits for Metal's compiler."""
    cache = network.make_cache()
    for tokens in (WARM_UP_TOKENS, 1):
        mx.eval(network(mx.zeros((1, tokens), dtype=mx.int32), cache))
    mx.clear_cache()


def widen(network: Any) -> None:
    """Computes in float32 from here on; packed weights stay packed."""

    def widened(array: mx.array) -> mx.array:
        return array.astype(mx.float32) if array.dtype in (mx.bfloat16, mx.float16) else array

    network.update(tree_map(widened, network.parameters()))
    mx.eval(network.parameters())


class MlxModel:
    """A gpt-oss in memory."""

    def __init__(self, network: Any, vocabulary: Vocabulary, *, context_tokens: int, weight_bytes: int) -> None:
        self._network = network
        self.vocabulary = vocabulary
        self.context_tokens = context_tokens
        self.weight_bytes = weight_bytes
        mx.set_cache_limit(CACHE_LIMIT_BYTES)

    def generate(self, assignment: Assignment, is_stopped: IsStopped) -> Iterator[Step]:
        """Greedy or sampled ids, one step ahead of what is yielded. Raises whatever MLX raises."""
        cache = self._network.make_cache()
        try:
            yield from self._read(assignment.prompt, cache, is_stopped)
            if not is_stopped():
                yield from self._write(assignment, cache, is_stopped)
        finally:
            mx.clear_cache()

    def _read(self, prompt: tuple[int, ...], cache: list[Any], is_stopped: IsStopped) -> Iterator[PromptReading]:
        """All but the last id, whose step makes the first new one."""
        total = len(prompt)
        yield PromptReading(0, total, 0)
        for begin in range(0, total - 1, PREFILL_CHUNK):
            if is_stopped():
                return
            end = min(begin + PREFILL_CHUNK, total - 1)
            self._network.model(mx.array([prompt[begin:end]]), cache)
            mx.eval([layer.state for layer in cache])
            mx.clear_cache()
            yield PromptReading(end, total, 0)

    def _write(self, assignment: Assignment, cache: list[Any], is_stopped: IsStopped) -> Iterator[int]:
        sampler = Sampler(assignment.request.sampling)

        def step(token: mx.array) -> mx.array:
            logits = self._network(token[None], cache)[:, -1]
            return sampler.draw(logits.astype(mx.float32))  # bfloat16 logits tie and round

        current = step(mx.array([assignment.prompt[-1]]))
        mx.async_eval(current)  # type: ignore[no-untyped-call]  # mlx has no type for it
        for count in range(1, assignment.most_tokens + 1):
            following = step(current) if count < assignment.most_tokens else current
            mx.async_eval(following)  # type: ignore[no-untyped-call]
            token = int(current.item())  # type: ignore[arg-type]  # an index, so never complex
            if is_stopped():
                return
            yield token
            if count % CLEAR_INTERVAL == 0:
                mx.clear_cache()
            current = following


class Sampler:
    """Draws the next id. The same seed and the same logits give the same ids."""

    def __init__(self, sampling: Sampling) -> None:
        seed = int.from_bytes(os.urandom(8)) if sampling.seed is None else sampling.seed & (2**64 - 1)
        self._temperature = sampling.temperature
        self._top_p = sampling.top_p
        self._key = mx.random.key(seed)

    def draw(self, logits: mx.array) -> mx.array:
        """``logits``: (1, vocabulary), float32. The id: (1,)."""
        if self._temperature == 0.0:
            return mx.argmax(logits, axis=-1)
        scaled = logits / self._temperature
        if self._top_p < 1.0:
            scaled = self._nucleus(scaled)
        self._key, key = mx.random.split(self._key)
        return mx.random.categorical(scaled, key=key)

    def _nucleus(self, logits: mx.array) -> mx.array:
        """Only the likeliest ids that together have the probability top-p; the likeliest one always stays."""
        order = mx.argsort(-logits, axis=-1)
        probabilities = mx.softmax(mx.take_along_axis(logits, order, axis=-1), axis=-1)
        before = mx.cumsum(probabilities, axis=-1) - probabilities
        kept = mx.put_along_axis(mx.zeros_like(before), order, (before < self._top_p).astype(mx.float32), axis=-1)
        return mx.where(kept > 0, logits, -mx.inf)


def _quantize(network: Any, config: Mapping[str, Any], weights: Mapping[str, mx.array]) -> None:
    """Turns layers whose weights come packed into layers that read them so."""
    packing: Mapping[str, Any] | None = config.get("quantization")
    if packing is None:
        if "quantization_config" not in config:
            return
        packing = _MXFP4  # the only foreign one that the folder's check lets through

    def own_packing(path: str, module: Any) -> Any:
        if path in packing:
            return packing[path]
        if not hasattr(module, "to_quantized") or f"{path}.scales" not in weights:
            return False
        return _packing_of(path, module, weights)

    nn.quantize(
        network,
        group_size=packing["group_size"],
        bits=packing["bits"],
        mode=packing.get("mode", "affine"),
        class_predicate=own_packing,
    )


def _packing_of(path: str, module: Any, weights: Mapping[str, mx.array]) -> dict[str, Any]:
    """Read off the shapes, since configurations have been wrong about single layers (mlx-lm's infer_quant_config)."""
    width = module.weight.shape[-1]
    scales = weights[f"{path}.scales"]
    group_size = width // scales.shape[-1]
    bits = weights[f"{path}.weight"].shape[-1] * 32 // width
    if scales.dtype != mx.uint8:
        return {"group_size": group_size, "bits": bits, "mode": "affine"}
    modes = {(4, 16): "nvfp4", (4, 32): "mxfp4", (8, 32): "mxfp8"}
    if (bits, group_size) not in modes:
        raise ValueError(f"{path} is packed in {bits} bits with groups of {group_size}, which is not known")
    return {"group_size": group_size, "bits": bits, "mode": modes[bits, group_size]}


def _honour_rope(network: Any, config: Mapping[str, Any]) -> None:
    exact = rope.exact_frequencies(config["head_dim"], config["rope_theta"], config.get("rope_scaling"))
    if exact is None:
        return
    frequencies = mx.array(exact, dtype=mx.float32)
    for layer in network.layers:
        layer.self_attn.rope._freqs = frequencies


def _read_all(network: Any, report: ReportFraction, is_stopped: IsStopped) -> None:
    """Reads the weights into memory, some at a time, so that progress can be told and Stop obeyed."""
    arrays = [array for _name, array in tree_flatten(network.parameters())]
    total = sum(array.nbytes for array in arrays) or 1
    done, group, group_bytes = 0, [], 0
    for array in arrays:
        group.append(array)
        group_bytes += array.nbytes
        if group_bytes >= LOAD_CHUNK_BYTES or array is arrays[-1]:
            if is_stopped():
                raise LoadAbandoned
            mx.eval(group)
            done, group, group_bytes = done + group_bytes, [], 0
            report(done / total)


def _load_failure(label: str, detail: str) -> Failure:
    if "memory" in detail.lower() or "allocate" in detail.lower():
        return out_of_memory(label, detail)
    sentence = f"{label} cannot be loaded: its files do not fit together. Fetch the model again or choose another one."
    return Failure(FailureKind.MODEL_BROKEN, sentence, detail)
