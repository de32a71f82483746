"""One round button: sends, or stops the reply that grows."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from app.ui.controls.icon_button import KEYBOARD_REASONS
from app.ui.controls.painting import draw_focus_ring, draw_ground, draws_itself, painter_on, shows_focus
from app.ui.theme import Theme

SIDE = 32


class SendButton(QToolButton):
    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._stops = False
        draws_itself(self)
        self.setFixedSize(SIDE, SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_state(stops=False, can_send=False)

    def show_state(self, *, stops: bool, can_send: bool) -> None:
        self._stops = stops
        self.setEnabled(stops or can_send)
        self.setAccessibleName(self.tr("Stop") if stops else self.tr("Send"))
        self.setToolTip(self.tr("Stop  (Esc)") if stops else self.tr("Send  (Return)"))
        self.update()

    @property
    def stops(self) -> bool:
        return self._stops

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect = self._theme, QRectF(self.rect())
        if self.isEnabled():
            fill = theme.colour("accent")
            draw_ground(painter, rect, SIDE / 2, fill.darker(112) if self.underMouse() or self.isDown() else fill)
            colour = theme.colour("text_on_accent")
        else:
            draw_ground(painter, rect, SIDE / 2, theme.colour("selected"))
            colour = theme.colour("text2")
        theme.icons.paint(painter, "stop" if self._stops else "send", QRectF(7, 7, 18, 18), colour)
        if shows_focus(self):
            draw_focus_ring(painter, rect, SIDE / 2, theme.colour("focus" if not self.isEnabled() else "text"))
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setProperty("keyboardFocus", event.reason() in KEYBOARD_REASONS)
        super().focusInEvent(event)
