"""What a person is shown of one model: a value, rebuilt whenever anything about it changes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.chat.exchange import MemoryUse as MemoryUse
from app.chat.failure import Failure
from app.chat.sentence import Sentence
from app.models.fit import Fit as Fit  # the window shows it
from app.models.fit import MachineMemory as MachineMemory
from app.models.fit import Verdict as Verdict
from app.session.download import Download


class CardState(StrEnum):
    """Where a model stands. Only the last three can be chosen; an engine that sleeps has its model on disk."""

    ABSENT = "absent"
    DOWNLOADING = "downloading"
    PAUSED = "paused"
    REMOVING = "removing"  # its files are being deleted
    FAILED = "failed"  # to download, or to load; see ``ModelCard.failure``
    ON_DISK = "on_disk"
    LOADING = "loading"
    LOADED = "loaded"

    @property
    def is_on_disk(self) -> bool:
        return self in (CardState.ON_DISK, CardState.LOADING, CardState.LOADED)


@dataclass(frozen=True, slots=True)
class Progress:
    """Of a download: bytes, and what is known of its pace. Of loading: thousandths in place of bytes.

    ``is_verifying``: all is there and the checksums are read. ``notice``: why a download waits to try again,
    while it does.
    """

    done: int
    total: int
    bytes_per_second: float | None = None
    seconds_left: float | None = None
    is_verifying: bool = False
    notice: Sentence | None = None

    @property
    def fraction(self) -> float:
        """0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One model.

    ``id``: of the catalogue, or the absolute folder of a model that was found or added. ``parameters``: such as
    "21 B, 3.6 B active". ``verdict``: whether it fits this machine, None where that is not known. ``folder``: None
    while it is not on disk. ``frees_bytes``: what removing it gives back, 0 where that is not ours to remove.
    ``memory``: what the engine holds, while it has this model loaded. ``repository``:
    "owner/name" on the hub, of one that is not in the catalogue.
    ``failure``: why the download, or loading it, did not work the last time. ``download``: while it is not done, for
    what can be offered next. ``tokens_per_second``: measured on this machine, None before it has run. ``is_current``:
    it answers, or will as soon as it is loaded. ``is_found``: it is on this disk and not in the catalogue,
    ``is_added``: because somebody added it by hand.
    """

    id: str
    label: str
    maker: str = ""
    licence: str = ""
    sentence: str = ""
    size_bytes: int = 0
    parameters: Sentence | None = None
    state: CardState = CardState.ABSENT
    verdict: Verdict | None = None
    progress: Progress | None = None
    failure: Failure | None = None
    is_demo: bool = False
    is_default: bool = False
    is_current: bool = False
    is_found: bool = False
    is_added: bool = False
    folder: Path | None = None
    frees_bytes: int = 0
    download: Download | None = None
    tokens_per_second: float | None = None
    repository: str = ""
    memory: MemoryUse | None = None
