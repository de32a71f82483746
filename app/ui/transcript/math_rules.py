r"""Rules that find TeX in Markdown: ``$…$``, ``\(…\)``, ``$$…$$``, ``\[…\]`` and whole environments.

Additions to markdown-it's own. What opens a displayed formula at the start of a line is one block up to its end or the
next blank line, closed or not, so that nothing which comes later can change what stands above it. Whether a dollar is a
price is decided by its neighbours alone, as by pandoc's ``tex_math_dollars``, and a little more strictly.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

INLINE, DISPLAYED, OPEN = "formula", "formula_displayed", "formula_open"  # types of tokens; OPEN: its end is missing
MAX_TEX = 4_000  # characters of one formula; nobody writes longer ones, and nothing would draw them

ENVIRONMENTS = (
    *("equation", "align", "aligned", "alignat", "gather", "gathered", "multline", "flalign", "eqnarray", "split"),
    *("cases", "array", "matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix"),
)
_BEGIN = re.compile(rf"\\begin\{{((?:{'|'.join(ENVIRONMENTS)})\*?)\}}")
_AFTER_DOLLAR = re.compile(r"(?![0-9A-Za-z$])|(?:th|st|nd|rd|s)\b")  # $n$th is a formula, $A$B are two variables
_PRICE = re.compile(r"[\d.,]+[A-Za-z]?\s+[A-Za-z]{2,}")  # "$5 and 10$"
_END_MARKS = " \t.,;:!?。、，．"  # what may stand after a displayed formula on its line


def add_math(markdown: MarkdownIt) -> None:
    markdown.inline.ruler.before("escape", "formula", _inline)
    markdown.block.ruler.before(
        "fence", "formula", _block, {"alt": ["paragraph", "reference", "blockquote", "list", "table"]}
    )


def formula_at(text: str, at: int) -> tuple[int, str, str] | None:
    """(end, kind, TeX) of the formula that begins exactly there in running text, or None."""
    for opening, closing, kind in (("$$", "$$", DISPLAYED), (r"\[", r"\]", DISPLAYED), (r"\(", r"\)", INLINE)):
        if text.startswith(opening, at):
            start = at + len(opening)
            end = _closing(text, closing, start)
            tex = text[start:end].strip()
            if end < 0 or not tex or (opening == "$$" and "$" in text[max(0, at - 1) : at] + text[start : start + 1]):
                return None
            return end + len(closing), kind, tex
    return _dollars_at(text, at) if text.startswith("$", at) else None


def _dollars_at(text: str, at: int) -> tuple[int, str, str] | None:
    before = text[at - 1] if at else " "
    if before.isascii() and (before.isalnum() or before in "$\\"):
        return None
    end = _closing(text, "$", at + 1)
    tex = text[at + 1 : end]
    if end < 0 or not tex or tex[0].isspace() or tex[-1].isspace() or "`" in tex:
        return None
    if not _AFTER_DOLLAR.match(text, end + 1) or _PRICE.match(tex):
        return None
    return end + 1, INLINE, tex


def _closing(text: str, mark: str, start: int) -> int:
    """Where the first ``mark`` stands that no backslash takes the meaning from, or -1."""
    at = start
    while (at := text.find(mark, at, start + MAX_TEX)) >= 0:
        slashes = len(text[start:at]) - len(text[start:at].rstrip("\\"))
        if slashes % 2 == 0:
            return at
        at += 1
    return -1


def _inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    found = formula_at(state.src, state.pos)
    if found is None:
        return False
    end, kind, tex = found
    if not silent:
        token = state.push(kind, "", 0)
        token.content, token.info = tex, state.src[state.pos : end]
    state.pos = end
    return True


def _block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    if state.is_code_block(first):
        return False
    line = state.src[state.bMarks[first] + state.tShift[first] : state.eMarks[first]]
    closing = _closing_of(line)
    if closing is None:
        return False
    if silent:
        return True
    end, rest = _end_of_block(state, closing, first, last)
    source = state.getLines(first, end, state.blkIndent, False).strip()
    state.line = end
    is_clean = rest is not None and not rest.strip(_END_MARKS)
    if rest is None or is_clean:
        token = state.push(OPEN if rest is None else DISPLAYED, "", 0)
        token.map = [first, end]
        token.info = source
        token.content = _between_marks(source, closing) if is_clean else ""
        return True
    # Words follow on its last line: a paragraph that begins with a formula.
    state.push("paragraph_open", "p", 1).map = [first, end]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = source, [first, end], []
    state.push("paragraph_close", "p", -1)
    return True


def _closing_of(line: str) -> str | None:
    """What would end the displayed formula that this line begins, or None if it begins none."""
    if line.startswith("$$"):
        return "$$" if not line.startswith("$$$") and line.strip() != "$$$$" else None
    if line.startswith(r"\["):
        return r"\]"
    begun = _BEGIN.match(line)
    return rf"\end{{{begun[1]}}}" if begun else None


def _end_of_block(state: StateBlock, closing: str, first: int, last: int) -> tuple[int, str | None]:
    """The line after it, and what follows its end on its last line, or None if it has no end."""
    for index in range(first, last):
        start = state.bMarks[index] + state.tShift[index]
        line = state.src[start : state.eMarks[index]]
        if index > first and (not line.strip() or state.sCount[index] < state.blkIndent):
            return index, None
        at = _closing(line, closing, 2 if index == first else 0)
        if at >= 0:
            return index + 1, line[at + len(closing) :]
    return last, None


def _between_marks(source: str, closing: str) -> str:
    """The TeX of a closed block. An environment is TeX with its marks."""
    if closing.startswith(r"\end"):
        return source[: source.rindex(closing) + len(closing)]
    return source[2 : source.rindex(closing)].strip()
