"""The person's prompts and personas: kept, changed, deleted, and brought back."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from app.chat.failure import Failure
from app.chat.preset import Preset, PresetKind
from app.session.landing import Landing
from app.session.preferences import Preferences
from app.store.history import History

SAVE_AFTER_MS = 500
RETRY_MS = 5_000


class Presets(QObject):
    """``changed``: the list, a text, or what can be undone. ``failed``: a Failure, once when the disk begins to refuse;
    what is shown stays, and is tried again."""

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        *,
        history: History,
        preferences: Preferences,
        shipped: tuple[Preset, ...] = (),
        now: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        """``shipped``: for who has never had any."""
        super().__init__(parent)
        self._history, self._preferences, self._shipped, self._now = history, preferences, shipped, now
        self._landing = Landing(self)
        self._presets: tuple[Preset, ...] = ()
        self._deleted: list[Preset] = []
        self._unsaved: set[str] = set()
        self._is_refused = False
        self._timer = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)

    @property
    def prompts(self) -> tuple[Preset, ...]:
        return self._of(PresetKind.PROMPT)

    @property
    def personas(self) -> tuple[Preset, ...]:
        return self._of(PresetKind.PERSONA)

    @property
    def undo_name(self) -> str | None:
        """Of what ``undo_delete`` brings back; None for nothing."""
        return self._deleted[-1].name if self._deleted else None

    def load(self) -> None:
        """``changed`` follows."""
        if self._shipped and not self._preferences.presets_shipped:
            kept = self._history.keep_presets(*self._shipped)
            self._landing.when_done(kept, self._on_shipped, self.failed.emit)
        self._landing.when_done(self._history.presets(), self._on_loaded, self.failed.emit)

    def create(self, kind: PresetKind) -> Preset:
        """An empty one; it is kept as soon as it says something."""
        made = Preset(uuid.uuid4().hex, kind, "", "", self._now())
        self._presets = (*self._presets, made)
        self.changed.emit()
        return made

    def edit(self, preset_id: str, *, name: str, text: str) -> None:
        """Kept within half a second, also while it goes on. Nothing happens if it is not there."""
        before = self.find(preset_id)
        if before is None or (before.name, before.text) == (name, text):
            return
        after = replace(before, name=name, text=text)
        self._presets = tuple(after if held is before else held for held in self._presets)
        self._unsaved.add(preset_id)
        if not self._timer.isActive():
            self._timer.start(SAVE_AFTER_MS)
        self.changed.emit()

    def delete(self, preset_id: str) -> None:
        """``undo_delete`` takes it back, the last one first."""
        preset = self.find(preset_id)
        if preset is None:
            return
        self.flush()
        self._presets = tuple(held for held in self._presets if held is not preset)
        if preset.name or preset.text:
            self._deleted.append(preset)
        self._landing.when_done(self._history.delete_preset(preset_id), _nothing, self.failed.emit)
        self.changed.emit()

    def undo_delete(self) -> None:
        if self._deleted:
            preset = self._deleted.pop()
            self._presets = tuple(sorted((*self._presets, preset), key=lambda held: (held.created_at, held.id)))
            self._unsaved.add(preset.id)
            self.flush()
            self.changed.emit()

    def find(self, preset_id: str) -> Preset | None:
        return next((held for held in self._presets if held.id == preset_id), None)

    def flush(self) -> None:
        kept = self._unkept()
        if kept:
            self._watch(kept, self._history.keep_presets(*kept))

    def shutdown(self) -> None:
        """``History.close`` waits for what is handed over here. Repeating it does no harm.

        Nothing waits for it here: the store's thread must not be the last to know of this object.
        """
        self._landing.close()
        kept = self._unkept()
        if kept:
            self._history.keep_presets(*kept)

    def _unkept(self) -> list[Preset]:
        """Who asks hands them to the store."""
        self._timer.stop()
        unsaved, self._unsaved = self._unsaved, set()
        return [preset for preset in self._presets if preset.id in unsaved]

    def _of(self, kind: PresetKind) -> tuple[Preset, ...]:
        return tuple(preset for preset in self._presets if preset.kind is kind)

    def _watch(self, kept: list[Preset], future: Future[None]) -> None:
        def on_refused(failure: Failure) -> None:
            self._unsaved.update(preset.id for preset in kept)
            self._timer.start(RETRY_MS)
            if not self._is_refused:
                self._is_refused = True
                self.failed.emit(failure)

        self._landing.when_done(future, self._on_kept, on_refused)

    def _on_kept(self, _: None) -> None:
        self._is_refused = False

    def _on_shipped(self, _: None) -> None:
        if self._history.is_kept:
            self._preferences.presets_shipped = True

    def _on_loaded(self, presets: tuple[Preset, ...]) -> None:
        made = {preset.id for preset in self._presets}
        self._presets = (*(preset for preset in presets if preset.id not in made), *self._presets)
        self.changed.emit()


def _nothing(_: None) -> None:
    """It is kept."""
