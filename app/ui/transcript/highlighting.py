"""What the parts of code are, line by line while it is written, by Pygments' lexers.

A lexer's states are kept from the end of one line to the beginning of the next, so that a line is read once. What only
a later line can tell (a comment over several lines that Pygments takes in one bite) is found by ``all_lines``, when the
code is over. A language that is not named is not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.ui.transcript.code_colours import Part
from app.ui.transcript.lexers_coming import lexer_coming

if TYPE_CHECKING:
    from pygments.lexer import Lexer

MAX_LINE = 2_000  # characters; longer lines keep one colour, as do the ones of regular expressions gone wild
TOKENS = 200  # that are read in one go: about a millisecond


@dataclass(frozen=True, slots=True)
class Span:
    """``length`` characters of a line from ``start`` on."""

    start: int
    length: int
    part: Part


Spans = tuple[Span, ...]


class Highlighter:
    """``line(text)`` for each line in order. Without a lexer, every line has no spans.

    The lexer of a language may still have to be loaded: who begins before it ``is_ready`` gets no spans.
    """

    def __init__(self, language: str) -> None:
        self._coming = lexer_coming(language)
        self._states = ["root"]

    @property
    def is_ready(self) -> bool:
        return self._coming.done()

    @property
    def has_colours(self) -> bool:
        return self._lexer is not None

    @property
    def language(self) -> str:
        """Its name as people write it; empty for one that is not known."""
        return "" if self._lexer is None else str(self._lexer.name)

    @property
    def _lexer(self) -> Lexer | None:
        return self._coming.result() if self._coming.done() else None

    def line(self, text: str) -> Spans:
        lexer = self._lexer
        if lexer is None or len(text) > MAX_LINE:
            return ()
        from app.ui.transcript.lexing import tokens_of_line

        return _spans(tokens_of_line(lexer, text + "\n", self._states), len(text))

    def all_lines(self, code: str) -> Iterator[Spans | None]:
        """As the lexer reads the code as a whole, lazily. None after some tokens of a line: it is still being read."""
        lexer = self._lexer
        if lexer is None:
            return
        from app.ui.transcript.lexing import part_of

        lines = code.split("\n")
        at, start, found = 0, 0, list[Span]()
        for count, (token_start, kind, text) in enumerate(lexer.get_tokens_unprocessed(code + "\n"), 1):
            part = part_of(kind)
            begin, end = token_start, token_start + len(text)
            while at < len(lines) and end > start + len(lines[at]):
                stop = start + len(lines[at])
                if part is not None and begin < stop:
                    found.append(Span(begin - start, stop - begin, part))
                yield tuple(found) if len(lines[at]) <= MAX_LINE else ()
                found = []
                start, begin, at = stop + 1, max(begin, stop + 1), at + 1
            if part is not None and begin < end:
                found.append(Span(begin - start, end - begin, part))
            if count % TOKENS == 0:
                yield None
        while at < len(lines):
            yield tuple(found)
            found, at = [], at + 1


def _spans(tokens: Iterator[tuple[int, Any, str]], length: int) -> Spans:
    from app.ui.transcript.lexing import part_of

    found: list[Span] = []
    for start, kind, text in tokens:
        part = part_of(kind)
        size = min(len(text), length - start)
        if part is not None and size > 0:
            found.append(Span(start, size, part))
    return tuple(found)
