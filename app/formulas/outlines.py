"""Collects what ziamath draws as one outline, in the form in which Qt reads a QPainterPath.

Everything runs clockwise, as the font's own outlines do, so that parts which overlap never cancel each other out.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import pairwise
from math import hypot
from xml.etree.ElementTree import Element

MAX_ELEMENTS = 20_000  # of a path: 400 kB; the largest formula of the tests has 4,000

# Source: QPainterPath::ElementType and operator<<(QDataStream &, const QPainterPath &), the same since Qt 4.
_MOVE, _LINE, _CURVE, _CURVE_DATA = range(4)
_WINDING = 1
_ELEMENT = struct.Struct(">idd")
_WORD = re.compile(r"[MLQCZ]|-?[\d.]+(?:e-?\d+)?")

Point = tuple[float, float]


class OutlineError(ValueError):
    """Something is drawn that an outline in one colour cannot show, or too much of it."""


class OutlinePen:
    """Takes SVG elements; ``packed`` gives the path, every length divided by ``em``."""

    def __init__(self, em: float) -> None:
        self._em = em
        self._elements: list[tuple[int, float, float]] = []

    def draw(self, svg: Element) -> None:
        """Raises OutlineError."""
        for element in svg.iter():
            match element.tag:
                case "path" if element.get("stroke"):
                    self._stroke(element)
                case "path":
                    self._path(element.get("d", ""))
                case "rect":
                    self._rect(element)
                case "svg" | "g":
                    pass
                case other:
                    raise OutlineError(f"no outline for <{other}>")
            if len(self._elements) > MAX_ELEMENTS:
                raise OutlineError("too large to draw")

    def packed(self) -> bytes:
        body = b"".join(_ELEMENT.pack(kind, x / self._em, y / self._em) for kind, x, y in self._elements)
        if not body:
            return struct.pack(">i", 0)
        return struct.pack(">i", len(self._elements)) + body + struct.pack(">ii", 0, _WINDING)

    def _path(self, data: str) -> None:
        words = iter(_WORD.findall(data))
        start = here = (0.0, 0.0)
        for word in words:
            match word:
                case "M":
                    start = here = self._move(_point(words))
                case "L":
                    here = self._line(_point(words))
                case "Q":
                    control, end = _point(words), _point(words)
                    first = (here[0] + (control[0] - here[0]) * 2 / 3, here[1] + (control[1] - here[1]) * 2 / 3)
                    second = (end[0] + (control[0] - end[0]) * 2 / 3, end[1] + (control[1] - end[1]) * 2 / 3)
                    here = self._curve(first, second, end)
                case "C":
                    here = self._curve(_point(words), _point(words), _point(words))
                case "Z":
                    here = self._line(start)
                case other:
                    raise OutlineError(f"no outline for {other!r}")

    def _rect(self, rect: Element) -> None:
        x, y, width, height = (float(rect.get(name, "0")) for name in ("x", "y", "width", "height"))
        if rect.get("stroke") is None:
            self._ring((x, y), (x + width, y), (x + width, y + height), (x, y + height))
            return
        if rect.get("fill", "none") != "none":
            raise OutlineError("no outline for a coloured ground")
        half = float(rect.get("stroke-width", "0")) / 2
        left, top, right, bottom = x - half, y - half, x + width + half, y + height + half
        self._ring((left, top), (right, top), (right, bottom), (left, bottom))
        left, top, right, bottom = x + half, y + half, x + width - half, y + height - half
        self._ring((left, top), (left, bottom), (right, bottom), (right, top))  # the other way round: a hole

    def _stroke(self, path: Element) -> None:
        """A straight line becomes a thin rectangle."""
        if path.get("marker-end"):
            raise OutlineError("no outline for an arrow over a formula")
        numbers = [float(word) for word in _WORD.findall(path.get("d", "")) if word not in "ML"]
        (x0, y0), (x1, y1) = numbers[:2], numbers[2:]
        if x1 < x0:
            x0, y0, x1, y1 = x1, y1, x0, y0
        half = float(path.get("stroke-width", "0")) / 2
        length = hypot(x1 - x0, y1 - y0) or 1.0
        dx, dy = (y1 - y0) / length * half, (x1 - x0) / length * half
        self._ring((x0 + dx, y0 - dy), (x1 + dx, y1 - dy), (x1 - dx, y1 + dy), (x0 - dx, y0 + dy))

    def _ring(self, *corners: Point) -> None:
        self._move(corners[0])
        for _, corner in pairwise((*corners, corners[0])):
            self._line(corner)

    def _move(self, to: Point) -> Point:
        self._elements.append((_MOVE, *to))
        return to

    def _line(self, to: Point) -> Point:
        self._elements.append((_LINE, *to))
        return to

    def _curve(self, first: Point, second: Point, to: Point) -> Point:
        self._elements += [(_CURVE, *first), (_CURVE_DATA, *second), (_CURVE_DATA, *to)]
        return to


def _point(words: Iterator[str]) -> Point:
    return float(next(words)), float(next(words))
