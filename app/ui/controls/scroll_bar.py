"""A thin scroll bar that lies over what it scrolls, so that a column stays in the middle of the window.

The area's own bar goes on working unseen; this one mirrors it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar

from app.ui.controls.painting import draw_ground, painter_on
from app.ui.theme import Theme

THICKNESS = 12
THUMB, WIDE_THUMB = 6, 8
LEAST_LENGTH = 36


class OverlayBar(QScrollBar):
    def __init__(self, area: QAbstractScrollArea, orientation: Qt.Orientation, *, theme: Theme) -> None:
        super().__init__(orientation, area)
        self._theme = theme
        self._is_hot = False
        if orientation is Qt.Orientation.Vertical:
            area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._mirrored = area.verticalScrollBar()
        else:
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._mirrored = area.horizontalScrollBar()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._mirrored.rangeChanged.connect(self._on_range_changed)
        self._mirrored.valueChanged.connect(self.setValue)
        self.valueChanged.connect(self._mirrored.setValue)
        area.installEventFilter(self)
        self._on_range_changed()

    @property
    def _area(self) -> QAbstractScrollArea:
        """By way of Qt: two objects of Python that know each other are garbage when they are done."""
        area = self.parent()
        assert isinstance(area, QAbstractScrollArea)
        return area

    def _on_range_changed(self) -> None:
        mirrored = self._mirrored
        blocked = self.blockSignals(True)  # the mirrored bar keeps its value itself
        self.setRange(mirrored.minimum(), mirrored.maximum())
        self.setPageStep(mirrored.pageStep())
        self.setSingleStep(mirrored.singleStep())
        self.setValue(mirrored.value())
        self.blockSignals(blocked)
        self.setVisible(mirrored.maximum() > mirrored.minimum())
        self._place()

    def _place(self) -> None:
        if self.isHidden():
            return
        area = self._area.viewport().geometry()
        if self.orientation() is Qt.Orientation.Vertical:
            self.setGeometry(area.right() - THICKNESS + 1, area.top(), THICKNESS, area.height())
        else:
            self.setGeometry(area.left(), area.bottom() - THICKNESS + 1, area.width(), THICKNESS)
        self.raise_()

    def _thumb(self) -> QRectF:
        span = self.maximum() - self.minimum()
        is_vertical = self.orientation() is Qt.Orientation.Vertical
        room = float(self.height() if is_vertical else self.width()) - 4
        length = max(LEAST_LENGTH, room * self.pageStep() / max(1, span + self.pageStep()))
        start = 2 + (room - length) * (self.value() - self.minimum()) / max(1, span)
        breadth = WIDE_THUMB if self._is_hot or self.isSliderDown() else THUMB
        across = (self.width() if is_vertical else self.height()) - breadth - 2
        return QRectF(across, start, breadth, length) if is_vertical else QRectF(start, across, length, breadth)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        colour = self._theme.colour("line_strong")
        colour.setAlphaF(0.85 if self._is_hot or self.isSliderDown() else 0.5)
        thumb = self._thumb()
        draw_ground(painter, thumb, min(thumb.width(), thumb.height()) / 2, colour)
        painter.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._is_hot = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._is_hot = False
        self.update()
        super().leaveEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(THICKNESS, THICKNESS)
