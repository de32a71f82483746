"""Every menu item with its key on one sheet, made from the actions themselves, so that none can be missing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QScrollArea, QVBoxLayout, QWidget

from app.ui.controls.icon_button import IconButton
from app.ui.controls.label import Label
from app.ui.controls.painting import draw_ground, painter_on
from app.ui.controls.scroll_bar import OverlayBar
from app.ui.palette.entries import actions_of, plain
from app.ui.palette.overlay import Overlay
from app.ui.theme import HEADING_PX, SMALL_PX, UI_PX, Theme

WIDTH, HEIGHT = 820, 620
COLUMNS = 2


class KeySheet(Overlay):
    """``show_keys(bar)`` opens it."""

    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(name=self.tr("Keyboard Shortcuts"), width=WIDTH, height=HEIGHT, theme=theme, parent=parent)
        title = Label(self.tr("Keyboard Shortcuts"), theme=theme, pixels=HEADING_PX[1], weight=QFont.Weight.DemiBold)
        self._close = IconButton("close", self.tr("Close"), theme=theme)
        self._close.clicked.connect(self.leave)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self._close)
        self._page = QWidget()
        self._area = QScrollArea()
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(self.tr("Keyboard Shortcuts"))
        self._area.viewport().setAutoFillBackground(False)
        OverlayBar(self._area, Qt.Orientation.Vertical, theme=theme)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(24, 18, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._area, 1)

    def show_keys(self, bar: QMenuBar) -> None:
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, 0, 14, 8)
        columns.setSpacing(40)
        groups: dict[str, list[tuple[str, list[str]]]] = {}
        for place, action in actions_of(bar):
            keys = [each.toString(QKeySequence.SequenceFormat.NativeText) for each in action.shortcuts()]
            groups.setdefault(place, []).append((plain(action.text()), keys))
        sides = [QVBoxLayout() for _ in range(COLUMNS)]
        heights = [0] * COLUMNS
        for place, rows in groups.items():
            at = heights.index(min(heights))
            heights[at] += len(rows) + 2
            sides[at].addWidget(_group(place, rows, theme=self.theme))
        for side in sides:
            side.setSpacing(16)
            side.addStretch(1)
            columns.addLayout(side, 1)
        self._page = page
        self._area.setWidget(page)
        page.setAutoFillBackground(False)  # which ``setWidget`` turned on
        self.open()
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str:
        return "\n".join(label.text() for label in self._page.findChildren(Label))


def _group(place: str, rows: list[tuple[str, list[str]]], *, theme: Theme) -> QWidget:
    group = QWidget()
    column = QVBoxLayout(group)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(Label(place, theme=theme, ink="text2", pixels=SMALL_PX, weight=QFont.Weight.DemiBold))
    for words, keys in rows:
        row = QHBoxLayout()
        row.setSpacing(6)
        name = Label(words, theme=theme, pixels=UI_PX, wraps=True)
        name.setContentsMargins(0, 3, 0, 3)
        row.addWidget(name, 1)
        for each in keys:
            row.addWidget(_Key(each, theme=theme), 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(row)
    return group


class _Key(Label):
    """Keys in a frame."""

    def __init__(self, keys: str, *, theme: Theme) -> None:
        super().__init__(keys, theme=theme, ink="text2", pixels=SMALL_PX)
        self.setContentsMargins(7, 2, 7, 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_on(self)
        draw_ground(painter, QRectF(self.rect()), 5, self._theme.colour("chip"), self._theme.colour("line"))
        painter.end()
        super().paintEvent(event)
