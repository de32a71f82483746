r"""TeX as people write it, in the words that ziamath 0.13 and latex2mathml 3.81 draw rightly.

Pure text to text. What has no such words is left as it is and refused later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Rewrite = Callable[[Sequence[str]], str]

_SYNONYMS = {
    r"\bm": r"\boldsymbol",
    r"\pmb": r"\boldsymbol",
    r"\mathds": r"\mathbb",
    r"\mathbbm": r"\mathbb",
    r"\textrm": r"\text",
    r"\textnormal": r"\text",
    r"\mbox": r"\text",
    r"\lvert": "|",
    r"\rvert": "|",
    r"\dotsb": r"\cdots",
    r"\dotsc": r"\ldots",
    r"\notag": "",
    r"\nonumber": "",
    r"\allowbreak": "",
    r"\displaylimits": "",
}
# Every environment of lines becomes one that both libraries know.
_ALIGNED = ("align", "aligned", "alignat", "alignedat", "flalign", "eqnarray", "split")
_CENTRED = ("gather", "gathered", "multline")
_ENVIRONMENTS = {
    **dict.fromkeys(_ALIGNED, ("align*", "")),
    **dict.fromkeys(_CENTRED, ("array", "{c}")),
    "cases": ("cases", ""),
    "dcases": ("cases", ""),
    "equation": ("", ""),
    "displaymath": ("", ""),
    "math": ("", ""),
}
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{\s*([A-Za-z]+)\s*\*?\s*\}(?:(?<=at\})\s*\{\d+\}|(?<=at\*\})\s*\{\d+\})?")
_CHOOSE = re.compile(r"\{([^{}]*)\\choose(?![A-Za-z])([^{}]*)\}")
_SCRIPTED_MATRIX = re.compile(r"\\end\{([A-Za-z]*matrix|array|cases)\}(?=\s*[\^_])")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*\n?")
_LINE_GAP = re.compile(r"(\\\\)\s*\*?\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\]")  # \\[2pt]


def rewritten(tex: str) -> str:
    tex = _COMMENT.sub("", tex)
    tex = tex.replace("{,}", r"\text{,}")  # 1{,}000
    tex = _LINE_GAP.sub(r"\1", tex)
    tex = _ENVIRONMENT.sub(_environment, tex)
    tex = _COMMAND.sub(lambda found: _SYNONYMS.get(found[0], found[0]), tex)
    tex = _with_arguments(tex, "label", 1, lambda _: "")
    tex = _with_arguments(tex, "tag", 1, lambda held: rf"\qquad\text{{({held[0]})}}")
    tex = _CHOOSE.sub(r"\\binom{\1}{\2}", tex)
    tex = _with_arguments(tex, "binom", 2, lambda held: rf"{{\left({{{held[0]}}}\atop{{{held[1]}}}\right)}}")
    tex = _with_arguments(tex, "ket", 1, lambda held: rf"|{{{held[0]}}}\rangle ")
    tex = _with_arguments(tex, "bra", 1, lambda held: rf"\langle {{{held[0]}}}|")
    tex = _with_arguments(tex, "operatorname", 1, lambda held: _operator("operatorname", held[0]))
    for name in ("operatorname*", "mathop"):
        tex = _with_arguments(tex, name, 1, lambda held: _operator("operatorname*", held[0]))
    tex = _with_arguments(tex, "text", 1, lambda held: _words(held[0]))
    return _bars(_with_braced_matrices(tex))


def _environment(found: re.Match[str]) -> str:
    known = _ENVIRONMENTS.get(found[2])
    if known is None:
        return found[0]
    name, columns = known
    if not name:
        return ""
    return rf"\{found[1]}{{{name}}}" + (columns if found[1] == "begin" else "")


def _with_braced_matrices(tex: str) -> str:
    """A script after a matrix belongs to all of it; latex2mathml gives it to the last fence alone."""
    at = 0
    while (found := _SCRIPTED_MATRIX.search(tex, at)) is not None:
        at = found.end()
        depth = 0
        for mark in reversed(list(re.finditer(rf"\\(begin|end)\{{{found[1]}\}}", tex[: found.end()]))):
            depth += 1 if mark[1] == "end" else -1
            if depth == 0:
                tex = f"{tex[: mark.start()]}{{{tex[mark.start() : found.end()]}}}{tex[found.end() :]}"
                break
    return tex


def _with_arguments(tex: str, command: str, count: int, rewrite: Rewrite) -> str:
    """Rewrites each ``\\command{…}…`` with so many arguments in braces; others are left alone."""
    mark = "\\" + command
    done, at = [], 0
    while (found := tex.find(mark, at)) >= 0:
        end = found + len(mark)
        if tex[end : end + 1].isalpha() or (tex[end : end + 1] == "*" and not command.endswith("*")):
            done.append(tex[at:end])
            at = end
            continue
        held: list[str] = []
        while len(held) < count and (group := _group(tex, end)) is not None:
            held.append(group[0])
            end = group[1]
        if len(held) == count:
            done += [tex[at:found], rewrite(held)]
        else:
            done.append(tex[at:end])
        at = end
    return "".join([*done, tex[at:]])


def _group(tex: str, at: int) -> tuple[str, int] | None:
    """What stands in the braces that open next, and where they are closed."""
    while tex[at : at + 1].isspace():
        at += 1
    if tex[at : at + 1] != "{":
        return None
    depth = 0
    for index in range(at, len(tex)):
        if tex[index] in "{}" and not _is_escaped(tex, index):
            depth += 1 if tex[index] == "{" else -1
            if depth == 0:
                return tex[at + 1 : index], index + 1
    return None


def _is_escaped(tex: str, at: int) -> bool:
    slashes = len(tex[:at]) - len(tex[:at].rstrip("\\"))
    return slashes % 2 == 1


def _operator(command: str, name: str) -> str:
    """Its name without what only sets letters upright or apart: latex2mathml takes nothing but letters."""
    letters = re.sub(r"\\(?:mathrm|text|rm|mathop|thinspace)\b|\\[,;:! ]|[{}~\s]", "", name)
    if letters in ("argmax", "argmin"):
        return rf"\{letters} "
    return rf"\{command}{{{letters}}}"


def _words(text: str) -> str:
    r"""``\text`` with formulas in it becomes words and formulas side by side."""
    parts = re.split(r"(?<!\\)\$", text)
    if len(parts) % 2 == 0:
        return rf"\text{{{_plain(text)}}}"
    return "".join(rf"\text{{{_plain(part)}}}" if index % 2 == 0 else part for index, part in enumerate(parts) if part)


def _plain(words: str) -> str:
    """Without TeX's escapes, and with those of XML, which latex2mathml 3.81 leaves out."""
    words = re.sub(r"\\([&%_#$])", r"\1", words).replace("~", " ").replace("\\ ", " ")
    return words.replace("&", "&amp;").replace("<", "&lt;")


def _bars(tex: str) -> str:
    r"""``||x||`` is a norm, which ziamath draws; in ``|x||y|`` the bars belong to two."""
    is_norm = re.search(r"(?<![|\\])\|(?!\|)", tex) is None
    return tex if is_norm else re.sub(r"(?<!\\)\|(?=\|)", "| ", tex)
