"""How long the first token takes: in a long conversation, after an edit, and when it is opened again.

Both sides have the same conversation, prompt by prompt. Between two of them ours does what it does in the app while
nobody asks: it reads the answer as the history will show it. The peer has nothing of that kind.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from app.chat.prompt import Prompt
from app.engine.bench.check import Check
from app.engine.bench.talk import QUESTION_TOKENS, Talk, alone, words
from app.harmony.vocabulary import Vocabulary

EDITED_TURN = 1  # the one after the long text
LONG, SHORT = "long", "short"  # the conversations


class Kind(StrEnum):
    """Of a first token. EMPTY: in a conversation that holds nothing yet, but that the engine knows of. WHOLE: where all
    of the long text has to be read."""

    NEXT = "next"
    EMPTY = "empty"
    EDIT = "edit"
    WHOLE = "whole"


class Side(Protocol):
    read_tokens: int

    def first_token(self, prompt: Prompt, conversation: str, /) -> float:
        """Seconds; ``read_tokens`` are then those that the prompt cost."""

    def rest(self, prompt: Prompt, conversation: str, /) -> None:
        """There is time until the next question, which comes after these messages."""


@dataclass(slots=True)
class Times:
    """Seconds and tokens read, by kind, in the order in which they were taken."""

    seconds: dict[Kind, list[float]] = field(default_factory=lambda: {kind: [] for kind in Kind})
    read_tokens: dict[Kind, list[int]] = field(default_factory=lambda: {kind: [] for kind in Kind})


def play(side: Side, talk: Talk, vocabulary: Vocabulary, edits: int, times: Times, *, has_empty: bool) -> Iterator[str]:
    """Fills ``times``; yields what was done after each step, so that two sides can take turns.

    The first two turns of the talk are not measured: one reads the long text, the other is edited later.
    """

    def measure(kind: Kind, prompt: Prompt, conversation: str) -> None:
        times.seconds[kind].append(side.first_token(prompt, conversation))
        times.read_tokens[kind].append(side.read_tokens)

    for turn in range(len(talk.turns)):
        if turn == 0:
            measure(Kind.WHOLE, talk.asked(turn), LONG)
        elif turn <= EDITED_TURN:
            side.first_token(talk.asked(turn), LONG)
        else:
            measure(Kind.NEXT, talk.asked(turn), LONG)
            if has_empty:
                side.rest(alone(""), SHORT)
                measure(Kind.EMPTY, alone(words(vocabulary, QUESTION_TOKENS, 200 + turn)), SHORT)
        side.rest(talk.answered(turn), LONG)
        yield f"turn {turn + 1}"
    for edit in range(edits):
        measure(Kind.EDIT, talk.edited(EDITED_TURN, words(vocabulary, QUESTION_TOKENS, 300 + edit)), LONG)
        yield f"edit {edit + 1}"


def against_empty(context: int, ours: Times) -> Check:
    """``context``: tokens of the long text."""
    next_, empty = ours.seconds[Kind.NEXT], ours.seconds[Kind.EMPTY]
    return Check(
        name=f"first token after {context:,} tokens, to one after none",
        value=statistics.median(one / other for one, other in zip(next_, empty, strict=True)),
        bound=1.15,
        is_most=True,
        peer=1000 * statistics.median(empty),
        ours=1000 * statistics.median(next_),
        unit="ms",
    )


def against_server(context: int, kind: Kind, ours: Times, theirs: Times) -> Check:
    mine, peer = ours.seconds[kind], theirs.seconds[kind]
    return Check(
        name=server_name(context, kind),
        value=statistics.median(one / other for one, other in zip(mine, peer, strict=True)),
        bound={Kind.NEXT: 1 / 2, Kind.EDIT: 1 / 20}[kind],
        is_most=True,
        peer=1000 * statistics.median(peer),
        ours=1000 * statistics.median(mine),
        unit="ms",
    )


def server_name(context: int, kind: Kind) -> str:
    what = {Kind.NEXT: "the next turn", Kind.EDIT: "an early edit"}[kind]
    return f"first token of {what} at {context:,}, to mlx_lm.server"
