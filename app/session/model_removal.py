"""Deletes models that we downloaded, each as soon as no engine holds it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.backends.local import LocalBackend
from app.chat.failure import Failure, FailureKind
from app.models.fetch.folder import discard, locked
from app.models.fetch.trouble import TroubleError
from app.session.model_card import ModelCard


class ModelRemoval(QObject):
    """Only files that a download put there are deleted."""

    removed = Signal(object)  # the ModelCard as it was
    failed = Signal(object)  # Failure

    def __init__(self, *, backend: LocalBackend, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._waiting: dict[str, ModelCard] = {}
        backend.readiness_changed.connect(self._go_on)

    def remove(self, card: ModelCard) -> None:
        """``removed`` or ``failed`` follows, at once if it is not loaded."""
        self._waiting[str(card.folder)] = card
        self._go_on()

    def _go_on(self) -> None:
        model = self._backend.readiness.model
        held = model.folder if model is not None else ""
        for card in [card for folder, card in self._waiting.items() if folder != held]:
            del self._waiting[str(card.folder)]
            self._delete(card)

    def _delete(self, card: ModelCard) -> None:
        assert card.folder is not None, "only what is on disk can be removed"
        try:
            with locked(card.folder, _give_way):
                discard(card.folder)
        except TroubleError:
            sentence = f"{card.label} is being downloaded elsewhere, so it was not deleted: pause that first."
            self.failed.emit(Failure(FailureKind.STORAGE, sentence))
        except OSError as error:
            sentence = f"{card.label} cannot be deleted ({error.strerror or 'unknown reason'})."
            self.failed.emit(Failure(FailureKind.STORAGE, sentence, str(error)))
        else:
            self.removed.emit(card)


def _give_way(_seconds: float) -> None:
    """No wait: the window has only one thread."""
