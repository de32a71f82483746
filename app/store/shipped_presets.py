"""The prompts and personas that ship with the app, in the person's language. From then on they are the person's own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from app.chat import plain
from app.chat.preset import Preset, PresetKind

FILE = "presets.json"


@dataclass(frozen=True, slots=True)
class _Shipped:
    kind: PresetKind
    name: str
    text: str


def read_shipped(resources: Path, language: str) -> tuple[Preset, ...]:
    """English where there are none in that language. Raises OSError, ValueError: the installation is damaged."""
    told = json.loads((resources / FILE).read_bytes())
    chosen = language if language in told else "en"
    return tuple(
        Preset(f"shipped-{chosen}-{number}", held.kind, held.name, held.text, float(number))
        for number, held in enumerate(plain.from_plain(_Shipped, each, FILE) for each in told[chosen])
    )
