"""A button with words: the one thing to do now (primary), another thing (plain), or a quiet one without ground."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.ui.controls.icon_button import KEYBOARD_REASONS
from app.ui.controls.painting import (
    control_line,
    draw_focus_ring,
    draw_ground,
    draws_itself,
    painter_on,
    shows_focus,
)
from app.ui.theme import UI_PX, Theme

GAP = 7
ICON_PX = 15


class ButtonKind(StrEnum):
    PRIMARY = "primary"
    PLAIN = "plain"
    QUIET = "quiet"


_GROUNDS = {ButtonKind.PRIMARY: "accent", ButtonKind.PLAIN: "raised", ButtonKind.QUIET: ""}
_TEXTS = {ButtonKind.PRIMARY: "text_on_accent", ButtonKind.PLAIN: "text", ButtonKind.QUIET: "text2"}


class TextButton(QPushButton):
    def __init__(
        self,
        words: str,
        *,
        theme: Theme,
        kind: ButtonKind = ButtonKind.PLAIN,
        icon: str = "",
        pixels: int = UI_PX,
        height: int = 30,
        radius: float = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        self._theme = theme
        self._kind = kind
        self._icon_name = icon
        self._radius = radius
        self._pixels, self._height = pixels, height
        draws_itself(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._fit()
        theme.changed.connect(self._fit)

    @property
    def kind(self) -> ButtonKind:
        return self._kind

    def show_as(self, words: str, *, kind: ButtonKind, icon: str = "") -> None:
        """Another button in the same place, which keeps the keyboard."""
        self._kind, self._icon_name = kind, icon
        self.setText(words)
        self.updateGeometry()
        self.update()

    def _fit(self) -> None:
        self.setFont(self._theme.font(self._pixels, QFont.Weight.Medium))
        self.setFixedHeight(self._theme.scaled(self._height))
        self.updateGeometry()

    @property
    def _padding(self) -> int:
        return self._theme.scaled(8 if self._kind is ButtonKind.QUIET else 13)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect = self._theme, QRectF(self.rect())
        is_hot = self.isEnabled() and (self.underMouse() or self.isDown())
        ground = _GROUNDS[self._kind]
        if ground:
            line = None if self._kind is ButtonKind.PRIMARY else theme.colour("line")
            fill = theme.colour("hover") if is_hot and line is not None else theme.colour(ground)
            draw_ground(painter, rect, self._radius, fill.darker(108) if is_hot and line is None else fill, line)
        elif is_hot:
            draw_ground(painter, rect, 7, theme.colour("hover"), control_line(theme))
        elif theme.has_high_contrast:
            draw_ground(painter, rect, 7, theme.colour("raised"), control_line(theme))
        if shows_focus(self):
            draw_focus_ring(painter, rect, self._radius, theme.colour("focus"))
        if not self.isEnabled():
            painter.setOpacity(0.45)
        colour = theme.colour(_TEXTS[self._kind])
        left = float(self._padding)
        if self._icon_name:
            side = theme.scaled(ICON_PX)
            place = QRectF(left, (rect.height() - side) / 2, side, side)
            theme.icons.paint(painter, self._icon_name, place, colour)
            left += side + GAP
        painter.setFont(self.font())
        painter.setPen(colour)
        words = QRectF(left, 0, rect.width() - left - self._padding, rect.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        painter.end()

    def sizeHint(self) -> QSize:
        icon = self._theme.scaled(ICON_PX) + GAP if self._icon_name else 0
        width = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(width + icon + 2 * self._padding + 1, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setProperty("keyboardFocus", event.reason() in KEYBOARD_REASONS)
        super().focusInEvent(event)
