"""The title of a page and what can be done with all of it: beside the title, or below it where both have no room."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from app.ui.controls.label import Label

GAP = 8


class PageHead(QWidget):
    def __init__(self, title: Label, *buttons: QWidget) -> None:
        super().__init__()
        self._title, self._buttons = title, buttons
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for each in buttons:
            row.addWidget(each)
        row.addStretch(1)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setSpacing(GAP)
        self._parts.addWidget(title, 1)
        self._parts.addLayout(row)

    @property
    def is_stacked(self) -> bool:
        return self._parts.direction() is QBoxLayout.Direction.TopToBottom

    def _fit(self) -> None:
        title = self._title.fontMetrics().horizontalAdvance(self._title.text())
        wanted = title + sum(GAP + each.sizeHint().width() for each in self._buttons if not each.isHidden())
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        is_stacked = wanted > self.width()
        self._parts.setDirection(below if is_stacked else beside)
        self._parts.setContentsMargins(0, 0, 0, GAP if is_stacked else 0)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        return super().event(event)
