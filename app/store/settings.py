"""The settings file: small typed JSON, replaced all or nothing. Not the place for anything that is secret."""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import time
import typing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.chat import plain
from app.chat.conversation import Effort
from app.chat.exchange import Recording
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import sentence
from app.chat.service import Service
from app.paths import private_folder
from app.store.benchmark_result import BenchmarkResult
from app.store.failures import StorageError, storage_failure
from app.store.place import replace_file

SETTINGS = "settings.json"

_FOLDERS = ("models_folder", "models_folder_next", "models_folder_before", "added_models", "insisted_models")

log = logging.getLogger("soliloquy.store")


class Appearance(StrEnum):
    AUTO = "auto"  # as the system
    LIGHT = "light"
    DARK = "dark"


class Follow(StrEnum):
    """Of what the system can ask for, too."""

    SYSTEM = "system"
    ALWAYS = "always"
    NEVER = "never"


class WhileThinking(StrEnum):
    """What is shown of the reasoning until the answer begins."""

    LINE = "line"
    PEEK = "peek"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class ModelSpeed:
    """What a model did on this machine, by its id: the latest reply that was long enough to tell."""

    model: str
    tokens_per_second: float


@dataclass(frozen=True, slots=True)
class Settings:
    """``window_geometry``: what Qt saves of a window, in base64. ``last_conversation``: an id, empty for none.

    ``model``: the id of the chosen one, empty before a first choice. ``models_folder``: empty where it is in the data
    folder; ``models_folder_next``: where it is being moved to, ``models_folder_before``: where copies of it still have
    to be deleted, both empty mostly. ``added_models``: absolute folders of models that were added by hand.
    ``insisted_models``: folders of models that are loaded even if other apps hold the memory. ``running_downloads``:
    ids of those that go on at the next start. ``sleep_after_minutes`` without a question; 0 for never. ``works_ahead``:
    the model reads what the next question will come after, while nothing is asked. ``keeps_reading``:
    what it has read is kept on the disk, so that a conversation goes on at once when it is opened again; switched off,
    it is removed. ``recording``: how much of each token's distribution is kept with a reply. ``benchmark``: the last
    result. ``language``: ``en`` or ``ja``, empty for the system's. ``text_size``: in percent.
    ``presets_shipped``: those of the app were kept once. ``enter_sends``: and Shift-Enter breaks the line; else the
    other way round. ``reasoning_open``:
    always, ``while_thinking``: until the answer begins.

    ``never_cloud``: nobody outside this app can be asked. ``cloud_keys``: ids of endpoints whose key is in the keyring.
    ``own_services``: added by the person. ``cloud_limit``: of one month, in micro-dollars; None for none.
    ``cloud_proxy``: services are asked through the system's proxy.
    """

    effort: Effort = Effort.MEDIUM
    appearance: Appearance = Appearance.AUTO
    reasoning_open: bool = False
    sidebar_visible: bool = True
    sidebar_width: int = 260
    window_geometry: str = ""
    last_conversation: str = ""
    model: str = ""
    models_folder: str = ""
    models_folder_next: str = ""
    models_folder_before: str = ""
    added_models: tuple[str, ...] = ()
    model_speeds: tuple[ModelSpeed, ...] = ()
    insisted_models: tuple[str, ...] = ()
    running_downloads: tuple[str, ...] = ()
    sleep_after_minutes: int = 15
    works_ahead: bool = True
    keeps_reading: bool = True
    recording: Recording = Recording.CONFIDENCE
    reasoning_acknowledged: bool = False
    benchmark: BenchmarkResult | None = None
    enter_sends: bool = True
    presets_shipped: bool = False
    language: str = ""
    text_size: int = 100
    contrast: Follow = Follow.SYSTEM
    reduced_motion: Follow = Follow.SYSTEM
    while_thinking: WhileThinking = WhileThinking.LINE
    never_cloud: bool = True
    cloud_keys: tuple[str, ...] = ()
    own_services: tuple[Service, ...] = ()
    cloud_limit: int | None = None
    cloud_proxy: bool = False


class SettingsFile:
    """``notice`` is set when the file was damaged and put aside. Keys that we do not know stay in the file."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / SETTINGS
        self._unknown: dict[str, object] = {}
        self.notice: Failure | None = None

    def load(self) -> Settings:
        """The defaults for whatever is missing or does not fit. Never raises for what stands in the file."""
        try:
            data = json.loads(self._path.read_bytes())
            if not isinstance(data, dict):
                raise ValueError("an object is expected")
        except FileNotFoundError:
            return Settings()
        except OSError as error:
            self.notice = storage_failure(error)
            return Settings()
        except (ValueError, RecursionError) as error:
            self._put_aside(type(error).__name__)
            return Settings()
        return self._from(data)

    def save(self, settings: Settings) -> None:
        """Raises StorageError; then the file holds what it held before."""
        data = {**self._unknown, **_all_of(settings)}
        try:
            private_folder(self._path.parent)
            replace_file(self._path, (json.dumps(data, indent=2) + "\n").encode())
        except OSError as error:
            raise StorageError(storage_failure(error)) from error

    def _from(self, data: dict[str, object]) -> Settings:
        kinds = typing.get_type_hints(Settings)
        fitting: dict[str, typing.Any] = {}
        for key, held in data.items():
            if key not in kinds:
                self._unknown[key] = held
                continue
            try:
                fitting[key] = _checked(key, plain.from_plain(kinds[key], held, key))
            except plain.PlainError as error:
                log.warning("setting ignored: %s", error)
        return Settings(**fitting)

    def _put_aside(self, detail: str) -> None:
        aside = self._path.with_name(time.strftime("settings.damaged-%Y%m%d-%H%M%S.json", time.gmtime()))
        try:
            os.replace(self._path, aside)
        except OSError as error:
            self.notice = storage_failure(error)
            return
        said = sentence(
            "The settings file was damaged; it was kept as “{file}” and the defaults are used.", file=aside.name
        )
        self.notice = failure_of(FailureKind.STORAGE, said, detail=detail)


def _checked(key: str, value: object) -> object:
    """Raises PlainError for a folder that no system could have. Of several, those that may be are kept."""
    if key in _FOLDERS and isinstance(value, str) and not _may_be_folder(value):
        raise plain.PlainError(f"{key}: an absolute path is expected")
    if key in _FOLDERS and isinstance(value, tuple):
        return tuple(folder for folder in value if _may_be_folder(folder))
    return value


def _may_be_folder(text: str) -> bool:
    """Empty, or an absolute path in characters that the system can take."""
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        return False
    return "\0" not in text and (not text or Path(text).is_absolute())


def _all_of(settings: Settings) -> dict[str, object]:
    """With the defaults spelled out, so that a person sees what can be set."""
    return {field.name: plain.to_plain(getattr(settings, field.name)) for field in dataclasses.fields(settings)}
