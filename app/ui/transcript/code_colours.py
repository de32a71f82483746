"""The colours of code by what its parts are, for each of the window's looks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.ui.tokens import DARK, DARK_HIGH, LIGHT, LIGHT_HIGH, Tokens


class Part(StrEnum):
    """What a part of a line of code is; what is none of these has the colour of text."""

    KEYWORD = "keyword"
    NAME = "name"  # being defined or called
    TYPE = "type"  # and what the language brings
    STRING = "string"
    NUMBER = "number"
    COMMENT = "comment"
    MARK = "mark"  # decorators, attributes, headings
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class CodeColours:
    """``#rrggbb`` each; at least 4.5 : 1 on the ground of code, 7 : 1 with high contrast."""

    keyword: str
    name: str
    type: str
    string: str
    number: str
    comment: str
    mark: str
    added: str
    removed: str

    def of(self, part: Part) -> str:
        return str(getattr(self, part.value))


_LIGHT = CodeColours("#8a1d9e", "#0b5cad", "#0b6a66", "#a8321d", "#3a46b8", "#65656d", "#8a5200", "#1a6a34", "#b3261e")
_DARK = CodeColours("#d7a3ff", "#7db8ff", "#6fd3c7", "#ffa08d", "#a9b4ff", "#9c9ca6", "#ffc266", "#7ddb97", "#ff958d")
_LIGHT_HIGH = CodeColours(
    "#6a0f7c", "#063f7a", "#07514f", "#8a1f10", "#262f8f", "#4a4a50", "#663c00", "#0f4d24", "#8f1a13"
)
_DARK_HIGH = CodeColours(
    "#e6c2ff", "#a8d2ff", "#9ae6dc", "#ffbfb3", "#c6ceff", "#c0c0c8", "#ffd699", "#a5ebba", "#ffb8b2"
)


def colours_for(tokens: Tokens) -> CodeColours:
    if tokens is DARK:
        return _DARK
    if tokens is DARK_HIGH:
        return _DARK_HIGH
    return _LIGHT_HIGH if tokens is LIGHT_HIGH else _LIGHT


LOOKS = (LIGHT, DARK, LIGHT_HIGH, DARK_HIGH)
