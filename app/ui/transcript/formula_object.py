"""A formula as one character of a document: filled with the colour of the text around it, on its baseline.

Its outline is a path in em, so nothing is cached for a theme, a size or a screen. Displayed formulas that are wider
than their column are scrolled to the side, each by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import ceil

from PySide6.QtCore import QByteArray, QDataStream, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPyTextObject,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from app.formulas.formula import Outline

FORMULA_OBJECT = QTextFormat.ObjectTypes.UserObject.value + 1
OBJECT_CHARACTER = "\ufffc"

# User properties of a formula's format; those of text panes are the lower ones.
SOURCE = QTextFormat.Property.UserProperty.value + 101  # as written, with its marks: what is copied
_SHAPE = QTextFormat.Property.UserProperty.value + 102  # index into the shapes of the object
_EM = QTextFormat.Property.UserProperty.value + 103  # pixels
_ASCENT = QTextFormat.Property.UserProperty.value + 107  # pixels above the baseline
_DEPTH = QTextFormat.Property.UserProperty.value + 104  # pixels below it
_OFFSET = QTextFormat.Property.UserProperty.value + 105  # pixels that a wide one is scrolled by
_IS_DISPLAYED = QTextFormat.Property.UserProperty.value + 106

_SELECTION = 0x822  # Source: qtextformat.h, "Internal to qtextlayout.cpp: ObjectSelectionBrush"

EM_PER_PIXEL = 1.1  # of the text's size: the font of formulas has smaller small letters
DISPLAYED_AIR = 4.0  # above and below; the thumb of a wide one stands in it
SIDE_AIR = 1.0  # left and right of one in a line
THUMB_HEIGHT, THUMB_OPACITY = 3.0, 0.35


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline as Qt draws it. Lengths in em."""

    path: QPainterPath
    width: float
    ascent: float
    depth: float


def shape_of(outline: Outline) -> Shape:
    path = QPainterPath()
    stream = QDataStream(QByteArray(outline.path))
    stream >> path
    return Shape(path, outline.width, outline.ascent, outline.depth)


def draw_selected_formulas(document: QTextDocument, painter: QPainter) -> None:
    held = document.documentLayout().handlerForObject(FORMULA_OBJECT)
    if isinstance(held, FormulaObject):
        held.draw_selected(painter)


def scroll_formula(document: QTextDocument, point: QPointF, by: float) -> bool:
    """Moves the wide formula at that point of the document to the side, if there is one."""
    held = document.documentLayout().handlerForObject(FORMULA_OBJECT)
    if not isinstance(held, FormulaObject):
        return False
    at = document.documentLayout().hitTest(point, Qt.HitTestAccuracy.FuzzyHit)
    return at >= 0 and held.scroll(document.findBlock(at), by)


