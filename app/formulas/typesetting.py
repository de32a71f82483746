"""Draws one formula with ziamath: TeX to MathML, MathML corrected, its boxes laid out, their outlines taken.

The only module that imports ziamath. It refuses rather than draws what would not mean what was written.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

from ziamath.config import config
from ziamath.drawable import Drawable, Glyph
from ziamath.escapes import unescape
from ziamath.operators import get_params
from ziamath.tex import tex2mml
from ziamath.zmath import Math

from app.formulas.formula import Drawing, Outline, Refusal, Tex
from app.formulas.outlines import OutlineError, OutlinePen
from app.formulas.rewriting import rewritten
from app.formulas.table_lines import draw_lines, without_frames

EM = 24.0  # pixels that ziamath draws at; its own default, which some of its limits assume
MAX_WIDTH_EM, MAX_HEIGHT_EM = 250.0, 60.0
# How much there is to lay out. ziamath lays out each child of a row twice, so nested rows cost 2^depth: a formula of
# the tests has 1,300 at most, 20,000 take about a second.
MAX_WORK = 20_000
MAX_DEPTH = 60  # of elements in each other; Python's own stack ends soon after
MAX_NESTING = 40  # of braces

# What would be drawn wrongly or not at all: new commands (and bombs), coloured grounds, lines in tables, and what has
# no place in a formula.
_FORBIDDEN = re.compile(
    r"\\(?:def|newcommand|renewcommand|newenvironment|DeclareMathOperator|let|gdef|edef|require|input|include|href|url"
    r"|colorbox|fcolorbox|rule|verb|class|style|unicode|ce|pu|cancelto|hdashline|cline|multicolumn|includegraphics)"
    r"(?![A-Za-z])"
)
_STRANGE_ARRAY = re.compile(r"\\begin\s*\{array\}\s*(?:\[[^\]]*\]\s*)?\{[^}]*[@!>p]")
_UNKNOWN = re.compile(r"\\[A-Za-z]+")
# Spaces that ziamath's table of operators lacks.
_BINARY, _RELATIONS = frozenset("∪∩⧵∖∧∨⋅×∘⊕⊗∗÷"), frozenset("∼~⟹⟺⟸⊂⊃")
_SIGNS, _CLOSING = frozenset("-−+±∓"), frozenset(")]}⟩|‖!")
_WITH_LIMITS = ("munder", "mover", "munderover", "msub", "msup", "msubsup")
_ROW_GAP, _COLUMN_GAP, _NAME_GAP = "0.5em", "0.7em", "0.15em"
# What is written in letters and digits, but not meant to be read.
_UNREAD = re.compile(
    r"\\(?:begin|end)\s*\{[^}]*\}(?:\s*\{[lcr|\s]*\})?|\\(?:color|textcolor|hspace|vspace|kern|mkern|hskip)\s*\*?"
    r"(?:\s*\{[^}]*\}|\s*-?[\d.]+\s*[a-z]{2})|\\[A-Za-z]+|&(?:amp|lt);"
)
_READ = re.compile(r"[A-Za-z0-9]")
_ROWS = ("mrow", "math", "mtd", "mfenced", "mtr", "mstyle", "mpadded", "mphantom")


class _NotMeantError(Exception):
    """It would not show what was written."""


def typeset(tex: Tex) -> Drawing:
    """Never raises, whatever was written."""
    try:
        return _outline(tex)
    except _NotMeantError as error:
        return Refusal(str(error))
    except OutlineError as error:
        return Refusal(str(error))
    except RecursionError:
        return Refusal("nested too deeply")
    except Exception as error:  # noqa: BLE001  # the border to two libraries that raise whatever a text makes them
        return Refusal(f"{type(error).__name__} while drawing")


def _outline(tex: Tex) -> Outline:
    _check_source(tex.text)
    mathml = _mathml(tex)
    _check_work(mathml)
    config.svg2 = False  # outlines where they stand, not symbols and uses of them
    math = Math(mathml, size=EM)
    _check_nothing_is_lost(tex.text, "".join(_characters(math.node)))
    box = math.node.bbox
    width, ascent, depth = box.xmax - min(0.0, box.xmin), box.ymax, -box.ymin
    if not (0 < width <= MAX_WIDTH_EM * EM and 0 < ascent + depth <= MAX_HEIGHT_EM * EM):
        raise _NotMeantError("of a size that cannot be meant")
    svg = ElementTree.Element("svg")
    left = max(0.0, -box.xmin)
    math.node.draw(left, 0.0, svg)
    draw_lines(math.node, left, 0.0, svg, em=EM)
    pen = OutlinePen(EM)
    pen.draw(svg)
    return Outline(width / EM, ascent / EM, depth / EM, pen.packed())


def _check_source(text: str) -> None:
    if found := _FORBIDDEN.search(text):
        raise _NotMeantError(f"{found[0]} is not drawn")
    if _STRANGE_ARRAY.search(text):
        raise _NotMeantError("columns of that kind are not drawn")
    depth = deepest = 0
    for sign in re.findall(r"(?<!\\)[{}]", text):
        depth += 1 if sign == "{" else -1
        deepest = max(deepest, depth)
        if depth < 0:
            break
    if depth != 0:
        raise _NotMeantError("braces do not match")
    if deepest > MAX_NESTING:
        raise _NotMeantError("nested too deeply")


def _mathml(tex: Tex) -> ElementTree.Element:
    source = unescape(tex2mml(without_frames(rewritten(tex.text)), inline=not tex.is_displayed))
    root = ElementTree.fromstring(source)  # noqa: S314  # of latex2mathml's own making; entities of a text are escaped
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        if _UNKNOWN.search(element.text or "") and element.tag != "mtext":
            raise _NotMeantError(f"{element.text} is not known")
    for element in root.iter():
        _space(element)
    _flatten(root)
    return root


def _space(element: ElementTree.Element) -> None:
    """Corrects what is too near, and what ziamath takes for stretchy."""
    text = element.text or ""
    if element.tag in ("mo", "mi"):
        if get_params(text, "prefix").get("largeop") == "true":
            # A sum counted as stretchy is left out where a fence is measured, which then grew to 80 em.
            element.set("stretchy", "false")
        gap = "mediummathspace" if text in _BINARY or text == "mod" else "thickmathspace" if text in _RELATIONS else ""
        if gap:
            element.set("lspace", gap)
            element.set("rspace", gap)
    elif element.tag == "mtable":
        is_aligned = "columnspacing" in element.attrib
        element.set("rowspacing", _ROW_GAP if is_aligned else element.get("rowspacing", "0.3em"))
        element.set("columnspacing", element.get("columnspacing", _COLUMN_GAP))
    for before, child in pairwise(element):
        if child.text in _SIGNS and before.tag == "mo" and before.text not in _CLOSING:
            child.set("form", "prefix")  # of a number, not between two
    for index, child in reversed(list(enumerate(element))):
        if child.tag in _WITH_LIMITS and child[0].tag == "mo" and (child[0].text or "")[:1].isalpha():
            following = element[index + 1] if index + 1 < len(element) else None
            if following is not None and following.tag != "mo" and element.tag == "mrow":
                element.insert(index + 1, ElementTree.Element("mspace", width=_NAME_GAP))


def _flatten(element: ElementTree.Element) -> None:
    """A row of one in a row is that one: each needless row would double the work."""
    for index, child in enumerate(element):
        while child.tag == "mrow" and len(child) == 1 and not child.attrib:
            child = child[0]
        element[index] = child
        _flatten(child)


def _check_work(root: ElementTree.Element) -> None:
    def work(element: ElementTree.Element, depth: int) -> int:
        if depth > MAX_DEPTH:
            raise _NotMeantError("nested too deeply")
        inner = sum(work(child, depth + 1) for child in element)
        own = max(1, len(element.text or "")) if not len(element) else 1
        return own + inner * (2 if element.tag in _ROWS else 1)

    if work(root, 0) > MAX_WORK:
        raise _NotMeantError("too much to lay out")


def _characters(node: Drawable) -> Iterator[str]:
    """All that is drawn."""
    if isinstance(node, Glyph):
        if node.glyph.index == 0:
            raise _NotMeantError("a character is not in the font")
        yield node.char
    for inner in node.nodes:
        yield from _characters(inner)


def _check_nothing_is_lost(source: str, drawn: str) -> None:
    """Every letter and digit that was written is there to be read: both libraries drop some arguments in silence."""
    read = Counter(_READ.findall(_UNREAD.sub(" ", without_frames(rewritten(source)))))
    if lost := read - Counter(_READ.findall(unicodedata.normalize("NFKD", drawn))):
        raise _NotMeantError(f"“{''.join(lost.elements())[:20]}” would be lost")


logging.getLogger().addHandler(logging.NullHandler())  # ziamath logs elements that it does not know to the root
