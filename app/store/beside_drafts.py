"""What belongs to drafts and is none, as the text of a row beside them: files that are still being read, and the
persona of the conversation that has not begun."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

Reading = tuple[str, Path]  # the place for which it is read
Persona = tuple[str, str]  # its name and its text

NO_PERSONA: Persona = ("", "")


def text_of_readings(readings: Iterable[Reading]) -> str:
    """Empty for none. A path that is no text comes back as it was: JSON writes its odd bytes as escapes."""
    pairs = [[place, str(path)] for place, path in readings]
    return json.dumps(pairs) if pairs else ""


def readings_of(text: str) -> tuple[Reading, ...]:
    """None of a damaged row: the files themselves are where they were."""
    match _parsed(text):
        case list() as pairs:
            return tuple(
                (place, Path(path))
                for place, path in (pair for pair in pairs if isinstance(pair, list) and len(pair) == 2)
                if isinstance(place, str) and isinstance(path, str)
            )
    return ()


def text_of_persona(persona: Persona) -> str:
    return json.dumps(persona, ensure_ascii=False) if any(persona) else ""


def persona_of(text: str) -> Persona:
    match _parsed(text):
        case [str() as name, str() as instructions]:
            return name, instructions
    return NO_PERSONA


def _parsed(text: str) -> object:
    try:
        parsed: object = json.loads(text)
    except ValueError:
        return None
    return parsed
