"""What sets a preference: a switch, a row of choices, or a value between two buttons.

Each is named after the preference that it sets, shows its value, and says ``picked(name, value)`` when the person
chooses another one.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app.ui.controls.icon_button import KEYBOARD_REASONS, IconButton
from app.ui.controls.label import Label
from app.ui.controls.painting import draw_focus_ring, draw_ground, draws_itself, painter_on, shows_focus
from app.ui.controls.segments import Segments
from app.ui.theme import UI_PX, Theme


class Choice(Segments):
    """``options``: values with their words. A value that is none of them (a person may edit the file) checks none."""

    picked = Signal(str, object)

    def __init__(self, name: str, title: str, options: Sequence[tuple[object, str]], *, theme: Theme) -> None:
        super().__init__([words for _, words in options], name=title, theme=theme)
        self._name = name
        self._values = [value for value, _ in options]
        self.chosen.connect(self._on_chosen)

    def show_value(self, value: object) -> None:
        self.choose(self._values.index(value) if value in self._values else -1)

    @property
    def controls(self) -> list[QWidget]:
        return [self.button(index) for index in range(len(self._values))]

    def _on_chosen(self, index: int) -> None:
        self.picked.emit(self._name, self._values[index])


class Switch(QAbstractButton):
    """On or off, at once; the words beside it say what."""

    picked = Signal(str, object)

    WIDTH, HEIGHT = 40, 24

    def __init__(self, name: str, title: str, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self.setCheckable(True)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        draws_itself(self)
        self.clicked.connect(self._on_clicked)
        theme.changed.connect(self.updateGeometry)

    def show_value(self, value: object) -> None:
        self.setChecked(bool(value))

    @property
    def controls(self) -> list[QWidget]:
        return [self]

    def _on_clicked(self, is_on: bool) -> None:
        self.picked.emit(self._name, is_on)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect = self._theme, QRectF(self.rect()).adjusted(2, 2, -2, -2)
        is_on = self.isChecked()
        ground = theme.colour("accent") if is_on else theme.colour("hover")
        draw_ground(painter, rect, rect.height() / 2, ground, None if is_on else theme.colour("line_strong"))
        side = rect.height() - 6
        left = rect.right() - side - 3 if is_on != self.isRightToLeft() else rect.left() + 3
        knob = theme.colour("text_on_accent" if is_on else "text2")
        draw_ground(painter, QRectF(left, rect.top() + 3, side, side), side / 2, knob)
        if shows_focus(self):
            draw_focus_ring(painter, QRectF(self.rect()), self.height() / 2, theme.colour("focus"))
        painter.end()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.scaled(self.WIDTH), self._theme.scaled(self.HEIGHT))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setProperty("keyboardFocus", event.reason() in KEYBOARD_REASONS)
        super().focusInEvent(event)


class Stepper(QWidget):
    """One of a few values in their order, with a button for the one before and one for the one after."""

    picked = Signal(str, object)

    def __init__(
        self,
        name: str,
        options: Sequence[tuple[object, str]],
        *,
        less: str,
        more: str,
        theme: Theme,
    ) -> None:
        """``less``, ``more``: what the two buttons do, in words."""
        super().__init__()
        self._theme = theme
        self._name = name
        self._options = list(options)
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._less = IconButton("minus", less, theme=theme)
        self._less.clicked.connect(self._on_less)
        self._more = IconButton("plus", more, theme=theme)
        self._more.clicked.connect(self._on_more)
        self._words = Label(theme=theme)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for widget in (self._less, self._words, self._more):
            row.addWidget(widget)
        self._fit()
        theme.changed.connect(self._fit)

    def show_value(self, value: object) -> None:
        """Between two options, or beyond them: the words of the nearest one at or below it."""
        values = [each for each, _ in self._options]
        self._at = values.index(value) if value in values else 0
        self._words.setText(self._options[self._at][1])
        self._less.setEnabled(self._at > 0)
        self._more.setEnabled(self._at < len(values) - 1)

    @property
    def controls(self) -> list[QWidget]:
        return [self._less, self._more]

    def text(self) -> str:
        return self._words.text()

    def _on_less(self) -> None:
        self._step(-1)

    def _on_more(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        self.picked.emit(self._name, self._options[self._at + by][0])

    def _fit(self) -> None:
        """Room for the widest words, so that the buttons stay under the pointer."""
        metrics = QFontMetrics(self._theme.font(UI_PX))
        self._words.setFixedWidth(max(metrics.horizontalAdvance(words) for _, words in self._options) + 16)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        draw_ground(painter, QRectF(self.rect()), 8, self._theme.colour("hover"))
        painter.end()


Control = Choice | Switch | Stepper
