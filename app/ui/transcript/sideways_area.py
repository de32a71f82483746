"""What is wider than the column scrolls sideways in here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.ui.controls.scroll_bar import OverlayBar
from app.ui.theme import Theme


class SidewaysArea(QScrollArea):
    """As high as its content, scrolled to the side only; an up and down wheel moves the column.

    ``room``: pixels below the content that a bar needs when there is one.
    """

    def __init__(self, content: QWidget, *, theme: Theme, room: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = room
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self._bar = OverlayBar(self, Qt.Orientation.Horizontal, theme=theme)

    def fit(self, height: int) -> None:
        self.setFixedHeight(height + (self._room if self.horizontalScrollBar().maximum() > 0 else 0))

    def wheelEvent(self, event: QWheelEvent) -> None:
        is_sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if is_sideways and not event.angleDelta().x():  # a Mac makes it one to the side by itself
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - (event.pixelDelta().y() or event.angleDelta().y() // 2))
            event.accept()
        elif abs(event.angleDelta().x()) > abs(event.angleDelta().y()):
            super().wheelEvent(event)
        else:
            event.ignore()
