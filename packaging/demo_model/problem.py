"""What one generated question is, and the three lengths of its reasoning."""

from __future__ import annotations

from dataclasses import dataclass

EFFORTS = ("low", "medium", "high")


class Slip(str):
    """Steps with a deliberate mistake, for practice in finding it; the loss leaves them out, so it is not learnt."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """`pieces` is the analysis in order; `answer` is what the final text must contain between ** and ** (or be)."""

    task: str
    prompt: str
    pieces: tuple[str, ...]
    final: str
    answer: str
    guessed: bool = False


def analysis(effort: str, guess: str, steps: list[str | Slip]) -> tuple[str, ...]:
    return (guess,) if effort == "low" else tuple(steps)


def in_japanese(text: str) -> str:
    """What the analysis begins with if the question is Japanese: said while the question is near, for the answer."""
    return "Japanese. " if any("\u3040" <= c <= "\u30ff" for c in text) else ""
