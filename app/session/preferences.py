"""What the person has chosen, kept soon after each change."""

from __future__ import annotations

from dataclasses import replace
from typing import Generic, TypeVar, overload

from PySide6.QtCore import QObject, QTimer, Signal

from app.chat.conversation import Effort
from app.chat.exchange import Recording
from app.chat.service import Service
from app.store.benchmark_result import BenchmarkResult
from app.store.failures import StorageError
from app.store.settings import Appearance as Appearance  # the window chooses among them
from app.store.settings import Follow as Follow
from app.store.settings import ModelSpeed, SettingsFile
from app.store.settings import Settings as Settings
from app.store.settings import WhileThinking as WhileThinking

__all__ = ["Appearance", "Follow", "Preferences", "Settings", "WhileThinking"]  # widgets may not import the store

T = TypeVar("T")

SAVE_AFTER_MS = 500  # a splitter that is dragged changes at every pixel


class _Preference(Generic[T]):
    """One field of Settings as an attribute; setting it to another value announces and saves it."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, preferences: None, owner: type) -> _Preference[T]: ...

    @overload
    def __get__(self, preferences: Preferences, owner: type) -> T: ...

    def __get__(self, preferences: Preferences | None, owner: type) -> _Preference[T] | T:
        if preferences is None:
            return self
        value: T = getattr(preferences.settings, self._name)
        return value

    def __set__(self, preferences: Preferences, value: T) -> None:
        preferences._change(self._name, value)


class Preferences(QObject):
    """``changed``: the name of what is different now. ``failed``: a Failure, when it could not be kept."""

    changed = Signal(str)
    failed = Signal(object)

    effort = _Preference[Effort]()
    appearance = _Preference[Appearance]()
    reasoning_open = _Preference[bool]()
    sidebar_visible = _Preference[bool]()
    sidebar_width = _Preference[int]()
    window_geometry = _Preference[str]()
    last_conversation = _Preference[str]()
    model = _Preference[str]()
    models_folder = _Preference[str]()
    models_folder_next = _Preference[str]()
    models_folder_before = _Preference[str]()
    added_models = _Preference[tuple[str, ...]]()
    model_speeds = _Preference[tuple[ModelSpeed, ...]]()
    insisted_models = _Preference[tuple[str, ...]]()
    running_downloads = _Preference[tuple[str, ...]]()
    sleep_after_minutes = _Preference[int]()
    works_ahead = _Preference[bool]()
    keeps_reading = _Preference[bool]()
    recording = _Preference[Recording]()
    reasoning_acknowledged = _Preference[bool]()
    benchmark = _Preference[BenchmarkResult | None]()
    enter_sends = _Preference[bool]()
    presets_shipped = _Preference[bool]()
    language = _Preference[str]()
    text_size = _Preference[int]()
    contrast = _Preference[Follow]()
    reduced_motion = _Preference[Follow]()
    while_thinking = _Preference[WhileThinking]()
    never_cloud = _Preference[bool]()
    cloud_keys = _Preference[tuple[str, ...]]()
    own_services = _Preference[tuple[Service, ...]]()
    cloud_limit = _Preference[int | None]()
    cloud_proxy = _Preference[bool]()

    def __init__(self, *, file: SettingsFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._settings = self._kept = file.load()
        self._timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)

    @property
    def settings(self) -> Settings:
        return self._settings

    def flush(self) -> None:
        """Saves now what has changed; for the end of the session."""
        self._timer.stop()
        if self._settings == self._kept:
            return
        try:
            self._file.save(self._settings)
        except StorageError as error:
            self.failed.emit(error.failure)
        else:
            self._kept = self._settings

    def _change(self, name: str, value: object) -> None:
        if getattr(self._settings, name) == value:
            return
        changes: dict[str, object] = {name: value}
        self._settings = replace(self._settings, **changes)  # type: ignore[arg-type]  # _Preference checks the type
        self._timer.start()
        self.changed.emit(name)
