"""‹ 2 / 3 ›: which of several answers to the same question is read, and the way to the others.

One stop of Tab with the arrow keys inside, as every control of several parts.
"""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.controls.icon_button import KEYBOARD_REASONS, IconButton
from app.ui.controls.label import Label
from app.ui.controls.painting import draw_focus_ring, painter_on, shows_focus
from app.ui.theme import SMALL_PX, Theme


class Walker(QWidget):
    """``show_place(place, count)``; hidden while there is only one. ``step_asked``: −1 for the one before, +1 for the
    next."""

    step_asked = Signal(int)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._back = IconButton("chevron-left", self.tr("Show the answer before"), theme=theme, size=24, icon_px=15)
        self._back.clicked.connect(self._on_back_clicked)
        self._place = Label(theme=theme, ink="text3", pixels=SMALL_PX)
        self._next = IconButton("chevron-right", self.tr("Show the next answer"), theme=theme, size=24, icon_px=15)
        self._next.clicked.connect(self._on_next_clicked)
        for button in (self._back, self._next):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(3)
        for widget in (self._back, self._place, self._next):
            row.addWidget(widget)

    def show_place(self, place: int, count: int) -> None:
        """``place`` (from 0) of ``count``."""
        locale = QLocale()
        shown = {"place": locale.toString(place + 1), "count": locale.toString(count)}
        self._place.setText(self.tr("{place} / {count}").format(**shown))
        self.setAccessibleName(self.tr("Answer {place} of {count}").format(**shown))
        self._back.setEnabled(place > 0)
        self._next.setEnabled(place < count - 1)
        self.setVisible(count > 1)

    def text(self) -> str:
        return self._place.text()

    def _on_back_clicked(self) -> None:
        self.step_asked.emit(-1)

    def _on_next_clicked(self) -> None:
        self.step_asked.emit(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if is_plain and event.key() == Qt.Key.Key_Left:
            self._back.click()
        elif is_plain and event.key() == Qt.Key.Key_Right:
            self._next.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setProperty("keyboardFocus", event.reason() in KEYBOARD_REASONS)
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if shows_focus(self):
            painter = painter_on(self)
            draw_focus_ring(painter, QRectF(self.rect()), 8, self._theme.colour("focus"))
            painter.end()
