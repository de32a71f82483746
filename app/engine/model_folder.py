"""Whether a model folder may be loaded: checked by reading it, before any library sees it.

Refuses what could run code, block, or make a library read out of bounds. Says nothing about how good the model is, and
does not replace checking the files against a list of hashes. Standard library only.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.chat.failure import FailureKind
from app.chat.sentence import Sentence, sentence
from app.engine.model_config import check_config, with_rope_scaling
from app.engine.safetensors import HeaderError, read_header

CONFIG, INDEX, TOKENIZER = "config.json", "model.safetensors.index.json", "tokenizer.json"
# The most that is read of each; the real gpt-oss has 2 kB, 90 kB, 28 MB and 4 kB.
MAX_BYTES = {CONFIG: 1 << 20, INDEX: 16 << 20, TOKENIZER: 64 << 20}
MAX_OTHER_BYTES = 4 << 20
MAX_ENTRIES = 10_000

CODE_KEYS = frozenset(("auto_map", "model_file", "custom_pipelines", "custom_generate", "trust_remote_code"))
CODE_SUFFIXES = (".py", ".pyc", ".pyd", ".so", ".dylib", ".pkl", ".pickle", ".pt", ".pth")
# In tokenizer.json the same words may be tokens, but then a number follows.
_CODE_IN_TOKENIZER = re.compile(rb'"(?:auto_map|model_file|custom_pipelines)"\s*:\s*[{\["]')
_SHARD = re.compile(r"model[\w.-]*\.safetensors")


class ModelFolderError(Exception):
    """The folder is not loaded; ``said`` says why to the person."""

    kind = FailureKind.MODEL_BROKEN

    def __init__(self, said: Sentence) -> None:
        super().__init__(said.english)
        self.said = said


class MissingModelError(ModelFolderError):
    kind = FailureKind.MODEL_MISSING


class UnsafeModelError(ModelFolderError):
    kind = FailureKind.MODEL_UNSAFE


class BrokenModelError(ModelFolderError):
    kind = FailureKind.MODEL_BROKEN


@dataclass(frozen=True, slots=True)
class CheckedFolder:
    """A folder that may be loaded. ``shards`` in the order of their names; ``config`` as parsed from config.json."""

    path: Path
    config: Mapping[str, object]
    shards: tuple[Path, ...]
    weight_bytes: int


def check(folder: Path) -> CheckedFolder:
    """Raises MissingModelError, UnsafeModelError or BrokenModelError."""
    if not folder.is_absolute():
        raise UnsafeModelError(
            sentence(
                "A model is loaded only from an absolute folder on this Mac, not from “{folder}”.",
                folder=_shown(folder),
            )
        )
    try:
        if not folder.is_dir():
            raise MissingModelError(sentence("The model folder “{folder}” does not exist.", folder=_shown(folder)))
        entries = _checked_entries(folder)
        config = with_rope_scaling(_json_object(folder, CONFIG, entries))
        check_config(config, BrokenModelError)
        _check_tokenizer(folder, entries)
        _check_other_json(folder, entries)
        shards = _shards(folder, entries)
        return CheckedFolder(folder, config, shards, sum(_checked_shard(shard) for shard in shards))
    except OSError as error:
        raise BrokenModelError(
            sentence(
                "The model folder “{folder}” cannot be read: {reason}.",
                folder=_shown(folder),
                reason=error.strerror or "",
            )
        ) from None


def _checked_entries(folder: Path) -> frozenset[str]:
    """The names of the files. Whatever is neither a file nor a folder is refused unopened: a pipe blocks its reader."""
    home = folder.resolve()
    allowed = [home]
    if home.parent.name == "snapshots":  # the layout of Hugging Face's cache: links into a store of files named by hash
        allowed.append(home.parent.parent / "blobs")
    names: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if len(names) > MAX_ENTRIES:
                raise UnsafeModelError(sentence("The model folder holds far too many files."))
            _check_entry(entry, allowed)
            names.append(entry.name)
    return frozenset(names)


def _check_entry(entry: os.DirEntry[str], allowed: list[Path]) -> None:
    name = _shown(entry.name)
    if entry.is_symlink():
        target = Path(os.path.realpath(entry.path))
        if not any(target.is_relative_to(place) for place in allowed):
            raise UnsafeModelError(sentence("“{name}” in the model folder is a link to somewhere else.", name=name))
        if not target.exists():
            raise BrokenModelError(
                sentence(
                    "“{name}” in the model folder is a link to nothing; the download may be incomplete.", name=name
                )
            )
    mode = entry.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise UnsafeModelError(
            sentence("“{name}” in the model folder is not a file but a device or a pipe.", name=name)
        )
    if entry.name.lower().endswith(CODE_SUFFIXES):
        raise UnsafeModelError(sentence("“{name}” in the model folder could hold program code.", name=name))


def _check_tokenizer(folder: Path, entries: frozenset[str]) -> None:
    if _CODE_IN_TOKENIZER.search(_content(folder, TOKENIZER, entries)):
        raise UnsafeModelError(sentence("“{file}” asks to run code from the model folder.", file=TOKENIZER))


def _check_other_json(folder: Path, entries: frozenset[str]) -> None:
    """We read none of the others, but what asks to run code is not a model that we want."""
    for name in sorted(entries):
        if name.endswith(".json") and name not in (CONFIG, INDEX, TOKENIZER) and (folder / name).is_file():
            _json(folder, name, entries)


def _shards(folder: Path, entries: frozenset[str]) -> tuple[Path, ...]:
    if INDEX in entries:
        weight_map = _json_object(folder, INDEX, entries).get("weight_map")
        if not isinstance(weight_map, dict) or not weight_map:
            raise BrokenModelError(sentence("“{file}” does not say where the weights are.", file=INDEX))
        named: list[object] = list(weight_map.values())
    else:
        named = [name for name in entries if _SHARD.fullmatch(name)]
    names: set[str] = set()
    for name in named:
        if not isinstance(name, str) or not _SHARD.fullmatch(name):
            raise UnsafeModelError(sentence("“{file}” names a file that is no part of a model.", file=INDEX))
        if name not in entries:
            raise BrokenModelError(
                sentence("“{name}” is missing in the model folder; the download may be incomplete.", name=name)
            )
        names.add(name)
    if not names:
        raise BrokenModelError(sentence("The model folder holds no weights (model.safetensors)."))
    return tuple(folder / name for name in sorted(names))


def _checked_shard(shard: Path) -> int:
    """The bytes of its tensors."""
    descriptor = _opened(shard)
    try:
        return read_header(descriptor).tensor_bytes
    except HeaderError as error:
        raise BrokenModelError(sentence("“{name}” {fault}.", name=shard.name, fault=str(error))) from None
    finally:
        os.close(descriptor)


def _json_object(folder: Path, name: str, entries: frozenset[str]) -> dict[str, object]:
    data = _json(folder, name, entries)
    if not isinstance(data, dict):
        raise BrokenModelError(sentence("“{name}” in the model folder is not a JSON object.", name=name))
    return data


def _json(folder: Path, name: str, entries: frozenset[str]) -> object:
    try:
        data: object = json.loads(_content(folder, name, entries), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BrokenModelError(sentence("“{name}” in the model folder is not valid JSON.", name=name)) from None
    if keys := CODE_KEYS & _keys(data):
        raise UnsafeModelError(
            sentence("“{name}” asks to run code from the model folder (“{word}”).", name=name, word=min(keys))
        )
    return data


def _content(folder: Path, name: str, entries: frozenset[str]) -> bytes:
    if name not in entries:
        raise BrokenModelError(sentence("“{name}” is missing in the model folder.", name=name))
    most = MAX_BYTES.get(name, MAX_OTHER_BYTES)
    with open(_opened(folder / name), "rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise BrokenModelError(
            sentence("“{name}” in the model folder is far larger than such a file can be.", name=_shown(name))
        )
    return content


def _opened(path: Path) -> int:
    """Open for reading, without waiting for the other end of a pipe that took the file's place since the check."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnsafeModelError(sentence("“{name}” in the model folder is not a file.", name=path.name))
    return descriptor


def _keys(data: object) -> set[str]:
    """Every key at any depth."""
    found: set[str] = set()
    open_values = [data]
    while open_values:
        value = open_values.pop()
        if isinstance(value, dict):
            found.update(value)
            open_values.extend(value.values())
        elif isinstance(value, list):
            open_values.extend(value)
    return found


def _refuse_constant(word: str) -> object:
    raise ValueError(word)


def _shown(name: Path | str) -> str:
    """A name for a sentence: short, and without control characters."""
    text = "".join(character if character.isprintable() else "�" for character in str(name))
    return text if len(text) <= 120 else f"{text[:119]}…"
