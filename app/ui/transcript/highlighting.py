"""What the parts of code are, line by line while it is written, by Pygments' lexers.

A lexer's states are kept from the end of one line to the beginning of the next, so that a line is read once. What only
a later line can tell (a comment over several lines that Pygments takes in one bite) is found by ``all_lines``, when the
code is over. A language that is not named is not guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pygments.lexers
from pygments.lexer import ExtendedRegexLexer, Lexer, RegexLexer
from pygments.lexers._mapping import LEXERS
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, Operator, String, _TokenType
from pygments.util import ClassNotFound

from app.ui.transcript.code_colours import Part

MAX_LINE = 2_000  # characters; longer lines keep one colour, as do the ones of regular expressions gone wild

_PARTS: tuple[tuple[Any, Part | None], ...] = (  # the first that holds the token counts
    (Comment.Preproc, Part.MARK),
    (Comment, Part.COMMENT),
    (String.Interpol, None),
    (String.Escape, Part.MARK),
    (String, Part.STRING),
    (Number, Part.NUMBER),
    (Literal, Part.STRING),
    (Keyword.Type, Part.TYPE),
    (Keyword, Part.KEYWORD),
    (Operator.Word, Part.KEYWORD),
    (Name.Function, Part.NAME),
    (Name.Class, Part.TYPE),
    (Name.Builtin, Part.TYPE),
    (Name.Exception, Part.TYPE),
    (Name.Decorator, Part.MARK),
    (Name.Attribute, Part.NAME),
    (Name.Tag, Part.KEYWORD),
    (Name.Constant, Part.NUMBER),
    (Generic.Heading, Part.MARK),
    (Generic.Subheading, Part.MARK),
    (Generic.Inserted, Part.ADDED),
    (Generic.Deleted, Part.REMOVED),
)


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
        has_states = isinstance(lexer, RegexLexer) and not isinstance(lexer, ExtendedRegexLexer)
        text, length = text + "\n", len(text)
        return _spans(_tokens(lexer, text, self._states) if has_states else lexer.get_tokens_unprocessed(text), length)

    def all_lines(self, code: str) -> Iterator[Spans]:
        """As the lexer reads the code as a whole, lazily."""
        if self._lexer is None:
            return
        lines = code.split("\n")
        at, start, found = 0, 0, list[Span]()
        for token_start, kind, text in self._lexer.get_tokens_unprocessed(code + "\n"):
            part = _part(kind)
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


def _spans(tokens: Iterator[tuple[int, _TokenType, str]], length: int) -> Spans:
    found: list[Span] = []
    for start, kind, text in tokens:
        part = _part(kind)
        size = min(len(text), length - start)
        if part is not None and size > 0:
            found.append(Span(start, size, part))
    return tuple(found)


@cache
def _part(kind: _TokenType) -> Part | None:
    return next((part for family, part in _PARTS if kind in family), None)


@cache
def _aliases() -> dict[str, str]:
    """Only Pygments' own lexers: plug-ins of whoever else is installed are not looked for."""
    return {alias: aliases[0] for _, _, aliases, _, _ in LEXERS.values() for alias in aliases if aliases}


def _lexer(language: str) -> Lexer | None:
    alias = _aliases().get(language.lower().strip("{}.:"))
    if alias is None or alias == "text":
        return None
    try:
        return pygments.lexers.get_lexer_by_name(alias)
    except ClassNotFound:
        return None


def _tokens(lexer: RegexLexer, text: str, states: list[str]) -> Iterator[tuple[int, _TokenType, str]]:
    """``RegexLexer.get_tokens_unprocessed`` of Pygments 2.21, but the states are the caller's and are left to it."""
    rules: dict[str, list[tuple[Callable[..., Any], Any, Any]]] = lexer._tokens
    at = 0
    while at < len(text):
        for match_at, action, new in rules[states[-1]]:
            match = match_at(text, at)
            if match is None:
                continue
            if type(action) is _TokenType:
                yield at, action, match.group()
            elif action is not None:
                yield from action(lexer, match)
            at = match.end()
            _enter(states, new)
            break
        else:
            if text[at] == "\n":
                states[:] = ["root"]
            at += 1


def _enter(states: list[str], new: Any) -> None:
    for step in new if isinstance(new, tuple) else (new,):
        if step is None:
            continue
        if isinstance(step, int):
            del states[max(1, len(states) + step) :]
        elif step == "#pop":
            del states[max(1, len(states) - 1) :]
        else:
            states.append(states[-1] if step == "#push" else step)
