"""Pygments, as far as it is used: a lexer by the name of a language, its tokens line by line, and what they are.

Imported by the thread of ``lexers_coming``, since Pygments' table of languages takes a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pygments.lexers
from pygments.lexer import ExtendedRegexLexer, Lexer, RegexLexer
from pygments.lexers._mapping import LEXERS
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, Operator, String, _TokenType
from pygments.util import ClassNotFound

from app.ui.transcript.code_colours import Part

Tokens = Iterator[tuple[int, Any, str]]

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


def tokens_of_line(lexer: Lexer, text: str, states: list[str]) -> Tokens:
    """Of a line with its newline. ``states``: the lexer's, at its beginning and afterwards at its end."""
    if isinstance(lexer, RegexLexer) and not isinstance(lexer, ExtendedRegexLexer):
        return _tokens(lexer, text, states)
    return iter(lexer.get_tokens_unprocessed(text))


@cache
def part_of(kind: _TokenType) -> Part | None:
    return next((part for family, part in _PARTS if kind in family), None)


@cache
def _aliases() -> dict[str, str]:
    """Only Pygments' own lexers: plug-ins of whoever else is installed are not looked for."""
    return {alias: aliases[0] for _, _, aliases, _, _ in LEXERS.values() for alias in aliases if aliases}


def lexer_for(language: str) -> Lexer | None:
    alias = _aliases().get(language.lower().strip("{}.:"))
    if alias is None or alias == "text":
        return None
    try:
        return pygments.lexers.get_lexer_by_name(alias)
    except ClassNotFound:
        return None


def _tokens(lexer: RegexLexer, text: str, states: list[str]) -> Tokens:
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
