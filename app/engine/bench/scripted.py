"""A conversation whose tokens are counted: 8 turns, regenerated, edited, left for other chats and come back to.

Each side is asked the same, and counts what it reads until its first token; how many that are does not depend on the
weights. Its first question is not counted: what a side knows of the system message is its own affair.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.chat.prompt import Prompt
from app.engine.bench.check import Check
from app.engine.bench.first_token import Side
from app.engine.bench.talk import ANSWER_TOKENS, QUESTION_TOKENS, Talk, alone, words
from app.harmony.vocabulary import Vocabulary

NAME = "tokens read in the scripted conversation"
TURNS, OTHER_CHATS, OTHER_TOKENS = 8, 6, 40
EDITS = ((7, 62), (3, 41), (2, 41))  # the turn, and the tokens of its new question
FRAME_TOKENS = 6  # of a question, besides its words
# Of each counted request: its own words, a turn's and an edit's; a regeneration makes its first token anew.
MOST_EACH = (
    *((QUESTION_TOKENS + FRAME_TOKENS,) * (TURNS - 1)),
    1,
    *(length + FRAME_TOKENS for _, length in EDITS),
    *((QUESTION_TOKENS + FRAME_TOKENS,) * 2),
)
LEAST_GAIN = 1 / 5  # of what any peer was seen to read
CHAT = "scripted"
_SEED = 1000  # of texts that nobody has read before


@dataclass(frozen=True, slots=True)
class Asked:
    prompt: Prompt
    conversation: str = CHAT


@dataclass(frozen=True, slots=True)
class Rested:
    """There is time until the next question, which may come after these messages."""

    prompt: Prompt


def steps(vocabulary: Vocabulary) -> Iterator[Asked | Rested]:
    told = _talk(vocabulary)
    for turn in range(TURNS):
        yield Asked(told.asked(turn))
        yield Rested(told.answered(turn))
    yield Asked(told.asked(TURNS - 1))
    yield Rested(told.answered(TURNS - 1))
    for number, (turn, length) in enumerate(EDITS):
        question = words(vocabulary, length, _SEED + 300 + number)
        edited = Talk((*told.turns[: turn - 1], (question, words(vocabulary, ANSWER_TOKENS, _SEED + 400 + number))))
        yield Asked(edited.asked(turn - 1))
        yield Rested(edited.answered(turn - 1))
    yield Asked(told.edited(TURNS, words(vocabulary, QUESTION_TOKENS, _SEED + 500)))
    for other in range(OTHER_CHATS):
        yield Asked(alone(words(vocabulary, OTHER_TOKENS, _SEED + 600 + other)), f"other {other}")
    yield Asked(told.edited(TURNS, words(vocabulary, QUESTION_TOKENS, _SEED + 501)))


def counts(side: Side, vocabulary: Vocabulary) -> list[int]:
    """The tokens that each request reads, but for the first one and those of other chats."""
    read = []
    for step in steps(vocabulary):
        if isinstance(step, Rested):
            side.rest(step.prompt, CHAT)
            continue
        side.first_token(step.prompt, step.conversation)
        if step.conversation == CHAT:
            read.append(side.read_tokens)
    return read[1:]


def own(read: list[int]) -> Check:
    """What is counted is the sum; it holds if no single request reads more than it may."""
    over = sum(max(0, count - most) for count, most in zip(read, MOST_EACH, strict=True))
    most = sum(MOST_EACH)
    return Check(NAME, sum(read) if not over else most + over, most, True, unit="no ratio")


def against(peer: str, mine: list[int], theirs: list[int]) -> Check:
    ratio = sum(mine) / sum(theirs)
    return Check(peer_name(peer), ratio, LEAST_GAIN, True, sum(theirs), sum(mine), "tokens")


def peer_name(peer: str) -> str:
    return f"{NAME}, to {peer}"


def _talk(vocabulary: Vocabulary) -> Talk:
    return Talk(
        tuple(
            (words(vocabulary, QUESTION_TOKENS, _SEED + turn), words(vocabulary, ANSWER_TOKENS, _SEED + 100 + turn))
            for turn in range(TURNS)
        )
    )
