"""What the world did wrong, as a value. What we did wrong is an exception and belongs in the crash log."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FailureKind(StrEnum):
    """What went wrong, for code that chooses what to offer next and for translation."""

    ENGINE_LOST = "engine_lost"  # the child process died or hung while it worked
    ENGINE_START = "engine_start"  # it cannot be started at all
    MODEL_MISSING = "model_missing"
    MODEL_UNSAFE = "model_unsafe"  # the folder holds something that we refuse to load
    MODEL_BROKEN = "model_broken"  # it is safe but cannot be loaded
    NOT_READY = "not_ready"  # asked before a model was loaded
    DOWNLOAD = "download"  # a model did not arrive as a whole
    OUT_OF_MEMORY = "out_of_memory"
    PROMPT_EMPTY = "prompt_empty"
    PROMPT_TOO_LONG = "prompt_too_long"
    STORAGE = "storage"  # the data folder cannot be written or read
    ANOTHER_INSTANCE = "another_instance"
    INTERNAL = "internal"  # a fault of ours that was caught at a process border


@dataclass(frozen=True, slots=True)
class Failure:
    """``message``: one sentence for the person (what happened, what was kept, what can be done now).

    ``detail``: technical lines for a "Details" button; never a prompt, a reply or a key.
    """

    kind: FailureKind
    message: str
    detail: str = ""
