"""What is in a model's folder: its shape, its bytes, and whether it is whole. Cheap, and nothing in it is believed.

Reads config.json, the index and the headers of the weights, each up to a limit and only if it is a regular file. Not
the last word: before it loads a model, the engine checks everything again and more strictly.
"""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from app.chat.sentence import Sentence, sentence
from app.chat.unseen import visible_line
from app.models.shape import ModelShape, ShapeError, shape_of

CONFIG, INDEX, TOKENIZER = "config.json", "model.safetensors.index.json", "tokenizer.json"
MAX_CONFIG_BYTES = 1 << 20
MAX_INDEX_BYTES = 16 << 20
MAX_SHARDS = 1_000
LEAST_HEADER_BYTES = 2  # an empty JSON object
MAX_HEADER_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A whole gpt-oss on this disk. ``weight_bytes``: of its tensors; ``disk_bytes``: of the files that make it up."""

    path: Path
    shape: ModelShape
    weight_bytes: int
    disk_bytes: int


class FolderError(ValueError):
    """Not a whole gpt-oss. ``sentence``: "It …", about the folder."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.english)
        self.sentence = sentence


def look_into(folder: Path) -> ModelFolder:
    """Raises FolderError."""
    shape = _shape(folder)
    sizes = {name: _size(folder / name) for name in _shards(folder)}
    weights = sum(_tensor_bytes(folder / name, size) for name, size in sizes.items())
    small = sum(_size(folder / name) for name in (CONFIG, TOKENIZER))
    return ModelFolder(folder, shape, weights, sum(sizes.values()) + small)


def _shape(folder: Path) -> ModelShape:
    config = _json(folder / CONFIG, MAX_CONFIG_BYTES)
    if not isinstance(config, dict):
        raise FolderError(sentence("It has no readable {file}.", file=CONFIG))
    try:
        return shape_of(config)
    except ShapeError as error:
        raise FolderError(error.sentence) from None


def _shards(folder: Path) -> tuple[str, ...]:
    """Their names, which lead nowhere else."""
    try:
        os.lstat(folder / INDEX)
    except OSError:
        return ("model.safetensors",)
    index = _json(folder / INDEX, MAX_INDEX_BYTES)
    weight_map = index.get("weight_map") if isinstance(index, dict) else None
    if not isinstance(weight_map, dict) or not weight_map:
        raise FolderError(sentence("It has no readable {file}.", file=INDEX))
    names = set(map(str, weight_map.values()))
    if len(names) > MAX_SHARDS or any(Path(name).name != name for name in names):
        raise FolderError(sentence("Its {file} makes no sense.", file=INDEX))
    return tuple(sorted(names))


def _tensor_bytes(shard: Path, size: int) -> int:
    """What its header says, which has to be what is there: a file cut off by a full disk is not whole.

    Source: huggingface/safetensors, README "Format".
    """
    damaged = FolderError(sentence("Its {file} is damaged.", file=_shown(shard.name)))
    length = int.from_bytes(_start(shard, 8), "little")
    if not LEAST_HEADER_BYTES <= length <= min(MAX_HEADER_BYTES, size - 8):
        raise damaged
    try:
        header = json.loads(_start(shard, 8 + length)[8:])
        ends = [tensor["data_offsets"][1] for name, tensor in header.items() if name != "__metadata__"]
    except (ValueError, RecursionError, AttributeError, TypeError, LookupError):
        raise damaged from None
    if not all(type(end) is int for end in ends) or max(ends, default=0) != size - 8 - length:
        raise damaged
    return size - 8 - length


def _size(path: Path) -> int:
    """Of a regular file, through links: the Hugging Face cache is made of them."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        raise FolderError(sentence("It is not whole: {file} is missing.", file=_shown(path.name))) from None
    if not stat.S_ISREG(found.st_mode):
        raise FolderError(sentence("Its {file} is no file.", file=_shown(path.name)))
    return found.st_size


def _json(path: Path, most: int) -> object:
    text = _start(path, most + 1)
    if len(text) > most:
        return None
    try:
        data: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return data


def _start(path: Path, most: int) -> bytes:
    """The first bytes of a regular file, without waiting for whoever may sit at the other end of a pipe."""
    _size(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise FolderError(sentence("It cannot be read: {reason}.", reason=error.strerror or "")) from None
    with open(descriptor, "rb") as file:
        return file.read(most) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else b""


def _shown(name: str) -> str:
    return visible_line(name)[:80]
