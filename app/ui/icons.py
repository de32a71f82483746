"""The window's own icons: one drawing each in resources/icons, coloured by who draws it.

They are painted as vectors at the moment of painting, so they are sharp at every pixel ratio and never in the colours
of another theme. (A QIcon made from a ready pixmap comes out soft in a tool button.)
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtSvg import QSvgRenderer

CURRENT = b"currentColor"


class Icons:
    """``folder`` holds ``NAME.svg`` files on a 24 grid whose strokes are ``currentColor``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._renderer = lru_cache(maxsize=256)(self._new_renderer)

    def paint(self, painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
        """Raises FileNotFoundError: there is no such icon."""
        self._renderer(name, colour.name()).render(painter, rect)

    def _new_renderer(self, name: str, colour: str) -> QSvgRenderer:
        drawing = (self._folder / f"{name}.svg").read_bytes()
        return QSvgRenderer(QByteArray(drawing.replace(CURRENT, colour.encode())))
