"""The end of a text that is still being written, so changed that no mark of Markdown flashes up.

Pure text in, text out; only what is shown is changed, never what is kept. What is begun is taken as if it were
finished: bold text is bold from its first letter, a link shows its words, the head of a table waits for the next line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.ui.transcript.math_rules import formula_at

_BLANK_LINE = re.compile(r"\n[ \t]*\n")
# A line that is no more than a mark yet: of a heading, list, quote, rule, table, fence, emphasis.
_BARE_MARK = re.compile(
    r"[ \t]*(?:#{1,6}|[-*+]|\d{1,9}[.)]?|>[> ]*|[-*+] ?\[[ xX]?\]?|[-=_]+|\|.*|`+\w*|~+|[*_]+|\[\^?|!\[?)[ \t]*"
)
_TABLE_LINE = re.compile(r"[ \t]*\|")
_LINK_WORDS = re.compile(r"(!?)\[([^\[\]]*)(\](\()?)?")
LOOKED_BACK = 2_000  # characters in which the beginning of an unfinished link is looked for
_PARTIAL_AUTOLINK = re.compile(r"<(?:https?|mailto)?[^\s<>]*\Z")
_PARTIAL_ENTITY = re.compile(r"&#?\w{0,12}\Z")
_TICKS = re.compile(r"`+")
_CODE_OR_FORMULA = re.compile(r"`+|\$|\\[\[(]")
_RUN = re.compile(r"\*+|_+|~+")


def repaired(tail: str) -> str:
    """``tail``: the blocks that are not settled yet, the last of them perhaps unfinished."""
    start = 0
    for blank in _BLANK_LINE.finditer(tail):
        start = blank.end()
    kept, last = tail[:start], tail[start:]
    return kept + _repaired_block(last)


def _repaired_block(text: str) -> str:
    if not text or text.startswith(("    ", "\t", "$$", "\\[", "\\begin{")):  # code and displayed formulas
        return text
    text = _without_bare_last_line(text)
    text = _without_table_head(text)
    return _closed(text)


def _without_bare_last_line(text: str) -> str:
    before, newline, line = text.rpartition("\n")
    return before + newline if _BARE_MARK.fullmatch(line) else text


def _without_table_head(text: str) -> str:
    """A line that begins with a bar is not shown before the line below it says whether it is a table."""
    *_, line = text.rstrip("\n").rpartition("\n")
    return text[: len(text.rstrip("\n")) - len(line)] if _TABLE_LINE.match(line) and text.count("\n") < 2 else text


@dataclass(slots=True)
class _Opener:
    mark: str
    at: int


def _closed(text: str) -> str:
    """With everything closed that is open inside a line of text."""
    open_code = _open_code(text)
    if open_code is not None:
        return _with_closers(text, [open_code])
    text = _PARTIAL_ENTITY.sub("", text)
    if text.endswith("\\"):
        text = text[:-1]
    text = _PARTIAL_AUTOLINK.sub("", text)
    text = _without_link_mark(text)
    return _with_closers(text, _open_emphasis(text))


def _without_link_mark(text: str) -> str:
    """Of a link that is still being written, its words."""
    links = list(_LINK_WORDS.finditer(text, max(0, len(text) - LOOKED_BACK)))
    if not links or _in_code(text, links[-1].start()):
        return text
    link = links[-1]
    address = text[link.end() :]
    is_partial = _is_open_address(address) if link[4] else not address
    return text[: link.start()] + link[2] if is_partial else text


def _is_open_address(text: str) -> bool:
    depth = 1
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if depth == 0 or letter == "\n":
            return False
    return True


def _open_code(text: str) -> _Opener | None:
    at = 0
    while opening := _TICKS.search(text, at):
        if opening.start() and text[opening.start() - 1] == "\\":
            at = opening.start() + 1
            continue
        closing = next((m for m in _TICKS.finditer(text, opening.end()) if len(m[0]) == len(opening[0])), None)
        if closing is None:
            return _Opener(opening[0], opening.start())
        at = closing.end()
    return None


def _in_code(text: str, at: int) -> bool:
    return any(start <= at < end for start, end in _code_spans(text))


def _code_spans(text: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    while opening := _CODE_OR_FORMULA.search(text, at):
        if opening[0][0] != "`":
            formula = formula_at(text, opening.start())
            at = formula[0] if formula is not None else opening.start() + 1
            if formula is not None:
                spans.append((opening.start(), at))
            continue
        closing = next((m for m in _TICKS.finditer(text, opening.end()) if len(m[0]) == len(opening[0])), None)
        if closing is None:
            break
        spans.append((opening.start(), closing.end()))
        at = closing.end()
    return spans


def _open_emphasis(text: str) -> list[_Opener]:
    """A near guess at CommonMark's delimiter runs: enough for text that a model writes."""
    spans = _code_spans(text)
    stack: list[_Opener] = []
    for run in _RUN.finditer(text):
        if any(start <= run.start() < end for start, end in spans):
            continue
        if run.start() and text[run.start() - 1] == "\\":
            continue
        mark, before, after = run[0], text[: run.start()][-1:], text[run.end() :][:1]
        if mark[0] == "~" and len(mark) != 2 and after:
            continue
        # Left- and right-flanking. Source: CommonMark Spec 0.31.2, section 6.2.
        can_open = bool(after.strip()) and (after.isalnum() or not before.isalnum())
        can_close = bool(before.strip()) and (before.isalnum() or not after.isalnum())
        if mark[0] == "_" and before.isalnum() and after.isalnum():
            continue
        left = len(mark)
        while can_close and left and mark != "~" and (held := _last_of(stack, mark[0])) is not None:
            used = min(left, len(held.mark))
            left -= used
            rest = held.mark[used:]
            del stack[stack.index(held) + 1 :]
            if rest:
                held.mark = rest
            else:
                stack.remove(held)
        if left and (can_open or not after):
            stack.append(_Opener(mark[0] * left, run.end() - left))
    return stack


def _last_of(stack: list[_Opener], letter: str) -> _Opener | None:
    return next((opener for opener in reversed(stack) if opener.mark[0] == letter), None)


def _with_closers(text: str, openers: list[_Opener]) -> str:
    """Closes what has words after it; a mark with nothing after it is left out."""
    body = text.rstrip()
    space = text[len(body) :]
    closers = ""
    for opener in reversed(openers):
        end = opener.at + len(opener.mark)
        if end >= len(body):
            body = body[: opener.at].rstrip(" ") + body[end:]
        elif opener.mark[0] in "`~" and body.endswith(opener.mark[0]):
            body = body.rstrip(opener.mark[0])  # half of the mark that closes it
            closers += opener.mark
        else:
            closers += opener.mark
    return body + closers + (space if not closers or "\n" not in space else "")
