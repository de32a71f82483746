"""Which model answers: chosen, remembered, refused where it would not fit, replaced by the demo where it is gone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.backends.local import LocalBackend
from app.chat.exchange import Readiness
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import sentence
from app.models.library import LocalModel
from app.session.model_card import ModelCard
from app.session.model_memory import ModelMemory
from app.session.preferences import Preferences


class ModelChoice:
    """Tells the backend. ``current_id`` is what answers, ``preferences.model`` what was chosen: not always the same."""

    def __init__(
        self, *, backend: LocalBackend, preferences: Preferences, demo: LocalModel, memory: ModelMemory
    ) -> None:
        self._backend = backend
        self._preferences = preferences
        self._demo = demo
        self._memory = memory
        self._labels: dict[Path, str] = {}
        self._held = (0, 0)  # the engine's pid, and the bytes of the model that it loaded last
        self.current_id = demo.id
        self.refused: dict[str, Failure] = {}  # by model, until another one is chosen
        backend.readiness_changed.connect(self._note_held)
        backend.refusal = self._refusal

    def take_up(self, cards: Iterable[ModelCard]) -> Failure | None:
        """The model that was chosen, at the next start of the engine. A Failure says why it is the demo instead."""
        chosen = self._preferences.model or self._demo.id
        card = next((card for card in cards if card.id == chosen), None)
        if card is not None and card.folder is not None:
            self.current_id = card.id
            self.prefer(card)
            return None
        self._backend.prefer(folder=self._demo.folder, label=self._demo.label, is_demo=self._demo.is_demo)
        label = card.label if card is not None else Path(chosen).name
        said = sentence(
            "{name} is not there any more, so the demo model answers. Choose a model, or download one.", name=label
        )
        return failure_of(FailureKind.MODEL_MISSING, said, detail=f"looked for {chosen}")

    def choose(self, card: ModelCard, *, even_if_slow: bool = False) -> Failure | None:
        """Loads and remembers it; None. Or why not, and then nothing has changed."""
        if card.folder is None or not card.folder.is_dir():
            said = sentence("{name} is not on this disk: download it first.", name=card.label)
            return failure_of(FailureKind.MODEL_MISSING, said)
        self._labels[card.folder] = card.label
        if even_if_slow:
            self._memory.insist(card.folder)
        refused = self._refusal(card.folder)
        if refused is not None:
            self.refused[card.id] = refused
            return refused
        self.refused.clear()
        self._preferences.model = self.current_id = card.id
        self._backend.load(folder=card.folder, label=card.label, is_demo=card.is_demo)
        return None

    def follow(self, card: ModelCard) -> None:
        """The current model's folder is another one now. An engine that has, or reads, the old one changes over."""
        if self._backend.is_at_rest:
            self.prefer(card)
        elif card.folder is not None:
            self._labels[card.folder] = card.label
            self._backend.load(folder=card.folder, label=card.label)

    def prefer(self, card: ModelCard) -> None:
        """Its folder from the next start on; nothing happens now."""
        if card.folder is not None:
            self._labels[card.folder] = card.label
            self._backend.prefer(folder=card.folder, label=card.label, is_demo=card.is_demo)

    def rename(self, before: Path, after: Path) -> None:
        """Models that are called by their folder have another name when that was moved."""
        if Path(self.current_id).is_relative_to(before):
            self.current_id = self._preferences.model = str(after / Path(self.current_id).relative_to(before))

    def _refusal(self, folder: Path) -> Failure | None:
        """Why this folder's model is not even tried now. The demo always is: it takes next to nothing."""
        if folder == self._demo.folder:
            return None
        pid, held_bytes = self._held
        is_held = pid != 0 and pid == self._backend.engine_pid
        label = self._labels.get(folder, folder.name)
        return self._memory.refusal(folder, label=label, held_bytes=held_bytes if is_held else 0)

    def _note_held(self, readiness: Readiness) -> None:
        if readiness.can_answer and readiness.model is not None:
            self._held = (self._backend.engine_pid, readiness.model.weight_bytes)
