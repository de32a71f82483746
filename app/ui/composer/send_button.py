"""One round button: sends, or stops the reply that grows."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from app.ui.composer.note import waiting_words
from app.ui.controls.icon_button import KEYBOARD_REASONS
from app.ui.controls.painting import draw_focus_ring, draw_ground, draws_itself, painter_on, shows_focus
from app.ui.theme import Theme

SIDE = 32


class SendButton(QToolButton):
    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._stops = self._waits = False
        draws_itself(self)
        self.setFixedSize(SIDE, SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_state(stops=False, can_send=False)

    def show_state(self, *, stops: bool, can_send: bool, pending: tuple[str, ...] = ()) -> None:
        """``pending``: files that are still read. Until then it looks as if it did nothing, and when it is pressed, it
        is said why."""
        self._stops, self._waits = stops, bool(pending)
        self.setEnabled(stops or can_send or self._waits)
        self.setAccessibleName(self.tr("Stop") if stops else self.tr("Send"))
        why = waiting_words(pending) if pending and not stops else ""
        self.setAccessibleDescription(why)
        if stops:
            self.setToolTip(self.tr("Stop  (Esc)"))
        elif why:  # without the name, which could be taken for HTML
            self.setToolTip(self.tr("Waiting for a file to be read"))
        else:
            self.setToolTip(self.tr("Send  (Return)"))
        self.update()

    @property
    def stops(self) -> bool:
        return self._stops

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect = self._theme, QRectF(self.rect())
        is_muted = not self.isEnabled() or (self._waits and not self._stops)
        if not is_muted:
            fill = theme.colour("accent")
            draw_ground(painter, rect, SIDE / 2, fill.darker(112) if self.underMouse() or self.isDown() else fill)
            colour = theme.colour("text_on_accent")
        else:
            draw_ground(painter, rect, SIDE / 2, theme.colour("selected"))
            colour = theme.colour("text2")
        theme.icons.paint(painter, "stop" if self._stops else "send", QRectF(7, 7, 18, 18), colour)
        if shows_focus(self):
            draw_focus_ring(painter, rect, SIDE / 2, theme.colour("focus" if is_muted else "text"))
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setProperty("keyboardFocus", event.reason() in KEYBOARD_REASONS)
        super().focusInEvent(event)
