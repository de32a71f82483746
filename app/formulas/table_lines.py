r"""The lines of an array, between its columns and its rows: ziamath 0.13 lays arrays out and leaves these away.

An outer frame (``{|c|c|}``, ``\hline`` at either end) says nothing that the array does not, and is left away here, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

from ziamath.drawable import Drawable
from ziamath.nodes.mtable import Mtable

LINE_EM = 0.05
_BEGIN = re.compile(r"(\\begin\s*\{array\}\s*(?:\[[^\]]*\]\s*)?\{)\s*\|*([lcr|\s]*?)\|*\s*(\})\s*(?:\\hline\s*)*")
_END = re.compile(r"(?:\s*\\\\\s*\\hline|\s*\\hline)+\s*(?=\\end\s*\{array\})")


def without_frames(tex: str) -> str:
    tex = _BEGIN.sub(lambda found: found[1] + re.sub(r"\s|(?<=\|)\|+", "", found[2]) + found[3], tex)
    return _END.sub(" ", tex)


def draw_lines(node: Drawable, x: float, y: float, svg: Element, *, em: float) -> None:
    """Adds a rectangle for each line of each array in the node, which stands at that place."""
    if isinstance(node, Mtable):
        for left, top, width, height in _lines(node, LINE_EM * em):
            at = {"x": f"{x + left:.3f}", "y": f"{y + top:.3f}", "width": f"{width:.3f}", "height": f"{height:.3f}"}
            svg.append(Element("rect", at))
    places: list[tuple[float, float]] = getattr(node, "nodexy", [])
    for inner, (dx, dy) in zip(node.nodes, places, strict=False):
        draw_lines(inner, x + dx, y + dy, svg, em=em)


def _lines(table: Mtable, thickness: float) -> Iterator[tuple[float, float, float, float]]:
    """Left, top, width and height of each, in the table's own coordinates."""
    rows = _rows(table)
    left, right, top, bottom = table.bbox.xmin, table.bbox.xmax, -table.bbox.ymax, -table.bbox.ymin
    columns = [[row[index] for row in rows if index < len(row)] for index in range(max(map(len, rows)))]
    for kind, (before, after) in zip(_kinds(table, "columnlines"), pairwise(columns), strict=False):
        if kind != "none":
            at = (max(cell[1] for cell in before) + min(cell[0] for cell in after)) / 2
            yield at - thickness / 2, top, thickness, bottom - top
    for kind, (above, below) in zip(_kinds(table, "rowlines"), pairwise(rows), strict=False):
        if kind != "none":
            at = (max(cell[3] for cell in above) + min(cell[2] for cell in below)) / 2
            yield left, at - thickness / 2, right - left, thickness


def _kinds(table: Mtable, name: str) -> list[str]:
    return str(table.element.get(name, "")).split()


def _rows(table: Mtable) -> list[list[tuple[float, float, float, float]]]:
    """Left, right, top and bottom of each cell. All cells stand in one list, row after row."""
    cells = iter(zip(table.nodes, table.nodexy, strict=True))
    rows = []
    for row in table.element:
        held = []
        for _ in row:
            cell, (x, y) = next(cells)
            held.append((x + cell.bbox.xmin, x + cell.bbox.xmax, y - cell.bbox.ymax, y - cell.bbox.ymin))
        rows.append(held)
    return rows
