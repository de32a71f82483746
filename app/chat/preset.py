"""Texts that are kept for use again: prompts go into the box, personas into a conversation's developer message."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PresetKind(StrEnum):
    PROMPT = "prompt"
    PERSONA = "persona"


@dataclass(frozen=True, slots=True)
class Preset:
    """``created_at``: seconds since 1970, UTC; they are listed in that order."""

    id: str
    kind: PresetKind
    name: str
    text: str
    created_at: float = 0.0
