"""Hostile and broken model folders: each is refused with its sentence, nothing of it is run, and nothing waits."""

from __future__ import annotations

import json
import os
import shutil
import socket
import struct
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.chat.failure import FailureKind
from app.engine.model_folder import BrokenModelError, MissingModelError, ModelFolderError, UnsafeModelError, check
from app.engine.safetensors import HeaderError, read_header
from app.paths import demo_model_folder

Spoil = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good model folder, to be spoilt."""
    return Path(shutil.copytree(demo_model_folder(), tmp_path / "model"))


def config(**changes: Any) -> Spoil:
    """Changes config.json; a value of ... removes the key."""

    def spoil(folder: Path) -> None:
        path = folder / "config.json"
        data = json.loads(path.read_text()) | changes
        path.write_text(json.dumps({key: value for key, value in data.items() if value is not ...}))

    return spoil


def file(name: str, content: str | bytes) -> Spoil:
    return lambda folder: (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def without(name: str) -> Spoil:
    return lambda folder: (folder / name).unlink()


def instead(name: str, make: Callable[[Path], object]) -> Spoil:
    def spoil(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        make(folder / name)

    return spoil


def header(change: Callable[[dict[str, Any]], object]) -> Spoil:
    """Changes the JSON header of the weights, whose bytes stay."""

    def spoil(folder: Path) -> None:
        path = folder / "model.safetensors"
        data = path.read_bytes()
        size = int.from_bytes(data[:8], "little")
        names = json.loads(data[8 : 8 + size])
        change(names)
        text = json.dumps(names).encode()
        path.write_bytes(struct.pack("<Q", len(text)) + text + data[8 + size :])

    return spoil


def first(names: dict[str, Any]) -> dict[str, Any]:
    return next(entry for name, entry in names.items() if name != "__metadata__")


def bound_socket(path: Path) -> None:
    """A socket in the file system; the name stays when it is closed."""
    here = os.getcwd()
    os.chdir(path.parent)  # a socket's path may only be short
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path.name)
    finally:
        os.chdir(here)


WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"
UNSAFE, BROKEN = FailureKind.MODEL_UNSAFE, FailureKind.MODEL_BROKEN

HOSTILE: dict[str, tuple[Spoil, FailureKind, str]] = {
    # code
    "config asks for a model file": (config(model_file="evil.py"), UNSAFE, "model_file"),
    "config asks for code by auto_map": (config(auto_map={"AutoConfig": "evil.C"}), UNSAFE, "auto_map"),
    "config hides it deeper": (config(text_config={"inner": [{"auto_map": {}}]}), UNSAFE, "auto_map"),
    "config trusts itself": (config(trust_remote_code=True), UNSAFE, "trust_remote_code"),
    "tokenizer config asks for code": (file("tokenizer_config.json", '{"auto_map": {}}'), UNSAFE, "auto_map"),
    "tokenizer asks for code": (file("tokenizer.json", '{"auto_map": {"A": "e.T"}}'), UNSAFE, "asks to run"),
    "generation config asks": (file("generation_config.json", '{"custom_generate": "x"}'), UNSAFE, "custom"),
    "another JSON asks for code": (file("processor_config.json", '{"auto_map": {}}'), UNSAFE, "auto_map"),
    "a Python file": (file("modeling_x.py", "print()"), UNSAFE, "modeling_x.py"),
    "a native library": (file("kernel.SO", b"\x7fELF"), UNSAFE, "kernel.SO"),
    "a pickle": (file("weights.pkl", b"\x80\x04."), UNSAFE, "weights.pkl"),
    # things that are not files
    "weights are a pipe": (instead(WEIGHTS, os.mkfifo), UNSAFE, "device or a pipe"),
    "config is a pipe": (instead("config.json", os.mkfifo), UNSAFE, "device or a pipe"),
    "a pipe that nobody asked for": (instead("notes", os.mkfifo), UNSAFE, "device or a pipe"),
    "weights are a socket": (instead(WEIGHTS, bound_socket), UNSAFE, "device or a pipe"),
    "weights are a link to a device": (instead(WEIGHTS, lambda p: p.symlink_to("/dev/zero")), UNSAFE, "link"),
    "config is a link outside": (instead("config.json", lambda p: p.symlink_to("/etc/hosts")), UNSAFE, "link"),
    "a link goes round": (instead("loop.json", lambda p: p.symlink_to(p.name)), BROKEN, "link to nothing"),
    "a link leads nowhere": (instead(WEIGHTS, lambda p: p.symlink_to("gone")), BROKEN, "link to nothing"),
    "weights are a folder": (instead(WEIGHTS, lambda p: p.mkdir()), UNSAFE, "not a file"),
    "config is a folder": (instead("config.json", lambda p: p.mkdir()), UNSAFE, "not a file"),
    # configuration
    "no config": (without("config.json"), BROKEN, "missing"),
    "config is empty": (file("config.json", ""), BROKEN, "not valid JSON"),
    "config is a list": (file("config.json", "[]"), BROKEN, "not a JSON object"),
    "config is nested deeply": (file("config.json", '{"a":' + "[" * 100_000), BROKEN, "not valid JSON"),
    "config holds NaN": (file("config.json", '{"model_type": "gpt_oss", "rope_theta": NaN}'), BROKEN, "not valid JSON"),
    "config is no text": (file("config.json", b"\xff\xfe\x00"), BROKEN, "not valid JSON"),
    "config is huge": (file("config.json", b" " * (2 << 20)), BROKEN, "far larger"),
    "another kind of model": (config(model_type="llama"), BROKEN, "not a gpt-oss model"),
    "no kind of model": (config(model_type=...), BROKEN, "not a gpt-oss model"),
    "negative layers": (config(num_hidden_layers=-4), BROKEN, "num_hidden_layers"),
    "a size in words": (config(hidden_size="128"), BROKEN, "hidden_size"),
    "a size that fills memory": (config(vocab_size=10**15), BROKEN, "vocab_size"),
    "true as a number": (config(num_local_experts=True), BROKEN, "num_local_experts"),
    "heads that do not divide": (config(num_key_value_heads=3), BROKEN, "heads"),
    "more experts used than there": (config(num_experts_per_tok=9), BROKEN, "experts"),
    "layers of one kind only": (config(layer_types=["full_attention"] * 4), BROKEN, "layers"),
    "unknown layers": (config(layer_types=["x", {}, 3, None]), BROKEN, "layers"),
    "an unknown position encoding": (config(rope_scaling={"rope_type": "longrope"}), BROKEN, "position encoding"),
    "a factor of nothing": (config(rope_scaling={"rope_type": "yarn", "factor": 0}), BROKEN, "factor"),
    "a beta of nothing": (config(rope_scaling={"rope_type": "yarn", "factor": 2, "beta_fast": 0}), BROKEN, "position"),
    "an unknown packing": (config(quantization_config={"quant_method": "awq"}), BROKEN, "packed"),
    "a packing in 77 bits": (config(quantization={"bits": 77, "group_size": 64}), BROKEN, "packed"),
    # tokenizer
    "no tokenizer": (without("tokenizer.json"), BROKEN, "missing"),
    # weights
    "no weights": (without(WEIGHTS), BROKEN, "no weights"),
    "empty weights": (file(WEIGHTS, b""), BROKEN, "too short"),
    "weights are a pickle": (file(WEIGHTS, b"\x80\x04" + b"." * 60), BROKEN, "header"),
    "weights are a web page": (file(WEIGHTS, "<!DOCTYPE html><html>Not Found</html>"), BROKEN, "header"),
    "weights are cut off": (lambda f: os.truncate(f / WEIGHTS, 900_000), BROKEN, "cut off"),
    "weights are longer than said": (lambda f: os.truncate(f / WEIGHTS, 9_000_000), BROKEN, "cut off"),
    "header longer than the file": (file(WEIGHTS, struct.pack("<Q", 1 << 40) + b"{}"), BROKEN, "header"),
    "header longer than any": (file(WEIGHTS, struct.pack("<Q", 2**64 - 1)), BROKEN, "header"),
    "header is no JSON": (file(WEIGHTS, struct.pack("<Q", 2) + b"{]"), BROKEN, "not valid JSON"),
    "header is nested deeply": (file(WEIGHTS, struct.pack("<Q", 50_000) + b"[" * 50_000), BROKEN, "not valid JSON"),
    "header is a list": (file(WEIGHTS, struct.pack("<Q", 2) + b"[]"), BROKEN, "not an object"),
    "header is empty": (file(WEIGHTS, struct.pack("<Q", 2) + b"{}"), BROKEN, "no tensors"),
    "header names one twice": (file(WEIGHTS, struct.pack("<Q", 13) + b'{"a":1,"a":2}'), BROKEN, "twice"),
    "a tensor overlaps another": (header(lambda n: first(n).update(data_offsets=[0, 8])), BROKEN, "damaged"),
    "a tensor behind the end": (header(lambda n: first(n).update(data_offsets=[1 << 50, 1 << 51])), BROKEN, "damaged"),
    "a tensor that runs backwards": (header(lambda n: first(n).update(data_offsets=[8, 0])), BROKEN, "damaged"),
    "a tensor of negative shape": (header(lambda n: first(n).update(shape=[-1, -8])), BROKEN, "makes no sense"),
    "a tensor of overflowing shape": (header(lambda n: first(n).update(shape=[2**32, 2**32])), BROKEN, "size"),
    "a tensor of 9 dimensions": (header(lambda n: first(n).update(shape=[1] * 9)), BROKEN, "makes no sense"),
    "a tensor of an unknown type": (header(lambda n: first(n).update(dtype="OBJECT")), BROKEN, "unknown type"),
    "a tensor without description": (header(lambda n: n.update(extra=7)), BROKEN, "no description"),
    # index
    "index without a map": (file(INDEX, "{}"), BROKEN, "where the weights are"),
    "index leads out": (file(INDEX, '{"weight_map": {"a": "../other/model.safetensors"}}'), UNSAFE, "no part"),
    "index names an absolute path": (file(INDEX, '{"weight_map": {"a": "/etc/passwd"}}'), UNSAFE, "no part"),
    "index names a number": (file(INDEX, '{"weight_map": {"a": 7}}'), UNSAFE, "no part"),
    "index names a list": (file(INDEX, '{"weight_map": {"a": ["x"]}}'), UNSAFE, "no part"),
    "index names a missing file": (file(INDEX, '{"weight_map": {"a": "model-2.safetensors"}}'), BROKEN, "missing"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_folder_is_refused_in_a_sentence_and_in_time(folder: Path, case: str) -> None:
    spoil, kind, words = HOSTILE[case]
    spoil(folder)
    began = time.monotonic()
    with pytest.raises(ModelFolderError, match=words) as raised:
        check(folder)
    assert raised.value.kind is kind
    assert str(raised.value).endswith(".")
    assert time.monotonic() - began < 2.0


def test_the_demo_model_is_accepted(folder: Path) -> None:
    checked = check(folder)
    assert checked.path == folder
    assert checked.shards == (folder / WEIGHTS,)
    assert 0 < checked.weight_bytes < (folder / WEIGHTS).stat().st_size


def test_a_relative_folder_is_refused() -> None:
    with pytest.raises(UnsafeModelError, match="absolute"):
        check(Path("openai/gpt-oss-20b"))


@pytest.mark.parametrize("name", ["gone", "gone\nin two lines", "x" * 300])
def test_a_folder_that_is_not_there_is_missing(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelFolderError) as raised:
        check(tmp_path / name)
    assert isinstance(raised.value, MissingModelError | BrokenModelError)
    assert "\n" not in str(raised.value)


def test_a_file_in_place_of_the_folder_is_missing(folder: Path) -> None:
    with pytest.raises(MissingModelError):
        check(folder / "config.json")


def test_links_into_the_store_of_a_download_are_followed(folder: Path, tmp_path: Path) -> None:
    snapshot = tmp_path / "models--a--b" / "snapshots" / "0123"
    blobs = tmp_path / "models--a--b" / "blobs"
    snapshot.mkdir(parents=True)
    blobs.mkdir()
    for number, path in enumerate(sorted(folder.iterdir())):
        path.rename(blobs / str(number))
        (snapshot / path.name).symlink_to(Path("../../blobs") / str(number))
    assert check(snapshot).weight_bytes > 0


def test_links_into_something_named_blobs_elsewhere_are_not(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "blobs").mkdir()
    (folder / WEIGHTS).rename(tmp_path / "blobs" / "w")
    (folder / WEIGHTS).symlink_to("../blobs/w")
    with pytest.raises(UnsafeModelError):
        check(folder)


def test_several_files_named_by_an_index_are_read(folder: Path) -> None:
    (folder / WEIGHTS).rename(folder / "model-00001-of-00001.safetensors")
    (folder / INDEX).write_text('{"weight_map": {"lm_head.weight": "model-00001-of-00001.safetensors"}}')
    assert [shard.name for shard in check(folder).shards] == ["model-00001-of-00001.safetensors"]


def test_folders_inside_are_left_alone(folder: Path) -> None:
    (folder / "original").mkdir()
    (folder / "original" / "model.py").write_text("raise SystemExit")
    assert check(folder).weight_bytes > 0


@given(st.binary(max_size=200), st.integers(0, 300))
@settings(deadline=None)
def test_any_bytes_for_weights_are_a_header_or_refused(data: bytes, announced: int) -> None:
    for content in (data, struct.pack("<Q", announced) + data, struct.pack("<Q", len(data)) + data):
        with tempfile.TemporaryFile() as weights:
            weights.write(content)
            weights.flush()
            try:
                tensor_bytes = read_header(weights.fileno()).tensor_bytes
            except HeaderError:
                continue
            assert 0 < tensor_bytes < len(content) or content.endswith(b"}")
