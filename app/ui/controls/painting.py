"""Shapes that several controls draw: rounded grounds, and the ring around what has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from app.ui.theme import Theme

FOCUS_RING_PX = 2


def draws_itself(widget: QWidget) -> None:
    """For controls without the system's look: macOS would else keep room for its own margins and focus ring."""
    widget.setAttribute(Qt.WidgetAttribute.WA_LayoutUsesWidgetRect)
    widget.setAttribute(Qt.WidgetAttribute.WA_MacShowFocusRect, False)


def painter_on(widget: QWidget) -> QPainter:
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def draw_ground(painter: QPainter, rect: QRectF, radius: float, fill: QColor, line: QColor | None = None) -> None:
    """A rounded rectangle; its line lies inside ``rect``."""
    painter.setPen(QPen(line, 1) if line is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    if line is not None:
        rect = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(rect, radius, radius)


def draw_focus_ring(painter: QPainter, rect: QRectF, radius: float, colour: QColor) -> None:
    half = FOCUS_RING_PX / 2
    painter.setPen(QPen(colour, FOCUS_RING_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)


def control_line(theme: Theme) -> QColor | None:
    """With high contrast, whatever can be pressed has a line around it."""
    return theme.colour("line") if theme.has_high_contrast else None


def shows_focus(widget: QWidget) -> bool:
    """Only the keyboard needs the ring: a click is its own sign."""
    return widget.hasFocus() and bool(widget.property("keyboardFocus"))
