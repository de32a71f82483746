"""Prompts and personas: those of the app once, the person's own at once on the disk, and a way back from deleting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.chat.preset import Preset, PresetKind
from app.paths import resources_folder
from app.session.preferences import Preferences
from app.session.presets import Presets
from app.store.failures import DAMAGED, StorageError
from app.store.history import History
from app.store.settings import SettingsFile
from app.store.shipped_presets import read_shipped

LIMIT_MS = 10_000
SHIPPED = (
    Preset("s1", PresetKind.PROMPT, "Summarise", "In three points:", 0.0),
    Preset("s2", PresetKind.PERSONA, "Teacher", "Explain.", 1.0),
)


@pytest.fixture
def preferences(tmp_path: Path, qtbot: QtBot) -> Preferences:
    return Preferences(file=SettingsFile(tmp_path / "data"))


@pytest.fixture
def opened(history: History, preferences: Preferences, qtbot: QtBot) -> Iterator[Callable[[], Presets]]:
    made: list[Presets] = []

    def open_presets() -> Presets:
        presets = Presets(history=history, preferences=preferences, shipped=SHIPPED, now=lambda: 50.0)
        made.append(presets)
        with qtbot.waitSignal(presets.changed, timeout=LIMIT_MS):
            presets.load()
        return presets

    yield open_presets
    for presets in made:
        presets.shutdown()


def test_those_of_the_app_are_there_once_and_stay_deleted(opened: Callable[[], Presets], history: History) -> None:
    presets = opened()
    assert (presets.prompts, presets.personas) == (SHIPPED[:1], SHIPPED[1:])
    presets.delete("s1")
    presets.shutdown()
    assert opened().prompts == ()


def test_those_of_the_app_come_with_the_next_window_where_the_disk_refused_them(
    opened: Callable[[], Presets], history: History, preferences: Preferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: Future[None] = Future()
    refused.set_exception(StorageError(DAMAGED))
    with monkeypatch.context() as refusing:
        refusing.setattr(history, "keep_presets", lambda *_: refused)
        assert opened().prompts == ()
    assert not preferences.presets_shipped
    assert opened().prompts == SHIPPED[:1]
    assert preferences.presets_shipped


def test_what_is_written_is_kept_while_it_is_written(
    opened: Callable[[], Presets], history: History, qtbot: QtBot
) -> None:
    presets = opened()
    made = presets.create(PresetKind.PROMPT)
    presets.edit(made.id, name="Mine", text="M")
    presets.edit(made.id, name="Mine", text="My words")
    qtbot.waitUntil(lambda: "My words" in [held.text for held in history.presets().result(5)], timeout=LIMIT_MS)
    presets.edit("s2", name="Teacher", text="Explain twice.")
    presets.shutdown()
    assert [(held.name, held.text) for held in opened().personas] == [("Teacher", "Explain twice.")]


def test_what_the_disk_refuses_is_kept_when_it_takes_it_again(
    opened: Callable[[], Presets], history: History, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    presets = opened()

    def refused(*_kept: Preset) -> Future[None]:
        future: Future[None] = Future()
        future.set_exception(StorageError(DAMAGED))
        return future

    told: list[object] = []
    presets.failed.connect(told.append)
    presets.delete("s1")
    with monkeypatch.context() as refusing:
        refusing.setattr(history, "keep_presets", refused)
        presets.edit("s2", name="Teacher", text="Explain twice.")
        presets.undo_delete()
        qtbot.waitUntil(lambda: bool(told), timeout=LIMIT_MS)
    presets.shutdown()
    later = opened()
    assert [held.text for held in later.personas] == ["Explain twice."]
    assert [held.name for held in later.prompts] == ["Summarise"]


def test_an_empty_one_leaves_nothing_behind(opened: Callable[[], Presets], history: History) -> None:
    presets = opened()
    made = presets.create(PresetKind.PERSONA)
    presets.delete(made.id)
    assert presets.undo_name is None
    assert [held.id for held in history.presets().result(5)] == ["s1", "s2"]


def test_deleting_can_be_undone_the_last_one_first(opened: Callable[[], Presets], history: History) -> None:
    presets = opened()
    presets.delete("s1")
    presets.edit("s2", name="Teacher", text="Changed.")
    presets.delete("s2")
    assert presets.undo_name == "Teacher"
    presets.undo_delete()
    assert [held.text for held in presets.personas] == ["Changed."]
    presets.undo_delete()
    assert presets.undo_name is None
    assert [held.id for held in history.presets().result(5)] == ["s1", "s2"]
    assert [held.id for held in (*presets.prompts, *presets.personas)] == ["s1", "s2"]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_app_ships_some_of_both_kinds_in_each_language(language: str) -> None:
    shipped = read_shipped(resources_folder(), language)
    assert len({preset.id for preset in shipped}) == len(shipped)
    for kind in PresetKind:
        assert sum(preset.kind is kind for preset in shipped) >= 4
    for preset in shipped:
        assert preset.name
        assert 0 < len(preset.name) <= 30
        assert preset.text
        assert (max(preset.name) > "\u3000") is (language == "ja")


def test_a_language_without_any_has_the_english_ones() -> None:
    assert read_shipped(resources_folder(), "xx") == read_shipped(resources_folder(), "en")
