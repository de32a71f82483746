"""Models of other programs on this disk: found where they keep them, and nothing hostile there is waited for."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import found as found_module
from app.models.folder import FolderError, look_into
from app.models.found import Origin, Place, find_models, places
from app.paths import demo_model_folder, models_folder

LIMIT_S = 2.0


def make(folder: Path, *, shards: int = 0) -> Path:
    """A whole little gpt-oss there; with an index and so many files of weights if ``shards``."""
    folder.mkdir(parents=True)
    for name in ("config.json", "tokenizer.json"):
        shutil.copy(demo_model_folder() / name, folder)
    weights = demo_model_folder() / "model.safetensors"
    names = [f"model-{number:05}-of-{shards:05}.safetensors" for number in range(1, shards + 1)]
    for name in names or ["model.safetensors"]:
        shutil.copy(weights, folder / name)
    if names:
        index = {"weight_map": {f"tensor.{name}": name for name in names}}
        (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    return folder


def cached(hub: Path, repository: str, revision: str = "a" * 40) -> Path:
    """As huggingface_hub keeps it: links in a snapshot, into a store of files named by their hashes."""
    home = hub / f"models--{repository.replace('/', '--')}"
    whole = make(home / "whole")
    snapshot = home / "snapshots" / revision
    snapshot.mkdir(parents=True)
    (home / "blobs").mkdir(exist_ok=True)
    for number, file in enumerate(sorted(whole.iterdir())):
        blob = home / "blobs" / f"{number:064x}"
        file.replace(blob)
        (snapshot / file.name).symlink_to(Path("..", "..", "blobs", blob.name))
    whole.rmdir()
    return snapshot


def test_places_follow_the_variables_of_the_hub(tmp_path: Path) -> None:
    home = tmp_path / "me"
    assert [place.folder for place in places({}, home)] == [
        models_folder(),
        home / ".cache" / "huggingface" / "hub",
        home / ".lmstudio" / "models",
        home / ".cache" / "lm-studio" / "models",
    ]
    assert places({"HF_HOME": "/disk/hf"}, home)[1].folder == Path("/disk/hf/hub")
    assert places({"HF_HUB_CACHE": "/disk/hub", "HF_HOME": "/disk/hf"}, home)[1].folder == Path("/disk/hub")
    assert places({"XDG_CACHE_HOME": "/disk/cache"}, home)[1].folder == Path("/disk/cache/huggingface/hub")


def test_a_model_is_found_wherever_a_program_keeps_it(tmp_path: Path) -> None:
    ours = make(tmp_path / "ours" / "my-gpt-oss", shards=2)
    snapshot = cached(tmp_path / "hub", "openai/gpt-oss-20b")
    studio = make(tmp_path / "studio" / "mlx-community" / "gpt-oss-20b-MXFP4-Q8")
    models = find_models(
        (
            Place(Origin.OURS, tmp_path / "ours"),
            Place(Origin.HUGGING_FACE, tmp_path / "hub"),
            Place(Origin.LM_STUDIO, tmp_path / "studio"),
            Place(Origin.LM_STUDIO, tmp_path / "nowhere"),
        )
    )
    assert [(model.origin, model.name, model.label, model.model.path) for model in models] == [
        (Origin.OURS, "my-gpt-oss", "my-gpt-oss", ours),
        (Origin.HUGGING_FACE, "openai/gpt-oss-20b", "gpt-oss-20b", snapshot),
        (Origin.LM_STUDIO, "mlx-community/gpt-oss-20b-MXFP4-Q8", "gpt-oss-20b-MXFP4-Q8", studio),
    ]


def test_the_newest_whole_revision_of_a_repository_is_offered(tmp_path: Path) -> None:
    repository = "openai/gpt-oss-20b"
    old = cached(tmp_path, repository)
    new, broken = old.parent / ("b" * 40), old.parent / ("c" * 40)
    for folder, age in ((new, 20), (broken, 10), (old, 30)):
        if folder != old:
            shutil.copytree(old, folder, symlinks=True)
        os.utime(folder, (time.time() - age, time.time() - age))
    (broken / "model.safetensors").unlink()
    os.utime(broken)
    assert [model.model.path for model in find_models((Place(Origin.HUGGING_FACE, tmp_path),))] == [new]


def test_a_folder_that_several_links_lead_to_is_offered_once(tmp_path: Path) -> None:
    studio = make(tmp_path / "studio" / "me" / "gpt-oss")
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "link").symlink_to(studio)
    (tmp_path / "ours" / "circle").symlink_to(tmp_path / "ours" / "circle")
    models = find_models((Place(Origin.OURS, tmp_path / "ours"), Place(Origin.LM_STUDIO, tmp_path / "studio")))
    assert [model.name for model in models] == ["link"]


def test_bytes_are_those_of_the_headers_and_the_files(tmp_path: Path) -> None:
    one, two = look_into(make(tmp_path / "one")), look_into(make(tmp_path / "two", shards=2))
    weights = (tmp_path / "one" / "model.safetensors").stat().st_size
    header = int.from_bytes((tmp_path / "one" / "model.safetensors").read_bytes()[:8], "little")
    assert one.weight_bytes == weights - 8 - header
    assert two.weight_bytes == 2 * one.weight_bytes
    assert one.disk_bytes == sum(file.stat().st_size for file in one.path.iterdir())
    assert one.shape == two.shape


def written(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content)


def as_pipe(name: str) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        (folder / name).unlink()
        os.mkfifo(folder / name)

    return spoil


def cut(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda folder: (folder / "config.json").unlink(), "config.json is missing"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "tokenizer.json is missing"),
        (lambda folder: (folder / "model.safetensors").unlink(), "model.safetensors is missing"),
        (written("config.json", b"{"), "config.json"),
        (written("config.json", b"[" * 200_000), "config.json"),
        (written("config.json", b'{"model_type": "llama"}'), "no gpt-oss"),
        (written("config.json", b" " * (2 << 20)), "config.json"),
        (written("model.safetensors", b""), "damaged"),
        (written("model.safetensors", b"\xff" * 100), "damaged"),
        (written("model.safetensors", (2).to_bytes(8, "little") + b"[]"), "damaged"),
        (written("model.safetensors", (8).to_bytes(8, "little") + b'{"a": 1}'), "damaged"),
        (cut, "damaged"),
        (written("model.safetensors.index.json", b"{}"), "index"),
        (written("model.safetensors.index.json", b'{"weight_map": {"a": "../../x.safetensors"}}'), "makes no sense"),
        (written("model.safetensors.index.json", b'{"weight_map": {"a": "gone.safetensors"}}'), "is missing"),
        (as_pipe("config.json"), "no file"),
        (as_pipe("tokenizer.json"), "no file"),
        (as_pipe("model.safetensors"), "no file"),
    ],
)
def test_what_is_not_a_whole_gpt_oss_is_passed_over(spoil: Callable[[Path], object], word: str, tmp_path: Path) -> None:
    folder = make(tmp_path / "model")
    spoil(folder)
    began = time.monotonic()
    with pytest.raises(FolderError) as raised:
        look_into(folder)
    assert word in str(raised.value)
    assert find_models((Place(Origin.OURS, tmp_path),)) == ()
    assert time.monotonic() - began < LIMIT_S


@given(
    name=st.sampled_from(("config.json", "model.safetensors", "model.safetensors.index.json")),
    at=st.integers(0, 2000),
    noise=st.binary(min_size=1, max_size=40),
)
def test_whatever_stands_in_a_file_the_folder_is_a_model_or_passed_over(name: str, at: int, noise: bytes) -> None:
    with tempfile.TemporaryDirectory() as home:
        folder = make(Path(home, "model"), shards=1)
        shutil.copy(demo_model_folder() / "model.safetensors", folder)
        content = bytearray((folder / name).read_bytes())
        content[at : at + len(noise)] = noise
        (folder / name).write_bytes(content)
        for model in find_models((Place(Origin.OURS, Path(home)),)):
            assert 0 < model.model.weight_bytes < model.model.disk_bytes


def test_only_so_many_places_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        make(tmp_path / f"model-{number}")
    monkeypatch.setattr(found_module, "MOST_MODELS", 4)
    assert len(find_models((Place(Origin.OURS, tmp_path),))) == 4
    monkeypatch.setattr(found_module, "MOST_ENTRIES", 2)
    assert len(find_models((Place(Origin.OURS, tmp_path),))) == 2


def test_hidden_folders_and_other_depths_are_left_alone(tmp_path: Path) -> None:
    make(tmp_path / ".hidden")
    make(tmp_path / "one" / "two" / "three")
    make(tmp_path / "flat")
    assert find_models((Place(Origin.LM_STUDIO, tmp_path),)) == ()
    assert [model.name for model in find_models((Place(Origin.OURS, tmp_path),))] == ["flat"]
