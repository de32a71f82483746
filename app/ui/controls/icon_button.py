"""A button that is an icon; its words are its tooltip and accessible name."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from app.ui.controls.painting import control_line, draw_focus_ring, draw_ground, draws_itself, painter_on, shows_focus
from app.ui.theme import Theme

DOT_PX = 7
KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class IconButton(QToolButton):
    """``size``: the square to hit; ``icon_px``: the drawing in it. Checked, it is drawn in ``checked_ink``."""

    def __init__(
        self,
        name: str,
        words: str,
        *,
        theme: Theme,
        size: int = 28,
        icon_px: int = 17,
        ink: str = "text2",
        checked_ink: str = "accent_text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = name
        self._icon_px = icon_px
        self._ink = ink
        self._checked_ink = checked_ink
        self._has_dot = False
        draws_itself(self)
        self._size = size
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.set_words(words)
        self._fit()
        theme.changed.connect(self._fit)

    def _fit(self) -> None:
        side = self._theme.scaled(self._size)
        self.setFixedSize(QSize(side, side))

    def set_words(self, words: str, keys: QKeySequence | None = None) -> None:
        self.setAccessibleName(words)
        shown = keys.toString(QKeySequence.SequenceFormat.NativeText) if keys is not None else ""
        self.setToolTip(f"{words}  {shown}".rstrip())

    def show_dot(self, *, is_on: bool) -> None:
        """At its corner: behind it something is new. The words have to say so, too."""
        if is_on != self._has_dot:
            self._has_dot = is_on
            self.update()

    def set_icon(self, name: str) -> None:
        self._icon_name = name
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect = self._theme, QRectF(self.rect())
        if self.isDown() or (self.underMouse() and self.isEnabled()):
            ground = theme.colour("selected" if self.isDown() else "hover")
            draw_ground(painter, rect, 7, ground, control_line(theme))
        elif theme.has_high_contrast:
            draw_ground(painter, rect, 7, theme.colour("raised"), control_line(theme))
        if shows_focus(self):
            draw_focus_ring(painter, rect, 7, theme.colour("focus"))
        side = float(theme.scaled(self._icon_px))
        place = QRectF((rect.width() - side) / 2, (rect.height() - side) / 2, side, side)
        colour = theme.colour(self._checked_ink if self.isChecked() else self._ink)
        if not self.isEnabled():
            painter.setOpacity(0.4)
        theme.icons.paint(painter, self._icon_name, place, colour)
        if self._has_dot:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_text"))
            half = theme.scaled(DOT_PX) / 2
            painter.drawEllipse(place.topRight(), half, half)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setProperty("keyboardFocus", event.reason() in KEYBOARD_REASONS)
        super().focusInEvent(event)
