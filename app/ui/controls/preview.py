"""Small pictures of what goes with a question: bare pixels, so that the window decodes nothing from outside."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.chat.picture import RGB, Preview
from app.ui.controls.painting import painter_on
from app.ui.theme import Theme


def image_of(preview: Preview | None) -> QImage | None:
    """None if there is none, or it is damaged."""
    pixels = None if preview is None else preview.pixels
    if preview is None or pixels is None:
        return None
    return QImage(pixels, preview.width, preview.height, preview.width * RGB, QImage.Format.Format_RGB888).copy()


def draw_square(painter: QPainter, image: QImage, rect: QRectF, radius: float) -> None:
    """Its middle, filling a rounded square."""
    painter.save()
    outline = QPainterPath()
    outline.addRoundedRect(rect, radius, radius)
    painter.setClipPath(outline)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    side = min(image.width(), image.height())
    middle = QRectF((image.width() - side) / 2, (image.height() - side) / 2, side, side)
    painter.drawImage(rect, image, middle)
    painter.restore()


class PreviewView(QWidget):
    """A preview in its own size."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_preview(self, preview: Preview | None) -> None:
        self._image = image_of(preview)
        self.setVisible(self._image is not None)
        self.updateGeometry()
        self.update()

    def image(self) -> QImage | None:
        return self._image

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._image is not None:
            painter = painter_on(self)
            outline = QPainterPath()
            outline.addRoundedRect(QRectF(self.rect()), 8, 8)
            painter.setClipPath(outline)
            painter.drawImage(self.rect(), self._image)
            painter.end()

    def sizeHint(self) -> QSize:
        return QSize(0, 0) if self._image is None else self._image.size()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
