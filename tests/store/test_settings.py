from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from app.chat.conversation import Effort
from app.chat.exchange import Recording
from app.store.failures import StorageError
from app.store.settings import Appearance, Settings, SettingsFile

settings_values = st.builds(
    Settings,
    st.sampled_from(Effort),
    st.sampled_from(Appearance),
    st.booleans(),
    st.booleans(),
    st.integers(0, 5000),
    texts,
    texts,
)


def test_what_is_saved_loads_equal(folder: Path) -> None:
    @given(settings_values)
    def save(settings: Settings) -> None:
        SettingsFile(folder).save(settings)
        assert SettingsFile(folder).load() == settings

    save()
    assert (folder / "settings.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["settings.json"]


def test_without_a_file_the_defaults_hold(folder: Path) -> None:
    file = SettingsFile(folder)
    assert file.load() == Settings()
    assert file.load().effort is Effort.MEDIUM
    assert file.notice is None
    assert not folder.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xff", b"[" * 100_000, b"\0" * 100])
def test_a_damaged_file_is_put_aside_and_the_defaults_hold(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "settings.json").write_bytes(content)
    file = SettingsFile(folder)
    assert file.load() == Settings()
    assert file.notice is not None
    assert [path.read_bytes() for path in folder.glob("settings.damaged-*.json")] == [content]
    file.save(Settings(effort=Effort.HIGH))
    assert SettingsFile(folder).load().effort is Effort.HIGH


def test_keys_that_we_do_not_know_stay_in_the_file(folder: Path) -> None:
    folder.mkdir()
    (folder / "settings.json").write_text(json.dumps({"effort": "high", "from_the_future": {"a": [1]}}))
    file = SettingsFile(folder)
    settings = file.load()
    assert settings.effort is Effort.HIGH
    file.save(replace(settings, sidebar_width=300))
    kept = json.loads((folder / "settings.json").read_text())
    assert (kept["from_the_future"], kept["sidebar_width"], kept["effort"]) == ({"a": [1]}, 300, "high")


def test_a_value_that_does_not_fit_costs_only_itself(folder: Path) -> None:
    folder.mkdir()
    (folder / "settings.json").write_text(
        json.dumps({"effort": "enormous", "sidebar_width": "wide", "appearance": "dark", "recording": "a bit"})
    )
    file = SettingsFile(folder)
    assert file.load() == Settings(appearance=Appearance.DARK)
    assert file.load().recording is Recording.CONFIDENCE
    assert file.notice is None


@pytest.mark.parametrize("folder_name", ["relative/models", "/a\0b", "/a\ud800b"])
def test_a_folder_that_no_system_could_have_is_ignored(folder: Path, folder_name: str) -> None:
    folder.mkdir()
    held = {"models_folder": folder_name, "added_models": [folder_name, "/models/mine"], "sidebar_width": 300}
    (folder / "settings.json").write_text(json.dumps(held))
    assert SettingsFile(folder).load() == Settings(sidebar_width=300, added_models=("/models/mine",))


def test_a_file_that_cannot_be_written_is_a_sentence_and_the_old_one_stays(tmp_path: Path) -> None:
    blocker = tmp_path / "blocker"
    blocker.write_text("a file")
    with pytest.raises(StorageError) as refused:
        SettingsFile(blocker).save(Settings())
    assert "data folder" in refused.value.failure.message
    assert SettingsFile(blocker).load() == Settings()
    assert blocker.read_text() == "a file"
