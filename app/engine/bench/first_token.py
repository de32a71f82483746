"""How long the first token takes: in a long conversation, after an edit, and when it is opened again.

Both sides have the same conversation, prompt by prompt. Between two of them ours does what it does in the app while
nobody asks: it reads the answer as the history will show it. The peer has nothing of that kind. That the question
itself is read while it is typed is measured apart: a question that is pasted and sent at once has nothing of it.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from app.chat.draft import settled
from app.chat.prompt import Prompt
from app.engine.bench.check import Check
from app.engine.bench.talk import QUESTION_TOKENS, Talk, alone, asking, words
from app.harmony.vocabulary import Vocabulary

EDITED_TURN = 1  # the one after the long text
LONG, SHORT = "long", "short"  # the conversations

ReadTyped = Callable[[str, str], None]  # a text that was typed in a conversation, and time to read it


class Kind(StrEnum):
    """Of a first token. EMPTY: in a conversation that holds nothing yet, but that the engine knows of. TYPED and
    EMPTY_TYPED: as NEXT and EMPTY, of a question that was read while it was typed, but for its last words. WHOLE: where
    all of the long text has to be read."""

    NEXT = "next"
    EMPTY = "empty"
    TYPED = "typed"
    EMPTY_TYPED = "empty typed"
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


def play(
    side: Side, talk: Talk, vocabulary: Vocabulary, edits: int, times: Times, read_typed: ReadTyped | None = None
) -> Iterator[str]:
    """Fills ``times``; yields what was done after each step, so that two sides can take turns.

    ``read_typed``: of our side, which alone has a conversation that is empty. The first two turns of the talk are not
    measured: one reads the long text, the other is edited later.
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
            if read_typed is not None:
                side.rest(alone(""), SHORT)
                measure(Kind.EMPTY, alone(words(vocabulary, QUESTION_TOKENS, 200 + turn)), SHORT)
                question = words(vocabulary, QUESTION_TOKENS, 400 + turn)
                for kind, ahead, conversation in (
                    (Kind.TYPED, talk.answered(turn - 1), LONG),
                    (Kind.EMPTY_TYPED, alone(""), SHORT),
                ):
                    side.rest(ahead, conversation)
                    read_typed(settled(question.rsplit(" ", 1)[0]), conversation)
                    measure(kind, asking(ahead, question), conversation)
        side.rest(talk.answered(turn), LONG)
        yield f"turn {turn + 1}"
    for edit in range(edits):
        measure(Kind.EDIT, talk.edited(EDITED_TURN, words(vocabulary, QUESTION_TOKENS, 300 + edit)), LONG)
        yield f"edit {edit + 1}"


def against_empty(context: int, ours: Times, *, is_typed: bool) -> Check:
    """``context``: tokens of the long text. ``is_typed``: for a question that was read while it was typed."""
    pair = (Kind.TYPED, Kind.EMPTY_TYPED) if is_typed else (Kind.NEXT, Kind.EMPTY)
    long, empty = (ours.seconds[kind] for kind in pair)
    return Check(
        name=f"first token{' of a typed question' if is_typed else ''} after {context:,} tokens, to one after none",
        value=statistics.median(one / other for one, other in zip(long, empty, strict=True)),
        bound=1.15,
        is_most=True,
        peer=1000 * statistics.median(empty),
        ours=1000 * statistics.median(long),
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
