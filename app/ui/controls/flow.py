"""Widgets side by side, in as many lines as the width asks for."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """``at_end``: at the far side of each line."""

    def __init__(self, parent: QWidget, *, spacing: int = 6, at_end: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._at_end = at_end
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay(QRect(0, 0, width, 0), moves=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay(rect, moves=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _lay(self, rect: QRect, *, moves: bool) -> int:
        """The height of all lines."""
        top, gap = rect.y(), self.spacing()
        line: list[tuple[QLayoutItem, QSize]] = []
        width = 0
        for item in self._items:
            if item.isEmpty():
                continue  # hidden
            size = item.sizeHint().boundedTo(QSize(rect.width(), 1 << 14))
            if line and width + gap + size.width() > rect.width():
                top += self._place(line, rect, top, width, moves=moves) + gap
                line, width = [], 0
            width += size.width() + (gap if line else 0)
            line.append((item, size))
        if line:
            top += self._place(line, rect, top, width, moves=moves)
        return top - rect.y()

    def _place(self, line: list[tuple[QLayoutItem, QSize]], rect: QRect, top: int, width: int, *, moves: bool) -> int:
        height = max(size.height() for _, size in line)
        if moves:
            widget = self.parentWidget()
            is_mirrored = widget is not None and widget.isRightToLeft()
            left = rect.x() + (rect.width() - width if self._at_end != is_mirrored else 0)
            for item, size in reversed(line) if is_mirrored else line:
                item.setGeometry(QRect(QPoint(left, top), size))
                left += size.width() + self.spacing()
        return height
