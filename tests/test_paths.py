from __future__ import annotations

import stat
from pathlib import Path

import pytest

from app import paths


def test_one_variable_moves_all_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOLILOQUY_HOME", str(tmp_path / "elsewhere"))
    assert paths.data_folder() == tmp_path / "elsewhere"
    assert paths.models_folder().parent == paths.logs_folder().parent == paths.data_folder()


def test_what_can_be_computed_again_lies_apart_from_what_a_person_keeps(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOLILOQUY_HOME", str(tmp_path))
    assert paths.reading_folder() == tmp_path / "cache" / "reading"
    monkeypatch.delenv("SOLILOQUY_HOME")
    assert paths.reading_folder().is_relative_to(paths.cache_folder())
    assert paths.data_folder() not in paths.reading_folder().parents


def test_without_it_data_goes_where_the_system_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOLILOQUY_HOME")
    assert paths.data_folder().is_absolute()
    assert paths.data_folder().name == "Soliloquy"


def test_a_relative_home_is_made_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLILOQUY_HOME", "here")
    assert paths.data_folder().is_absolute()


def test_a_private_folder_is_closed_to_others(tmp_path: Path) -> None:
    folder = paths.private_folder(tmp_path / "a" / "b")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_resources_that_ship_are_found() -> None:
    assert (paths.demo_model_folder() / "config.json").is_file()


def test_a_bundle_brings_its_own_resources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert paths.resources_folder() == tmp_path / "resources"


def test_a_damaged_installation_says_where_it_looked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    with pytest.raises(FileNotFoundError, match="resources"):
        paths.resources_folder()