class FormulaObject(QPyTextObject):
    """Sizes and draws all formulas of the documents that it was given to with ``adopt``."""

    def __init__(self) -> None:
        super().__init__()
        self._shapes: list[Shape] = []
        self._selected: list[tuple[QRectF, QTextFormat]] = []

    def adopt(self, document: QTextDocument) -> None:
        document.documentLayout().registerHandler(FORMULA_OBJECT, self)

    def add(self, shape: Shape) -> int:
        self._shapes.append(shape)
        return len(self._shapes) - 1

    def format_for(self, index: int, source: str, look: QTextCharFormat, *, is_displayed: bool) -> QTextCharFormat:
        """Of the one character that stands for it in text that looks like ``look``."""
        shape, em = self._shapes[index], look.font().pixelSize() * EM_PER_PIXEL
        ascent, depth = shape.ascent * em, shape.depth * em
        if is_displayed:
            ascent, depth = ascent + DISPLAYED_AIR, depth + DISPLAYED_AIR
        else:  # a line of nothing but a low formula is as high as one of words: cells of a table stay in line
            beside = QFontMetricsF(look.font())
            ascent, depth = max(ascent, beside.ascent()), max(depth, beside.descent())
        hanger = _font_hanging_down_by(look.font().family(), ceil(depth))
        form = QTextCharFormat(look)
        form.setObjectType(FORMULA_OBJECT)
        form.setFont(hanger)
        form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
        form.setProperty(SOURCE, source)
        form.setProperty(_SHAPE, index)
        form.setProperty(_EM, em)
        form.setProperty(_ASCENT, ascent)
        form.setProperty(_DEPTH, QFontMetricsF(hanger).descent())
        form.setProperty(_IS_DISPLAYED, is_displayed)
        return form

    def scroll(self, block: QTextBlock, by: float) -> bool:
        """Moves the displayed formula of the block to the side; False if there is none, or it is seen as a whole."""
        at = block.text().find(OBJECT_CHARACTER)
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + at)
        cursor.setPosition(block.position() + at + 1, QTextCursor.MoveMode.KeepAnchor)
        form = cursor.charFormat()
        if at < 0 or not form.property(_IS_DISPLAYED):
            return False
        hidden = self._width(form) - room_for(cursor.document(), block.position())
        if hidden <= 0:
            return False
        form.setProperty(_OFFSET, min(hidden, max(0.0, _offset(form) + by)))
        cursor.setCharFormat(form)
        return True

    def _width(self, form: QTextFormat) -> float:
        return self._shapes[int(form.property(_SHAPE))].width * float(form.property(_EM)) + 2 * SIDE_AIR

    def intrinsicSize(self, document: QTextDocument, position: int, form: QTextFormat) -> QSizeF:
        width = min(self._width(form), room_for(document, position))
        return QSizeF(width, float(form.property(_ASCENT)) + float(form.property(_DEPTH)))

    def drawObject(
        self, painter: QPainter, rect: QRectF | QRect, _document: QTextDocument, _position: int, form: QTextFormat
    ) -> None:
        if form.property(_SELECTION):
            self._selected.append((QRectF(rect), QTextFormat(form)))  # it is not ours for longer than this call
        self._draw(painter, QRectF(rect), form)

    def draw_selected(self, painter: QPainter) -> None:
        """Again, all that was selected in the document drawn last: Qt lays a veil over selected objects."""
        selected, self._selected = self._selected, []
        for rect, form in selected:
            self._draw(painter, rect, form)

    def _draw(self, painter: QPainter, rect: QRectF, form: QTextFormat) -> None:
        shape, em = self._shapes[int(form.property(_SHAPE))], float(form.property(_EM))
        colour = form.foreground()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hidden = self._width(form) - rect.width()
        offset, scale = 0.0, 1.0
        if hidden > 0.5 and form.property(_IS_DISPLAYED):
            offset = min(hidden, _offset(form))
            painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
            _draw_thumb(painter, rect, offset / self._width(form), rect.width() / self._width(form), colour)
        elif hidden > 0.5:
            scale = rect.width() / self._width(form)
        baseline = QPointF(rect.left() + SIDE_AIR - offset, rect.bottom() - float(form.property(_DEPTH)))
        painter.translate(_on_a_pixel(painter, baseline))
        painter.scale(em * scale, em * scale)
        painter.fillPath(shape.path, colour)
        painter.restore()


def room_for(document: QTextDocument, position: int) -> float:
    """The width that a line has there."""
    if document.textWidth() <= 0:
        return float("inf")
    block = document.findBlock(position)
    if QTextCursor(block).currentTable() is not None:
        return float("inf")
    return max(40.0, document.textWidth() - block.blockFormat().leftMargin())


def _offset(form: QTextFormat) -> float:
    return float(form.property(_OFFSET) or 0.0)


def _draw_thumb(painter: QPainter, rect: QRectF, start: float, share: float, colour: QBrush) -> None:
    painter.setOpacity(THUMB_OPACITY)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    thumb = QRectF(rect.left() + start * rect.width(), rect.bottom() - THUMB_HEIGHT, share * rect.width(), THUMB_HEIGHT)
    painter.drawRoundedRect(thumb, THUMB_HEIGHT / 2, THUMB_HEIGHT / 2)
    painter.setOpacity(1)


def _on_a_pixel(painter: QPainter, point: QPointF) -> QPointF:
    """As glyphs are: else fraction bars are blurred, and stand half a pixel beside the text's minus."""
    device = painter.deviceTransform()
    there = device.map(point)
    back, is_possible = device.inverted()
    return back.map(QPointF(there.x(), float(round(there.y())))) if is_possible else point


def _font_hanging_down_by(family: str, pixels: int) -> QFont:
    """QTextDocumentLayout (Qt 6.11) hangs an object on the baseline by the descent of its format's font."""
    font = QFont(family)
    font.setPixelSize(_size_hanging_down_by(family, pixels))
    return font


@cache  # of the number: a font that outlives the application takes the process down with it
def _size_hanging_down_by(family: str, pixels: int) -> int:
    font, size = QFont(family), 1
    font.setPixelSize(size)
    while QFontMetricsF(font).descent() < pixels:
        size += 1
        font.setPixelSize(size)
    return size
