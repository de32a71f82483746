"""Rows to choose from, one of which is marked, below or above a line of text that keeps the keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.ui.controls.painting import draw_ground
from app.ui.controls.scroll_bar import OverlayBar
from app.ui.theme import Theme

ROW_HEIGHT = 36
VALUE_ROLE = Qt.ItemDataRole.UserRole + 1
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """``words``: what a screen reader says. ``value``: what the row stands for, and what its face draws."""

    title: str
    words: str
    value: object


class MarkedRows(QListView):
    """``clicked(index)`` marks a row before it comes. Whoever has the keyboard calls ``step``."""

    def __init__(self, *, name: str, face: RowFace, theme: Theme) -> None:
        super().__init__()
        self._rows = QStandardItemModel(self)
        face.setParent(self)
        self.setModel(self._rows)
        self.setItemDelegate(face)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self.setCurrentIndex)
        OverlayBar(self, Qt.Orientation.Vertical, theme=theme)
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def show_rows(self, rows: Iterable[MarkedRow]) -> None:
        """The first one is marked."""
        self._rows.clear()
        for row in rows:
            item = QStandardItem(row.title)
            item.setData(row.value, VALUE_ROLE)
            item.setData(row.words, Qt.ItemDataRole.AccessibleTextRole)
            item.setEditable(False)
            self._rows.appendRow(item)
        if self.count:
            self._mark(0)

    @property
    def count(self) -> int:
        return self._rows.rowCount()

    def titles(self) -> list[str]:
        return [self._rows.item(row).text() for row in range(self.count)]

    @property
    def current(self) -> str:
        """The title of the row that is marked."""
        return str(self.currentIndex().data() or "")

    @property
    def value(self) -> object:
        return self.currentIndex().data(VALUE_ROLE)

    def step(self, by: int) -> str:
        """Marks another row, and gives the words that it says: by one all the way round, by more to either end."""
        at = self.currentIndex().row() + by
        self._mark(at % self.count if abs(by) == 1 else max(0, min(self.count - 1, at)))
        return str(self.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole))

    def _mark(self, row: int) -> None:
        self.setCurrentIndex(self._rows.index(row, 0))
        self.scrollTo(self.currentIndex())


class RowFace(QStyledItemDelegate):
    """The ground of a row, and on it what a subclass draws."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self.theme = theme

    def draw(self, painter: QPainter, ground: QRectF, value: object) -> None:
        raise NotImplementedError

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(option.rect).adjusted(7, 0.5, -7, -0.5)
        if option.state & QStyle.StateFlag.State_Selected:
            draw_ground(painter, ground, 7, self.theme.colour("selected"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            draw_ground(painter, ground, 7, self.theme.colour("hover"))
        self.draw(painter, ground, index.data(VALUE_ROLE))
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(100, self.theme.scaled(ROW_HEIGHT))
