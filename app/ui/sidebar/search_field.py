"""Looks like a field to search in and opens the palette, which is one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.ui.controls.icon_button import KEYBOARD_REASONS
from app.ui.controls.painting import draw_focus_ring, draw_ground, draws_itself, painter_on, shows_focus
from app.ui.theme import SMALL_PX, UI_PX, Theme

HEIGHT, RADIUS = 30, 8
ICON_PX = 15
PADDING = 9


class SearchField(QPushButton):
    def __init__(self, keys: QKeySequence, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._keys = keys.toString(QKeySequence.SequenceFormat.NativeText)
        draws_itself(self)
        self.setText(self.tr("Search"))
        self.setAccessibleName(self.tr("Search conversations, commands and settings"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._fit()
        theme.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFont(self._theme.font(UI_PX))
        self.setFixedHeight(self._theme.scaled(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect = self._theme, QRectF(self.rect())
        is_hot = self.underMouse() or self.isDown()
        draw_ground(painter, rect, RADIUS, theme.colour("hover" if is_hot else "raised"), theme.colour("line"))
        if shows_focus(self):
            draw_focus_ring(painter, rect, RADIUS, theme.colour("focus"))
        side = theme.scaled(ICON_PX)
        theme.icons.paint(
            painter, "search", QRectF(PADDING, (rect.height() - side) / 2, side, side), theme.colour("text3")
        )
        painter.setPen(theme.colour("text3"))
        painter.setFont(self.font())
        words = rect.adjusted(PADDING + side + 7, 0, -PADDING, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        painter.setFont(theme.font(SMALL_PX))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._keys)
        painter.end()

    def sizeHint(self) -> QSize:
        return QSize(160, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.minimumHeight())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setProperty("keyboardFocus", event.reason() in KEYBOARD_REASONS)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
