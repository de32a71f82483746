"""What a person is shown of one model: a value, rebuilt whenever anything about it changes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.chat.failure import Failure


class CardState(StrEnum):
    """Where a model stands. Only the last three can be chosen; an engine that sleeps has its model on disk."""

    ABSENT = "absent"
    DOWNLOADING = "downloading"
    PAUSED = "paused"
    FAILED = "failed"  # to download, or to load; see ``ModelCard.failure``
    ON_DISK = "on_disk"
    LOADING = "loading"
    LOADED = "loaded"

    @property
    def is_on_disk(self) -> bool:
        return self in (CardState.ON_DISK, CardState.LOADING, CardState.LOADED)


class Fit(StrEnum):
    """Whether a model runs on this machine, whatever else is open now."""

    FITS = "fits"
    SHORT = "short"  # with less context than the model can; see ``ModelCard.context_tokens``
    SWAPS = "swaps"  # it loads, and slows the whole machine down
    WONT = "wont"


@dataclass(frozen=True, slots=True)
class Progress:
    """Of a download: bytes, and what is known of its pace. Of loading: thousandths in place of bytes.

    ``is_verifying``: all is there and the checksums are read.
    """

    done: int
    total: int
    bytes_per_second: float | None = None
    seconds_left: float | None = None
    is_verifying: bool = False

    @property
    def fraction(self) -> float:
        """0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Machine:
    """What this machine offers a model, in bytes. ``gpu_bytes``: the most that the GPU may use of the memory."""

    memory_bytes: int
    gpu_bytes: int
    free_bytes: int


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One model.

    ``id``: of the catalogue, or the absolute folder of a model that was found or added. ``parameters``: in words, such
    as "21 B, 3.6 B active". ``fit`` with ``reason``, a sentence: None and empty while it is not known. ``folder``: None
    while it is not on disk. ``frees_bytes``: what removing it gives back, 0 where that is not ours to remove.
    ``tokens_per_second``: measured on this machine, None before it has run. ``is_current``: it answers, or will as soon
    as it is loaded.
    """

    id: str
    label: str
    maker: str = ""
    licence: str = ""
    sentence: str = ""
    size_bytes: int = 0
    parameters: str = ""
    state: CardState = CardState.ABSENT
    fit: Fit | None = None
    reason: str = ""
    context_tokens: int | None = None
    progress: Progress | None = None
    failure: Failure | None = None
    is_demo: bool = False
    is_default: bool = False
    is_current: bool = False
    is_found: bool = False  # by looking around on this disk, or added by hand; not in the catalogue
    folder: Path | None = None
    frees_bytes: int = 0
    tokens_per_second: float | None = None
