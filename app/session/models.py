"""The models of this machine: which there are, which one answers, and what may be done with each.

Puts the catalogue, the disk, the downloads and the engine together into one list of values. Draws nothing, downloads
nothing itself, and never looks into a model's weights.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.session.model_card import CardState, Fit, Machine, ModelCard, Progress

__all__ = ["CardState", "Fit", "Machine", "ModelCard", "Models", "Progress"]


class Models(QObject):
    """``cards``: the catalogue in its order, then those found and added, the demo model last."""

    changed = Signal()  # anything below, at most 4 times a second while bytes arrive
    failed = Signal(object)  # a Failure: what was asked for is not done, and why
    removed = Signal(str, int)  # the label of a model that is gone, and the bytes that this freed

    @property
    def cards(self) -> tuple[ModelCard, ...]:
        raise NotImplementedError

    @property
    def current(self) -> ModelCard | None:
        """The chosen one. It may still be loading, asleep, or refused; see ``ChatSession.readiness``."""
        return next((card for card in self.cards if card.is_current), None)

    @property
    def recommended(self) -> ModelCard | None:
        """What a first run offers: the best of the catalogue that fits this machine; None if only the demo does."""
        raise NotImplementedError

    @property
    def machine(self) -> Machine:
        raise NotImplementedError

    @property
    def free_disk_bytes(self) -> int:
        """Where the models folder is."""
        raise NotImplementedError

    @property
    def folder(self) -> Path:
        """Where downloads go."""
        raise NotImplementedError

    @property
    def moving(self) -> Progress | None:
        """None while the folder is not being moved."""
        raise NotImplementedError

    def card(self, model_id: str) -> ModelCard:
        """Raises KeyError."""
        return {card.id: card for card in self.cards}[model_id]

    def choose(self, model_id: str) -> None:
        """Loads it, and remembers it. A reply that runs ends first, by the model that it began with.

        ``failed`` says why if it cannot fit now; then the model before stays.
        """
        raise NotImplementedError

    def download(self, model_id: str) -> None:
        raise NotImplementedError

    def pause(self, model_id: str) -> None:
        raise NotImplementedError

    def resume(self, model_id: str) -> None:
        raise NotImplementedError

    def cancel(self, model_id: str) -> None:
        """Ends the download and deletes what of it is there."""
        raise NotImplementedError

    def remove(self, model_id: str) -> None:
        """Deletes its folder, or forgets one that was added by hand. The current one is unloaded first: the demo takes
        its place. ``removed`` follows."""
        raise NotImplementedError

    def add_folder(self, folder: Path) -> None:
        """A converted or fine-tuned gpt-oss, where it is; remembered. ``failed`` says why if it is none."""
        raise NotImplementedError

    def move_folder(self, folder: Path) -> None:
        """Moves the models folder there. ``moving`` shows the progress; nothing is deleted before its copy is verified.
        Asking again after a break goes on where it was."""
        raise NotImplementedError

    def stop_moving(self) -> None:
        """Leaves everything where it was; a later ``move_folder`` goes on."""
        raise NotImplementedError

    def rescan(self) -> None:
        """Looks at the disk again."""
        raise NotImplementedError
