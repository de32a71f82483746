from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.chat.failure import Failure, FailureKind
from app.models.library import DEMO_LABEL, LocalModel, find_model
from app.paths import demo_model_folder, models_folder


def found(name: str) -> LocalModel:
    model = find_model(name)
    assert isinstance(model, LocalModel)
    return model


def test_the_demo_is_always_there_and_says_what_it_is() -> None:
    demo = found("demo")
    assert (demo.id, demo.label, demo.is_demo) == ("demo", DEMO_LABEL, True)
    assert demo.folder.is_absolute()
    assert (demo.folder / "config.json").is_file()


def test_a_model_of_ours_is_found_by_the_name_of_its_folder() -> None:
    folder = models_folder() / "gpt-oss-20b"
    folder.mkdir(parents=True)
    assert found("gpt-oss-20b") == LocalModel("gpt-oss-20b", "gpt-oss-20b", folder)


def test_a_model_of_the_catalogue_has_its_name_from_there(tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    (moved / "gpt-oss-20b-q4").mkdir(parents=True)
    model = find_model("gpt-oss-20b-q4", moved)
    assert model == LocalModel("gpt-oss-20b-q4", "gpt-oss-20b, 4-bit", moved / "gpt-oss-20b-q4")


def test_a_model_of_the_catalogue_is_found_where_another_program_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"HOME": str(tmp_path), "HF_HOME": "", "HF_HUB_CACHE": "", "XDG_CACHE_HOME": ""}.items():
        monkeypatch.setenv(name, value)
    failure = find_model("gpt-oss-20b-openai")
    assert isinstance(failure, Failure)
    assert "soliloquy models get gpt-oss-20b-openai" in failure.message
    folder = tmp_path / ".lmstudio" / "models" / "openai" / "gpt-oss-20b"
    shutil.copytree(demo_model_folder(), folder)
    assert found("gpt-oss-20b-openai") == LocalModel("gpt-oss-20b-openai", "gpt-oss-20b, OpenAI's files", folder)


def test_any_folder_is_found_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here" / "mine").mkdir(parents=True)
    assert found(str(tmp_path / "here" / "mine")).folder == tmp_path / "here" / "mine"
    monkeypatch.chdir(tmp_path / "here")
    for name in ("mine", "./mine", "../here/mine"):
        model = found(name)
        assert model.folder.is_absolute()
        assert model.folder.samefile(tmp_path / "here" / "mine")
        assert model.id == "mine"


@pytest.mark.parametrize(
    "name", ["", "nowhere", "/no/such/folder", "a\0b", "\ud800", "x" * 5000, "~nobody-here/x", "..x"]
)
def test_a_model_that_is_not_there_is_a_sentence(name: str) -> None:
    failure = find_model(name)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.MODEL_MISSING
    assert "demo" in failure.message
    failure.message.encode()


def test_a_file_is_no_model_folder(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"")
    assert isinstance(find_model(str(tmp_path / "model.safetensors")), Failure)


def test_an_installation_without_its_demo_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.models.library.demo_model_folder", lambda: tmp_path / "gone")
    failure = find_model("demo")
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.MODEL_MISSING
