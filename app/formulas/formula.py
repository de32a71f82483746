"""What is asked of the process that draws formulas, and what it answers: values without Qt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tex:
    """A formula as it was written, without its marks. ``is_displayed``: larger, with limits above and below."""

    text: str
    is_displayed: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """A drawn formula. Lengths in em, downwards from the baseline; ``depth`` is what hangs below it.

    ``path``: the filled outline as Qt's QDataStream writes a QPainterPath, so that the window reads it at once.
    """

    width: float
    ascent: float
    depth: float
    path: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """It cannot be drawn as it is meant. ``reason``: in technical words, for logs and tests."""

    reason: str


Drawing = Outline | Refusal
