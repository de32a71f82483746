"""The slow breath of an icon while something goes on; still where nothing is to move."""

from __future__ import annotations

import math

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.ui.theme import Theme

PERIOD_MS = 1_600
STEP_MS = 66  # 15 a second: the icon is small and the change slow
WEAKEST = 0.35


class Pulse(QTimer):
    """``beat(is_on)``. ``strength``: 1 while it rests. Draws ``widget`` again, and only while it can be seen."""

    def __init__(self, widget: QWidget, *, theme: Theme) -> None:
        super().__init__(widget)
        self._theme = theme
        self._passed_ms = 0
        self.setInterval(STEP_MS)
        self.timeout.connect(self._on_step)

    @property
    def strength(self) -> float:
        turn = math.cos(2 * math.pi * self._passed_ms / PERIOD_MS)
        return WEAKEST + (1 - WEAKEST) * (1 + turn) / 2

    @property
    def _widget(self) -> QWidget:
        """By way of Qt, which owns this: two objects of Python that know each other are garbage when they are done."""
        widget = self.parent()
        assert isinstance(widget, QWidget)
        return widget

    def beat(self, is_on: bool) -> None:
        if is_on and not self.isActive() and self._theme.moves:
            self.start()
        elif not is_on and self.isActive():
            self._rest()

    def _rest(self) -> None:
        self.stop()
        self._passed_ms = 0
        self._widget.update()

    def _on_step(self) -> None:
        if not self._theme.moves:
            self._rest()
        elif self._widget.isVisible():
            self._passed_ms = (self._passed_ms + STEP_MS) % PERIOD_MS
            self._draw()

    def _draw(self) -> None:
        """What breathes: at the left of a line."""
        self._widget.update(0, 0, self._widget.height() + 8, self._widget.height())
