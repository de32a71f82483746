"""Draws formulas: each is one path in em, filled with one colour, its baseline on a pixel as that of glyphs is.

Filling paths took most of an update's time where many formulas were in sight (4.4 ms instead of 2.1), so pictures of
those drawn last are kept, each for its size, colour and screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QByteArray, QDataStream, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap

from app.formulas.formula import Outline

KEPT = 200  # pictures, of 5 to 60 kB each at a ratio of 2
MAX_PIXELS = 4_000  # of a side; what is larger is drawn from its path each time
OVERHANG_EM = 0.3  # of slanted letters over their box


@dataclass(frozen=True, slots=True)
class _Picture:
    """``left`` and ``baseline``: where the formula begins in it, in its pixels."""

    pixels: QPixmap
    left: int
    baseline: int


class Brush:
    """Draws outlines and remembers how they looked, by the ``name`` that the owner gives each of them."""

    def __init__(self) -> None:
        self._pictures: dict[tuple[int, float, float, int], _Picture] = {}

    def draw(self, painter: QPainter, outline: Outline, *, name: int, at: QPointF, em: float, colour: QColor) -> None:
        """``at``: where its baseline begins. ``em``: its pixels."""
        device = painter.deviceTransform()
        ratio = device.m11()
        if device.isRotating() or ratio != device.m22() or ratio <= 0:
            _fill(painter, outline, at, em, colour)
            return
        start = device.map(at)
        x, y = round(start.x()), round(start.y())
        back, _ = device.inverted()
        if max(outline.width, outline.ascent + outline.depth) * em * ratio > MAX_PIXELS:
            _fill(painter, outline, back.map(QPointF(x, y)), em, colour)
            return
        picture = self._picture(name, outline, em, ratio, colour)
        painter.drawPixmap(back.map(QPointF(x - picture.left, y - picture.baseline)), picture.pixels)

    def _picture(self, name: int, outline: Outline, em: float, ratio: float, colour: QColor) -> _Picture:
        key = (name, em, ratio, colour.rgba())
        known = self._pictures.pop(key, None)
        if known is None:
            known = _picture_of(outline, em * ratio, colour)
            known.pixels.setDevicePixelRatio(ratio)
            if len(self._pictures) >= KEPT:
                del self._pictures[next(iter(self._pictures))]
        self._pictures[key] = known
        return known


def _picture_of(outline: Outline, em: float, colour: QColor) -> _Picture:
    air = ceil(OVERHANG_EM * em)
    above, below = max(0, ceil(outline.ascent * em)) + air, max(0, ceil(outline.depth * em)) + air
    pixels = QPixmap(ceil(outline.width * em) + 2 * air, above + below)
    pixels.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixels)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _fill(painter, outline, QPointF(air, above), em, colour)
    painter.end()
    return _Picture(pixels, air, above)


def path_of(outline: Outline) -> QPainterPath:
    """Costs more than anything else here, hence only of what is seen."""
    path = QPainterPath()
    stream = QDataStream(QByteArray(outline.path))
    stream >> path
    return path


def _fill(painter: QPainter, outline: Outline, at: QPointF, em: float, colour: QColor) -> None:
    painter.save()
    painter.translate(at)
    painter.scale(em, em)
    painter.fillPath(path_of(outline), colour)
    painter.restore()
