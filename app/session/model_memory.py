"""Whether a model fits into the memory that is free now, asked each time before one is loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import sentence
from app.models.fit import LEAST_CONTEXT, Fit, MachineMemory, Verdict, judge
from app.models.folder import FolderError, look_into
from app.session.preferences import Preferences

ReadMemory = Callable[[], MachineMemory]


class ModelMemory:
    """``read``: of this machine, now."""

    def __init__(self, *, read: ReadMemory, preferences: Preferences) -> None:
        self._read = read
        self._preferences = preferences

    @property
    def machine(self) -> MachineMemory:
        return self._read()

    def insist(self, folder: Path) -> None:
        """The person knows that it may be slow, and wants this model nevertheless, today and tomorrow."""
        others = tuple(held for held in self._preferences.insisted_models if held != str(folder))
        self._preferences.insisted_models = (*others, str(folder))

    def refusal(self, folder: Path, *, label: str, held_bytes: int = 0) -> Failure | None:
        """None if it may be tried. A folder that cannot be understood is the engine's business, which says why.

        ``held_bytes``: what the engine holds now and gives back before it loads another model.
        """
        try:
            model = look_into(folder)
        except FolderError:
            return None
        machine = self._read()
        if machine.free_bytes is not None:
            machine = replace(machine, free_bytes=machine.free_bytes + held_bytes)
        # With the least context: what is free changes by the minute, and a conversation mostly takes far less than all.
        verdict = judge(model.shape, model.weight_bytes, machine, LEAST_CONTEXT)
        if verdict.fit is Fit.WONT or (verdict.fit is Fit.SWAPS and not self._is_insisted(folder)):
            return _failure(label, verdict)
        return None

    def _is_insisted(self, folder: Path) -> bool:
        return str(folder) in self._preferences.insisted_models


def _failure(label: str, verdict: Verdict) -> Failure:
    said = sentence("{name} was not loaded.", name=label)
    detail = f"{verdict.fit}: needs {verdict.need_bytes} bytes"
    return failure_of(FailureKind.OUT_OF_MEMORY, said, *verdict.sentences, detail=detail)
