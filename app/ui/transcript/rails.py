"""The rails at the left of what is quoted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from app.ui.theme import Theme

RAIL_LEFT, RAIL_WIDTH = 1, 3
RAIL_ROOM = 2 * RAIL_LEFT + RAIL_WIDTH
RADIUS = RAIL_WIDTH / 2
OPACITY = 0.5


def draw_rail(painter: QPainter, theme: Theme, x: int, top: float, bottom: float, *, radius: float = RADIUS) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("line_strong"))
    painter.setOpacity(OPACITY)
    painter.drawRoundedRect(QRectF(x + RAIL_LEFT, top, RAIL_WIDTH, bottom - top), radius, radius)
    painter.setOpacity(1)


def draw_rails(painter: QPainter, theme: Theme, places: Sequence[int], top: float, bottom: float) -> None:
    """Through something that is quoted as a whole."""
    for x in places:
        draw_rail(painter, theme, x, top, bottom, radius=0)
