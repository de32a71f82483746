"""Where words stand in a conversation: in questions, reasoning and answers, as they are read, not as written.

No widgets. The lines of an answer are those of its blocks, without marks of Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.chat.conversation import Turn, TurnId
from app.ui.reasoning.formulas import formulas_in
from app.ui.transcript.blocks import (
    Block,
    Code,
    Footnote,
    Formula,
    Heading,
    ListBlock,
    Paragraph,
    Plain,
    Quote,
    Rule,
    Runs,
    Table,
)
from app.ui.transcript.formula_object import OBJECT_CHARACTER
from app.ui.transcript.parsing import parse

PARSED = 20_000  # characters; a longer answer is looked through as it was written


class Part(StrEnum):
    QUESTION = "question"
    REASONING = "reasoning"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Hit:
    """The ``ordinal``-th place, from 0, in that part of that turn."""

    turn: TurnId
    part: Part
    ordinal: int


def lines_of(turn: Turn) -> dict[Part, tuple[str, ...]]:
    """In small letters."""
    reply = turn.reply
    answer = "\n\n".join(filter(None, (*reply.preambles, reply.answer)))
    lines = answer.split("\n") if len(answer) > PARSED else _lines(tuple(each.block for each in parse(answer)))
    return {
        Part.QUESTION: tuple(turn.prompt.lower().split("\n")),
        Part.REASONING: tuple(_drawn(line).lower() for line in reply.reasoning.split("\n")),
        Part.ANSWER: tuple(line.lower() for line in lines),
    }


def _drawn(line: str) -> str:
    """Of reasoning: a formula is drawn, its source is not read."""
    found, _ = formulas_in(line, is_over=True)
    at, shown = 0, ""
    for each in found:
        shown += line[at : each.start] + OBJECT_CHARACTER
        at = each.end
    return shown + line[at:]


def plain_text(answer: str) -> str:
    """As it is read, formulas as they were written."""
    return "\n".join(_lines(tuple(each.block for each in parse(answer)), has_sources=True))


def hits_in(turn: TurnId, lines: dict[Part, tuple[str, ...]], words: str) -> list[Hit]:
    wanted = words.lower()
    return [
        Hit(turn, part, ordinal)
        for part, texts in lines.items()
        for ordinal in range(sum(text.count(wanted) for text in texts))
    ]


def _lines(blocks: tuple[Block, ...], *, has_sources: bool = False) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(runs) | Heading(_, runs):
                yield _words(runs, has_sources=has_sources)
            case Code(_, text) | Plain(text):
                yield from text.split("\n")
            case ListBlock(items=items):
                for item in items:
                    yield from _lines(item, has_sources=has_sources)
            case Quote(inner) | Footnote(_, inner):
                yield from _lines(inner, has_sources=has_sources)
            case Table(rows=rows):
                for row in rows:
                    yield from (_words(cell, has_sources=has_sources) for cell in row)
            case Formula(source) if has_sources:
                yield source
            case Formula() | Rule():
                pass


def _words(runs: Runs, *, has_sources: bool) -> str:
    """A formula is drawn: its source is not read."""
    return "".join(OBJECT_CHARACTER if run.tex and not has_sources else run.text for run in runs)
