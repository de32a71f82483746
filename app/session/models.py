"""The models of this machine: which there are, which one answers, and what may be done with each.

Puts the catalogue, the disk, the downloads and the engine together into one list of values. Draws nothing, downloads
nothing itself, and never looks into a model's weights.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.backends.local import LocalBackend
from app.chat.exchange import BackendState, Finished, Readiness, ReplyEvent
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import Sentence, sentence
from app.models.catalog import Catalog, catalog
from app.models.fetch.order import FetchOrder
from app.models.folder import FolderError, look_into
from app.models.found import Place
from app.models.library import LocalModel
from app.session.download import DownloadState
from app.session.downloads import Downloads
from app.session.folder_move import FolderMove
from app.session.model_card import CardState, Fit, MachineMemory, ModelCard, Progress, Verdict
from app.session.model_choice import ModelChoice
from app.session.model_memory import ModelMemory, ReadMemory
from app.session.model_removal import ModelRemoval
from app.session.model_shelf import Shelf, cards_on, recommended_of
from app.session.model_sources import ModelSources
from app.session.model_state import with_download, with_engine
from app.session.preferences import Preferences
from app.session.relocation import Relocation
from app.session.speeds import Speeds

__all__ = ["CardState", "Fit", "MachineMemory", "ModelCard", "Models", "Progress", "Verdict"]

ANNOUNCE_MS = 250  # figures that change faster cannot be read


class Models(QObject):
    """``cards``: the catalogue in its order, then those found and added, the demo model last."""

    changed = Signal()  # anything below; at most 4 times a second while only figures change
    failed = Signal(object)  # a Failure: what was asked for is not done, and why
    looked_up = Signal(str)  # the id of the card of a repository that was asked for
    not_found = Signal(object)  # a Failure: why that repository cannot be offered
    removed = Signal(str, object)  # label of a model that is gone, bytes freed (an int; as a C one it would overflow)

    def __init__(
        self,
        *,
        backend: LocalBackend,
        preferences: Preferences,
        downloads: Downloads,
        demo: LocalModel,
        folder: Path,
        memory: ReadMemory,
        elsewhere: Sequence[Place] = (),
        catalogue: Catalog | None = None,
        endpoint: str | None = None,
        move_command: Sequence[str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Tells the backend which model is to answer; ``notice`` says so if it is not the one that was chosen.

        ``demo``: answers until another one is chosen. ``folder``: where models are unless the settings name another.
        ``elsewhere``: folders of other programs. ``catalogue``, ``endpoint``, ``move_command``: others than ours, for
        tests.
        """
        super().__init__(parent)
        self._backend = backend
        self._preferences = preferences
        self._downloads = downloads
        self._demo = demo
        self._catalog = catalogue or catalog()
        self._elsewhere = tuple(elsewhere)
        self._memory = ModelMemory(read=memory, preferences=preferences)
        self._speeds = Speeds(preferences=preferences)
        move = FolderMove(preferences=preferences, default_folder=folder, command=move_command, parent=self)
        self._relocation = Relocation(
            move=move, backend=backend, downloads=downloads, preferences=preferences, parent=self
        )
        self._folder = self._relocation.folder
        self._sources = ModelSources(catalog=self._catalog, folder=self._folder, endpoint=endpoint, parent=self)
        self._removal = ModelRemoval(backend=backend, parent=self)
        self._is_shut_down = False
        self._was = backend.readiness.state
        self._shelf = self._looked_at()
        self._choice = ModelChoice(backend=backend, preferences=preferences, demo=demo, memory=self._memory)
        self.notice: Failure | None = self._choice.take_up(self._shelf)
        self._announce = QTimer(self, singleShot=True, interval=ANNOUNCE_MS)
        self._announce.timeout.connect(self.changed)
        backend.readiness_changed.connect(self._on_readiness_changed)
        backend.memory_changed.connect(self._announce_soon)
        backend.replied.connect(self._on_replied)
        downloads.changed.connect(self._on_download_changed)
        self._relocation.progressed.connect(self._announce_soon)
        self._relocation.moved.connect(self._on_moved)
        self._relocation.failed.connect(self._on_move_failed)
        self._relocation.over.connect(self._resume_downloads)
        self._sources.found.connect(self._on_looked_up)
        self._sources.refused.connect(self.not_found)
        self._removal.removed.connect(self._on_removed)
        self._removal.failed.connect(self._on_removal_failed)

    # What there is.

    @property
    def cards(self) -> tuple[ModelCard, ...]:
        return tuple(self._shown(card) for card in self._shelf)

    @property
    def current(self) -> ModelCard | None:
        """The chosen one. It may still be loading, asleep, or refused; see ``ChatSession.readiness``."""
        return next((card for card in self.cards if card.is_current), None)

    @property
    def recommended(self) -> ModelCard | None:
        """What a first run offers: the best of the catalogue that fits this machine; None if only the demo does."""
        return recommended_of(self.cards)

    @property
    def machine(self) -> MachineMemory:
        return self._memory.machine

    @property
    def free_disk_bytes(self) -> int:
        """Where the models folder is."""
        place = next((place for place in (self._folder, *self._folder.parents) if place.is_dir()), Path("/"))
        return shutil.disk_usage(place).free

    @property
    def folder(self) -> Path:
        """Where downloads go."""
        return self._folder

    @property
    def moving(self) -> Progress | None:
        """None while the folder is not being moved."""
        return self._relocation.progress

    def card(self, model_id: str) -> ModelCard:
        """Raises KeyError."""
        return {card.id: card for card in self.cards}[model_id]

    # What can be done.

    def resume_all(self) -> None:
        """What an earlier window was in the middle of: downloads that ran, a move of the folder."""
        self._relocation.resume()
        if self.moving is None:
            self._resume_downloads()

    def choose(self, model_id: str, *, even_if_slow: bool = False) -> None:
        """Loads it, and remembers it. A reply that runs ends first, by the model that it began with.

        ``failed`` says why if it cannot fit; then the model before stays. ``even_if_slow``: the person knows that other
        apps hold the memory now (``Fit.SWAPS``) and wants it nevertheless.
        """
        card = self._find(model_id)
        if card is None or (card.is_current and card.state is CardState.LOADED):
            return
        refused = self._choice.choose(card, even_if_slow=even_if_slow)
        if refused is not None:
            self.failed.emit(refused)
        self.changed.emit()

    def download(self, model_id: str) -> None:
        """Begins it, or goes on with it."""
        self._fetch(self._sources.order(model_id))

    def check(self, model_id: str) -> None:
        """Reads all of it again and fetches what is damaged anew; it cannot be used meanwhile. Not while it is loaded.

        It is shown as a download that is verified. ``failed`` says why if it cannot be checked.
        """
        card = self._find(model_id)
        if card is None or card.state in (CardState.LOADED, CardState.LOADING):
            return
        order = self._sources.order_to_check(model_id)
        if order is None:
            said = sentence("{name} was not downloaded by Soliloquy, so nobody knows its checksums.", name=card.label)
            self._refuse(FailureKind.MODEL_BROKEN, said)
        self._fetch(order)

    def _fetch(self, order: FetchOrder | None) -> None:
        if order is None:
            return
        if self._preferences.models_folder and not self._folder.is_dir():
            self._refuse(
                FailureKind.STORAGE,
                sentence(
                    "The models folder “{folder}” is not there: connect its disk, or choose another folder.",
                    folder=str(self._folder),
                ),
            )
        elif self.moving is not None:
            self._refuse(FailureKind.STORAGE, sentence("The models folder is being moved: download when that is done."))
        else:
            self._downloads.start(order)

    def pause(self, model_id: str) -> None:
        self._downloads.pause(self._sources.download_id(model_id))

    def resume(self, model_id: str) -> None:
        """Goes on with a download, or tries at once what waits to try again."""
        self.download(model_id)

    def cancel(self, model_id: str) -> None:
        """Ends the download and deletes what of it is there."""
        if self._is_moving():
            return
        self._downloads.cancel(self._sources.download_id(model_id), self._sources.order(model_id))

    def remove(self, model_id: str) -> None:
        """Deletes its folder, or forgets one that was added by hand. The current one is unloaded first: the demo takes
        its place. ``removed`` follows."""
        card = self._find(model_id)
        if card is None or self._is_moving():
            return
        if not card.is_added and (card.folder is None or not card.frees_bytes):
            said = sentence(
                "{name} was not downloaded by Soliloquy, so it is not deleted by it either.", name=card.label
            )
            self._refuse(FailureKind.STORAGE, said)
            return
        if card.is_current:
            self.choose(self._demo.id)
        if card.is_added:
            kept = tuple(folder for folder in self._preferences.added_models if folder != model_id)
            self._preferences.added_models = kept
            self.rescan()
            self.removed.emit(card.label, 0)
        elif card.folder is not None:
            self._removal.remove(card)
            self.changed.emit()

    def add_folder(self, folder: Path) -> None:
        """A converted or fine-tuned gpt-oss, where it is; remembered. ``failed`` says why if it is none."""
        folder = folder.expanduser().absolute()
        try:
            look_into(folder)
        except FolderError as error:
            said = sentence("“{name}” cannot be added.", name=folder.name)
            self._refuse(FailureKind.MODEL_BROKEN, said, error.sentence)
            return
        if all(card.folder != folder for card in self._shelf):
            self._preferences.added_models = (*self._preferences.added_models, str(folder))
        self.rescan()

    def look_up(self, text: str) -> None:
        """Asks the hub for a repository, as somebody typed it, and fetches nothing. ``looked_up`` or ``not_found``."""
        self._sources.look_up(text, self._shelf)

    def stop_looking(self) -> None:
        self._sources.stop_looking()

    def move_folder(self, folder: Path) -> None:
        """Moves the models folder there. ``moving`` shows the progress; nothing is deleted before its copy is verified.

        A folder that holds something else gets a folder of ours inside. Asking again after a break goes on where it
        was. The engine sleeps meanwhile, and downloads pause.
        """
        if any(card.state is CardState.REMOVING for card in self.cards):
            said = sentence("A model is being deleted: the models can be moved when that is done.")
            self._refuse(FailureKind.STORAGE, said)
            return
        current = self.current
        self._relocation.begin(folder, model=current.folder if current is not None else None)

    def stop_moving(self) -> None:
        """Leaves everything where it was; a later ``move_folder`` goes on."""
        self._relocation.stop()

    def rescan(self) -> None:
        """Looks at the disk again."""
        self._shelf = self._looked_at()
        self.changed.emit()

    def shutdown(self) -> None:
        """What is under way goes on at the next start."""
        self._is_shut_down = True
        self._relocation.shutdown()
        self._removal.shutdown()
        self._sources.shutdown()
        self._announce.stop()

    # What happens.

    def _on_readiness_changed(self, readiness: Readiness) -> None:
        if readiness.state is self._was:
            self._announce_soon()
        else:
            self._was = readiness.state
            self.changed.emit()

    def _on_replied(self, _request: str, event: ReplyEvent) -> None:
        if not isinstance(event, Finished):
            return
        for card in self._shelf:
            name = self._demo.id if card.is_demo else card.folder and card.folder.name
            is_its_own = (name, card.label) == (event.source.model, event.source.label)
            if is_its_own and self._speeds.note(card.id, event.usage):
                self._announce_soon()

    def _on_removed(self, card: ModelCard) -> None:
        self._downloads.cancel(self._sources.download_id(card.id))  # a finished one only leaves the list
        self.rescan()
        self.removed.emit(card.label, card.frees_bytes)

    def _on_looked_up(self, model_id: str) -> None:
        self.rescan()
        self.looked_up.emit(model_id)

    def _on_removal_failed(self, failure: Failure) -> None:
        self.rescan()
        self.failed.emit(failure)

    def _on_download_changed(self, download_id: str) -> None:
        if self._is_shut_down:
            return  # the end of the window is no pause
        running = tuple(download.id for download in self._downloads.downloads if download.is_under_way)
        if self.moving is None:
            self._preferences.running_downloads = running
        if download_id in running:
            self._announce_soon()
            return
        self.rescan()
        download = self._downloads.download(download_id)
        if download is not None and download.state is DownloadState.DONE:
            self._on_downloaded(self._sources.model_id(download_id))

    def _on_downloaded(self, model_id: str) -> None:
        """Loads it, if it is the first one of somebody who has only seen the demo, or was damaged and is to answer."""
        is_first = not self._preferences.model
        is_mended = model_id == self._choice.current_id and self._backend.readiness.state is BackendState.FAILED
        if is_first or is_mended:
            self.choose(model_id)

    def _on_moved(self) -> None:
        before, self._folder = self._folder, self._relocation.folder
        self._sources.folder = self._folder
        self._choice.rename(before, self._folder)
        self.rescan()
        current = self.current
        if current is not None and current.folder is not None and current.folder.is_relative_to(self._folder):
            self._choice.follow(current)

    def _on_move_failed(self, failure: Failure) -> None:
        self.failed.emit(failure)
        self.changed.emit()

    def _resume_downloads(self) -> None:
        for download_id in self._preferences.running_downloads:
            if self._downloads.download(download_id) is not None:
                self.resume(download_id)

    # How.

    def _shown(self, card: ModelCard) -> ModelCard:
        download = self._downloads.download(self._sources.download_id(card.id))
        if download is not None and download.is_under_way and card.folder == self._folder / download.id:
            card = replace(card, folder=None)  # its files are being checked: until then it is not to be had
        card = with_download(card, download)
        card = with_engine(card, self._backend.readiness, is_current=card.id == self._choice.current_id)
        if self._removal.is_removing(card.folder):
            card = replace(card, state=CardState.REMOVING, progress=None, failure=None)
        if card.state is CardState.LOADED:
            card = replace(card, memory=self._backend.memory_use)
        failure = card.failure or self._choice.refused.get(card.id)
        return replace(card, failure=failure, tokens_per_second=self._speeds.of(card.id))

    def _looked_at(self) -> tuple[ModelCard, ...]:
        added = tuple(Path(folder) for folder in self._preferences.added_models)
        shelf = Shelf(self._folder, self._elsewhere, added, self._demo, self._sources.named)
        return cards_on(shelf, self._catalog, self._memory.machine)

    def _is_moving(self) -> bool:
        """Then nothing may be deleted, and it was said so."""
        if self.moving is None:
            return False
        said = sentence("The models folder is being moved: please wait until that is done.")
        self._refuse(FailureKind.STORAGE, said)
        return True

    def _find(self, model_id: str) -> ModelCard | None:
        return next((card for card in self.cards if card.id == model_id), None)

    def _refuse(self, kind: FailureKind, *said: Sentence) -> None:
        self.failed.emit(failure_of(kind, *said))

    def _announce_soon(self) -> None:
        if not self._announce.isActive():
            self._announce.start()
