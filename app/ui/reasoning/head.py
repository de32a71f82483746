"""The row above the reasoning: what happens, how much of it, and whether it is open. A click folds it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QWidget

from app.ui.controls.icon_button import KEYBOARD_REASONS
from app.ui.controls.painting import draw_focus_ring, draw_ground, draws_itself, painter_on, shows_focus
from app.ui.reasoning.pulse import Pulse
from app.ui.reasoning.words import Head
from app.ui.theme import UI_PX, Theme

HEIGHT = 30
ICON_PX = 16
GAP = 10
LEAST_ROOM = 24  # for words: less holds nothing but the sign that they were cut


class ReasoningHead(QPushButton):
    """Checked while the pane is open."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._head = Head("")
        self._can_fold = True
        self._floats = False
        self._pulse = Pulse(self, theme=theme)
        draws_itself(self)
        self.setCheckable(True)
        self._fit()
        theme.changed.connect(self._fit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _fit(self) -> None:
        self.setFont(self._theme.font(UI_PX))
        self.setFixedHeight(self._theme.scaled(HEIGHT))

    def show_head(self, head: Head, *, can_fold: bool) -> None:
        self._pulse.beat(head.is_live)
        if (head, can_fold) == (self._head, self._can_fold):
            return
        self._head, self._can_fold = head, can_fold
        self.setEnabled(can_fold)
        words = ", ".join(part for part in (head.title, head.facts) if part)
        self.setText(words)
        self.setAccessibleName(words)
        self.update()

    def rest(self) -> None:
        """It is not to be seen: nothing beats."""
        self._pulse.beat(False)

    def float_over(self, floats: bool) -> None:
        """Over the text that goes on below it, or in its own place again."""
        if floats != self._floats:
            self._floats = floats
            self.raise_()
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect = self._theme, QRectF(self.rect())
        is_lit = self._head.is_live or self.isChecked()
        if self._floats:
            painter.fillRect(rect, theme.colour("window"))
        if is_lit:
            draw_ground(painter, rect, 8, theme.colour("thought_soft"))
        elif self.underMouse() and self._can_fold:
            draw_ground(painter, rect, 8, theme.colour("hover"))
        if shows_focus(self):
            draw_focus_ring(painter, rect, 8, theme.colour("focus"))
        middle, side = rect.height() / 2, theme.scaled(ICON_PX)
        painter.setOpacity(self._pulse.strength)
        theme.icons.paint(painter, "thought", QRectF(6, middle - side / 2, side, side), theme.colour("thought"))
        painter.setOpacity(1)
        left = 14.0 + side
        right = self._free_until - (side + GAP if self._can_fold else 0)
        left = self._draw_words(
            painter, self._head.title, left, right, "thought" if self._head.is_live else "text2", bold=True
        )
        left = self._draw_words(painter, self._head.facts, left, right, "text2" if is_lit else "text3", bold=False)
        if self._can_fold:
            chevron = "chevron-down" if self.isChecked() else "chevron-right"
            place = QRectF(left - 3, middle - side / 2 + 0.5, side - 1, side - 1)
            theme.icons.paint(painter, chevron, place, theme.colour("text2"))
        painter.end()

    @property
    def _free_until(self) -> float:
        """Where the buttons begin that stand over the head."""
        over = [child.x() for child in self.findChildren(QAbstractButton) if child.isVisible()]
        return float(min(over, default=self.width()))

    def _draw_words(self, painter: QPainter, words: str, left: float, right: float, ink: str, *, bold: bool) -> float:
        """Where the next thing begins. What has no room gives up its end, or is left out."""
        if not words or right - left < LEAST_ROOM:
            return left
        font = self._theme.font(UI_PX if bold else UI_PX - 1, QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        metrics = QFontMetrics(font)
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(right - left))
        painter.setFont(font)
        painter.setPen(self._theme.colour(ink))
        painter.drawText(QRectF(left, 0, self.width() - left, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
        return left + metrics.horizontalAdvance(words) + GAP

    def sizeHint(self) -> QSize:
        return QSize(320, self.minimumHeight())

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
