"""A ring over a widget whose own painting lies under its children, shown when the keyboard gets there by Tab."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.controls.icon_button import KEYBOARD_REASONS
from app.ui.controls.painting import draw_focus_ring, painter_on
from app.ui.theme import Theme


class FocusRing(QWidget):
    def __init__(self, around: QWidget, *, theme: Theme) -> None:
        super().__init__(around)
        self._theme = theme
        self._around = around
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        around.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent):
            self.setGeometry(self._around.rect())
            self.setVisible(event.gotFocus() and event.reason() in KEYBOARD_REASONS)
            self.raise_()
        elif event.type() == QEvent.Type.Resize:
            self.setGeometry(self._around.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        draw_focus_ring(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, self._theme.colour("focus"))
        painter.end()
