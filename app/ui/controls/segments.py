"""A row of choices of which exactly one holds, as one control with the arrow keys between them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from app.ui.controls.icon_button import KEYBOARD_REASONS
from app.ui.controls.painting import control_line, draw_focus_ring, draw_ground, draws_itself, painter_on, shows_focus
from app.ui.theme import UI_PX, Theme

HEIGHT = 29
PADDING = 12


class Segments(QWidget):
    """``chosen(index)``: by the person, not by ``choose``."""

    chosen = Signal(int)

    def __init__(self, words: Sequence[str], *, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._group = QButtonGroup(self)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        for index, each in enumerate(words):
            segment = _Segment(each, theme=theme, parent=self)
            self._group.addButton(segment, index)
            row.addWidget(segment)
        self._group.idClicked.connect(self.chosen)
        self._group.idToggled.connect(self._keep_tab)
        self._keep_tab()

    def choose(self, index: int) -> None:
        """-1: none of them."""
        if index < 0:
            self._group.setExclusive(False)  # Qt lets nobody leave an exclusive group without a choice
            for button in self._group.buttons():
                button.setChecked(False)
            self._group.setExclusive(True)
        else:
            self._group.button(index).setChecked(True)

    def _keep_tab(self) -> None:
        """Tab comes to the one that holds, or to the first while none does; the arrows go on from there."""
        at = max(0, self._group.checkedId())
        for button in self._group.buttons():
            is_at = self._group.id(button) == at
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_at else Qt.FocusPolicy.ClickFocus)

    @property
    def choice(self) -> int:
        return self._group.checkedId()

    def button(self, index: int) -> QAbstractButton:
        return self._group.button(index)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        draw_ground(painter, QRectF(self.rect()), 8, self._theme.colour("hover"), control_line(self._theme))
        painter.end()


class _Segment(QRadioButton):
    def __init__(self, words: str, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(words, parent)
        self._theme = theme
        draws_itself(self)
        self._fit()
        theme.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFont(self._theme.font(UI_PX, QFont.Weight.Medium))
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        # Measured at the weight of a chosen one, so that nothing moves.
        width = QFontMetrics(self._theme.font(UI_PX, QFont.Weight.DemiBold)).horizontalAdvance(self.text())
        return QSize(width + 2 * self._theme.scaled(PADDING), self._theme.scaled(HEIGHT - 4))

    def hitButton(self, _point: object) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect = self._theme, QRectF(self.rect())
        if self.isChecked():
            fill = theme.colour("line_strong").darker(150) if theme.is_dark else theme.colour("raised")
            draw_ground(painter, rect, 6, fill, control_line(theme) if theme.is_dark else theme.colour("line"))
        if shows_focus(self):
            draw_focus_ring(painter, rect, 6, theme.colour("focus"))
        weight = QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Medium
        painter.setFont(theme.font(UI_PX, weight))
        painter.setPen(theme.colour("text" if self.isChecked() else "text2"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setProperty("keyboardFocus", event.reason() in KEYBOARD_REASONS)
        super().focusInEvent(event)
