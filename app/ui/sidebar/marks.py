"""The mark of a conversation that is not open: three dots while it is answered, a clock while it waits for that, a
filled dot once there is something new."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from app.session.elsewhere import Mark
from app.ui.theme import Theme

MARK_PX = 14
DOT_SHARE, SMALL_DOT_SHARE = 8 / 14, 3.6 / 14  # of the side, in which three of the small ones stand side by side


def mark_words(mark: Mark) -> str:
    match mark:
        case Mark.WAITING:
            return QCoreApplication.translate("Mark", "Waiting to be answered")
        case Mark.ANSWERING:
            return QCoreApplication.translate("Mark", "Being answered")
        case Mark.ANSWERED:
            return QCoreApplication.translate("Mark", "New answer")
        case Mark.FAILED:
            return QCoreApplication.translate("Mark", "Could not be answered")
        case _:
            assert_never(mark)


def news_words(marks: Iterable[Mark]) -> str:
    """Of all conversations together: what has ended and was not seen; empty for nothing."""
    held = set(marks)
    return next((mark_words(mark) for mark in (Mark.ANSWERED, Mark.FAILED) if mark in held), "")


def paint_mark(painter: QPainter, mark: Mark, place: QRectF, *, strength: float, theme: Theme) -> None:
    """In a square. ``strength``: of what breathes, from 0 to 1."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    side, middle = place.width(), place.center()
    match mark:
        case Mark.WAITING:
            theme.icons.paint(painter, "clock", place, theme.colour("text3"))
        case Mark.ANSWERING:
            painter.setOpacity(strength)
            painter.setBrush(theme.colour("text2"))
            dot = side * SMALL_DOT_SHARE
            for step in (-1, 0, 1):
                painter.drawEllipse(middle + QPointF(step * (side - dot) / 2, 0), dot / 2, dot / 2)
        case Mark.ANSWERED:
            painter.setBrush(theme.colour("accent_text"))
            painter.drawEllipse(middle, side * DOT_SHARE / 2, side * DOT_SHARE / 2)
        case Mark.FAILED:
            theme.icons.paint(painter, "warning", place, theme.colour("bad"))
        case _:
            assert_never(mark)
    painter.restore()
