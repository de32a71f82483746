"""Deletes models that we downloaded, each as soon as no engine holds it, in a process of its own."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.backends.local import LocalBackend
from app.chat.failure import FailureKind, failure_of
from app.chat.sentence import Sentence
from app.session.model_card import ModelCard
from app.session.removal_process import RemovalProcess

log = logging.getLogger("soliloquy.models")


class ModelRemoval(QObject):
    """Only files that a download put there are deleted. ``command`` starts the process, if not this program does."""

    removed = Signal(object)  # the ModelCard as it was
    failed = Signal(object)  # Failure

    def __init__(
        self, *, backend: LocalBackend, command: Sequence[str] | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._backend = backend
        self._command = command
        self._waiting: dict[Path, ModelCard] = {}
        self._running: dict[Path, RemovalProcess] = {}
        backend.readiness_changed.connect(self._go_on)

    def is_removing(self, folder: Path | None) -> bool:
        """From being asked for until it is gone."""
        return folder in self._waiting or folder in self._running

    def remove(self, card: ModelCard) -> None:
        """``removed`` or ``failed`` follows."""
        if card.folder is not None and not self.is_removing(card.folder):
            self._waiting[card.folder] = card
            self._go_on()

    def shutdown(self) -> None:
        """Waits a moment for what is being deleted."""
        self._waiting.clear()
        for process in self._running.values():
            process.wait_for_end()
        self._running.clear()

    def _go_on(self) -> None:
        model = self._backend.readiness.model
        held = model.folder if model is not None else ""
        for folder, card in [(folder, card) for folder, card in self._waiting.items() if str(folder) != held]:
            del self._waiting[folder]
            self._delete(folder, card)

    def _delete(self, folder: Path, card: ModelCard) -> None:
        process = RemovalProcess(folder, command=self._command, parent=self)
        process.ended.connect(lambda failed: self._on_ended(folder, card, failed))
        self._running[folder] = process
        process.start()
        log.info("deleting %s", card.id)

    def _on_ended(self, folder: Path, card: ModelCard, failed: Sentence | None) -> None:
        self._running.pop(folder).deleteLater()
        if failed is None:
            self.removed.emit(card)
        else:
            log.warning("%s was not deleted: %s", card.id, failed.english)
            self.failed.emit(failure_of(FailureKind.STORAGE, failed))
