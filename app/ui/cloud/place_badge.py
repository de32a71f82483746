"""Beside the title: where this conversation is answered. With services to choose from, the place to choose another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFocusEvent, QFont, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from app.ui.controls.icon_button import KEYBOARD_REASONS
from app.ui.controls.painting import draw_focus_ring, draw_ground, draws_itself, painter_on, shows_focus
from app.ui.theme import UI_PX, Theme

ICON_PX = 15
ARROW_PX = 13
PADDING = 10
HERE = ""  # the id of this machine among the choices


@dataclass(frozen=True, slots=True)
class Place:
    """``ink``: ``ok`` where nothing leaves this machine, else ``warn``; the words and the icon say the same."""

    words: str
    icon: str
    ink: str
    explanation: str


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """``id``: of a service, ``HERE`` for this machine."""

    id: str
    words: str
    is_chosen: bool = False


class PlaceBadge(QPushButton):
    """``chosen(id)``: who is to answer the next questions of this conversation."""

    chosen = Signal(str)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._place = Place("", "chip", "ok", "")
        self._choices: tuple[PlaceChoice, ...] = ()
        self._menu = QMenu(self)
        self._group: QActionGroup | None = None
        draws_itself(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._open)
        self._fit()
        theme.changed.connect(self._fit)

    def show_place(self, place: Place, choices: Sequence[PlaceChoice]) -> None:
        """Without choices it only says where."""
        self._place, self._choices = place, tuple(choices)
        self.setText(place.words)
        self.setAccessibleName(place.words)
        self.setAccessibleDescription(place.explanation)
        self.setToolTip(place.explanation)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if self._choices else Qt.FocusPolicy.NoFocus)
        self._fill()
        self.updateGeometry()
        self.update()

    @property
    def place(self) -> Place:
        return self._place

    @property
    def actions_to_choose(self) -> dict[str, QAction]:
        """By id, as they stand in the menu."""
        return {action.data(): action for action in self._menu.actions()}

    def _fill(self) -> None:
        self._menu.clear()
        self._group = QActionGroup(self._menu)
        for choice in self._choices:
            action = self._menu.addAction(choice.words)
            action.setData(choice.id)
            action.setCheckable(True)
            action.setChecked(choice.is_chosen)
            action.triggered.connect(self._on_triggered)
            self._group.addAction(action)

    def _open(self) -> None:
        if self._choices:
            self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _on_triggered(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.chosen.emit(action.data())

    def _fit(self) -> None:
        self.setFont(self._theme.font(UI_PX, QFont.Weight.DemiBold))
        self.setFixedHeight(self._theme.scaled(27))
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect, ink = self._theme, QRectF(self.rect()), self._place.ink
        colour, ground = theme.colour(ink), theme.colour(f"{ink}_soft")
        is_hot = bool(self._choices) and (self.underMouse() or self.isDown())
        line = colour if is_hot else None
        draw_ground(painter, rect, rect.height() / 2, ground, line)
        if shows_focus(self):
            draw_focus_ring(painter, rect, rect.height() / 2, theme.colour("focus"))
        side, padding = theme.scaled(ICON_PX), theme.scaled(PADDING)
        theme.icons.paint(painter, self._place.icon, QRectF(padding, (rect.height() - side) / 2, side, side), colour)
        painter.setFont(self.font())
        painter.setPen(colour)
        left = padding + side + 6
        painter.drawText(rect.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._choices:
            arrow = theme.scaled(ARROW_PX)
            place = QRectF(rect.width() - padding - arrow + 2, (rect.height() - arrow) / 2 + 1, arrow, arrow)
            theme.icons.paint(painter, "chevron-down", place, colour)
        painter.end()

    def sizeHint(self) -> QSize:
        scaled = self._theme.scaled
        width = QFontMetrics(self.font()).horizontalAdvance(self.text())
        arrow = scaled(ARROW_PX) + 4 if self._choices else 0
        return QSize(2 * scaled(PADDING) + scaled(ICON_PX) + 6 + width + 3 + arrow, scaled(27))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setProperty("keyboardFocus", event.reason() in KEYBOARD_REASONS)
        super().focusInEvent(event)
