"""Rows of a table. To paint some of their cells Qt looks at all of them, which takes long if there are hundreds."""

from __future__ import annotations

from collections import deque
from weakref import ref

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme import Theme
from app.ui.transcript.reply_pane import ReplyPane

MANY = 40  # columns; with more of them, what was painted is kept
KEPT = 40  # pictures of one table, more than are in sight


class Pictures:
    """Those panes of a table that keep one: the last ones that were painted. Each of them knows this already."""

    def __init__(self) -> None:
        self._holders: deque[ref[RowsPane]] = deque()

    def add(self, pane: RowsPane) -> None:
        self._holders.append(ref(pane))
        if len(self._holders) > KEPT and (oldest := self._holders.popleft()()) is not None:
            oldest.forget_picture()

    def remove(self, pane: RowsPane) -> None:
        self._holders = deque(held for held in self._holders if held() is not pane)


class RowsPane(ReplyPane):
    """``pictures``: None for a table that has few columns, and is painted as it is."""

    def __init__(
        self, *, theme: Theme, font: QFont, pictures: Pictures | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme=theme, font=font, parent=parent)
        self._pictures = pictures
        self._picture: QPixmap | None = None
        self._place = QRect()  # what of the pane it shows
        if pictures is not None:
            self.document().contentsChanged.connect(self.forget_picture)

    def forget_picture(self) -> None:
        if self._picture is not None and self._pictures is not None:
            self._picture = None
            self._pictures.remove(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.forget_picture()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pictures is None or self.has_marks or self.textCursor().hasSelection() or self.extraSelections():
            super().paintEvent(event)
            return
        self._fit()
        is_sharp = self._picture is None or self._picture.devicePixelRatioF() == self.devicePixelRatioF()
        if not is_sharp or not self._place.contains(event.rect()):
            self.forget_picture()
        if self._picture is None:
            self._place = QRect(event.rect().x(), 0, event.rect().width(), self.viewport().height())
            self._picture = self._painted()
            self._pictures.add(self)
        painter = QPainter(self.viewport())
        painter.setClipRect(event.rect())
        painter.drawPixmap(self._place.topLeft(), self._picture)
        painter.end()

    def _painted(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self._place.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._theme.colour("window"))  # on which letters have other edges than on nothing
        painter = QPainter(picture)
        painter.translate(-self._place.topLeft())
        painter.setPen(self._theme.colour("text"))
        self.document().drawContents(painter, QRectF(self._place))
        painter.end()
        return picture
