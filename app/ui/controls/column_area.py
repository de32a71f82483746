"""A page in the middle of the window, no wider than a column, scrolled where it is higher than the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from app.ui.controls.scroll_bar import OverlayBar
from app.ui.theme import COLUMN_MARGIN, Theme

NARROW, NARROW_MARGIN = 520, 18


class ColumnArea(QScrollArea):
    def __init__(self, page: QWidget, *, width: int, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        holder = QWidget()
        self._row = row = QHBoxLayout(holder)
        row.addStretch(1)
        row.addWidget(page, 1_000)
        row.addStretch(1)
        self.setWidget(holder)
        OverlayBar(self, Qt.Orientation.Vertical, theme=theme)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._theme, self._page, self._width = theme, page, width
        self._fit()
        theme.changed.connect(self._fit)

    def _fit(self) -> None:
        self._page.setMaximumWidth(self._theme.scaled(self._width))
        margin = COLUMN_MARGIN if self.width() >= self._theme.scaled(NARROW) else NARROW_MARGIN
        self._row.setContentsMargins(margin, 0, margin, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)
