"""A formula as one character of a document: filled with the colour of the text around it, on its baseline.

Displayed formulas that are wider than their column are scrolled to the side, each by itself; others are made to fit.
"""

from __future__ import annotations

from functools import cache
from math import ceil

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPyTextObject,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from app.formulas.formula import Outline
from app.ui.transcript.formula_brush import Brush

FORMULA_OBJECT = QTextFormat.ObjectTypes.UserObject.value + 1
OBJECT_CHARACTER = "\ufffc"

# User properties of a formula's format; those of text panes are the lower ones.
SOURCE = QTextFormat.Property.UserProperty.value + 101  # as written, with its marks: what is copied
_OUTLINE = QTextFormat.Property.UserProperty.value + 102  # index into the outlines of the object
_EM = QTextFormat.Property.UserProperty.value + 103  # pixels
_ASCENT = QTextFormat.Property.UserProperty.value + 107  # pixels above the baseline
_DEPTH = QTextFormat.Property.UserProperty.value + 104  # pixels below it
_OFFSET = QTextFormat.Property.UserProperty.value + 105  # pixels that a wide one is scrolled by
_IS_DISPLAYED = QTextFormat.Property.UserProperty.value + 106
_WIDTH = QTextFormat.Property.UserProperty.value + 108  # pixels

_SELECTION = 0x822  # Source: qtextformat.h, "Internal to qtextlayout.cpp: ObjectSelectionBrush"

EM_PER_PIXEL = 1.1  # of the text's size: the font of formulas has smaller small letters
DISPLAYED_AIR = 4.0  # above and below; the thumb of a wide one stands in it
SIDE_AIR = 1.0  # left and right of one in a line
THUMB_HEIGHT, THUMB_OPACITY = 3.0, 0.35


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
        self._outlines: list[Outline] = []
        self._brush = Brush()
        self._selected: list[tuple[QRectF, QTextFormat]] = []

    def adopt(self, document: QTextDocument) -> None:
        document.documentLayout().registerHandler(FORMULA_OBJECT, self)

    def add(self, outline: Outline) -> int:
        self._outlines.append(outline)
        return len(self._outlines) - 1

    def format_for(self, index: int, source: str, look: QTextCharFormat, *, is_displayed: bool) -> QTextCharFormat:
        """Of the one character that stands for it in text that looks like ``look``."""
        outline, em = self._outlines[index], look.font().pixelSize() * EM_PER_PIXEL
        ascent, depth = outline.ascent * em, outline.depth * em
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
        form.setProperty(_OUTLINE, index)
        form.setProperty(_EM, em)
        form.setProperty(_WIDTH, outline.width * em + 2 * SIDE_AIR)
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
        hidden = float(form.property(_WIDTH)) - room_for(cursor.document(), block.position())
        if hidden <= 0:
            return False
        form.setProperty(_OFFSET, min(hidden, max(0.0, _offset(form) + by)))
        cursor.setCharFormat(form)
        return True

    def intrinsicSize(self, document: QTextDocument, position: int, form: QTextFormat) -> QSizeF:
        width = float(form.property(_WIDTH))
        if width > document.textWidth() / 4:  # else it fits wherever it stands; this is asked very often
            width = min(width, room_for(document, position))
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
        index, em, width = (int(form.property(_OUTLINE)), float(form.property(_EM)), float(form.property(_WIDTH)))
        colour = form.foreground().color()
        hidden = width - rect.width()
        left = rect.left() + SIDE_AIR
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if hidden > 0.5 and form.property(_IS_DISPLAYED):
            offset = min(hidden, _offset(form))
            painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
            _draw_thumb(painter, rect, offset / width, rect.width() / width, colour)
            left -= offset
        elif hidden > 0.5:
            em *= rect.width() / width
        baseline = QPointF(left, rect.bottom() - float(form.property(_DEPTH)))
        self._brush.draw(painter, self._outlines[index], name=index, at=baseline, em=em, colour=colour)
        painter.restore()


def room_for(document: QTextDocument, position: int) -> float:
    """The width that a line has there."""
    if document.textWidth() <= 0:
        return float("inf")
    block = document.findBlock(position)
    if QTextCursor(block).currentTable() is not None:
        return float("inf")
    form = block.blockFormat()
    return max(40.0, document.textWidth() - form.leftMargin() - form.rightMargin())


def _offset(form: QTextFormat) -> float:
    return float(form.property(_OFFSET) or 0.0)


def _draw_thumb(painter: QPainter, rect: QRectF, start: float, share: float, colour: QColor) -> None:
    painter.setOpacity(THUMB_OPACITY)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    thumb = QRectF(rect.left() + start * rect.width(), rect.bottom() - THUMB_HEIGHT, share * rect.width(), THUMB_HEIGHT)
    painter.drawRoundedRect(thumb, THUMB_HEIGHT / 2, THUMB_HEIGHT / 2)
    painter.setOpacity(1)


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
