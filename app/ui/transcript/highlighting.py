"""What the parts of code are, line by line while it is written, by Pygments' lexers.

A lexer's states are kept from the end of one line to the beginning of the next, so that a line is read once. What only
a later line can tell (a comment over several lines that Pygments takes in one bite) is found by ``all_lines``, when the
code is over. A language that is not named is not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.ui.transcript.code_colours import Part

MAX_LINE = 2_000  # characters; longer lines keep one colour, as do the ones of regular expressions gone wild


@dataclass(frozen=True, slots=True)
class Span:
    """``length`` characters of a line from ``start`` on."""

    start: int
    length: int
    part: Part


Spans = tuple[Span, ...]


class Highlighter:
    """``line(text)`` for each line in order. Without a lexer for the language, every line has no spans."""

    def __init__(self, language: str) -> None:
        self._lexer = _lexer(language)
        self._states = ["root"]

    @property
    def language(self) -> str:
        """Its name as people write it; empty for one that is not known."""
        return "" if self._lexer is None else str(self._lexer.name)

    def line(self, text: str) -> Spans:
        lexer = self._lexer
        if lexer is None or len(text) > MAX_LINE:
            return ()
        from app.ui.transcript.lexing import tokens_of_line

        return _spans(tokens_of_line(lexer, text + "\n", self._states), len(text))

    def all_lines(self, code: str) -> Iterator[Spans]:
        """As the lexer reads the code as a whole, lazily."""
        if self._lexer is None:
            return
        from app.ui.transcript.lexing import part_of

        lines = code.split("\n")
        at, start, found = 0, 0, list[Span]()
        for token_start, kind, text in self._lexer.get_tokens_unprocessed(code + "\n"):
            part = part_of(kind)
            begin, end = token_start, token_start + len(text)
            while at < len(lines) and end > start + len(lines[at]):
                stop = start + len(lines[at])
                if part is not None and begin < stop:
                    found.append(Span(begin - start, stop - begin, part))
                yield tuple(found)
                found = []
                start, begin, at = stop + 1, max(begin, stop + 1), at + 1
            if part is not None and begin < end:
                found.append(Span(begin - start, end - begin, part))
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


def warm_up() -> None:
    """Loads Pygments ahead of the first code: a pause that nobody sees while nothing happens."""
    import app.ui.transcript.lexing  # noqa: F401  # for what it loads


def _lexer(language: str) -> Any:
    if not language:
        return None
    from app.ui.transcript.lexing import lexer_for

    return lexer_for(language)
