"""Text that can be read, selected and copied, as high as it is, scrolled by the column it stands in.

Never loads anything: whatever a document asks for gets a 1×1 pixel. (Returning nothing makes Qt read the file itself.)
"""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QTextBlock,
    QTextFormat,
    QTextLine,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QToolTip, QWidget

from app.ui.theme import Theme
from app.ui.transcript.formula_object import OBJECT_CHARACTER, draw_selected_formulas, scroll_formula
from app.ui.transcript.formula_text import with_sources
from app.ui.transcript.rails import RADIUS, RAIL_ROOM, draw_rail

# What the renderer marks and this paints: user properties of formats.
CHIP = QTextFormat.Property.UserProperty + 1  # characters: inline code
QUOTE_DEPTH = QTextFormat.Property.UserProperty + 2  # block: how many rails stand left of it
RULE = QTextFormat.Property.UserProperty + 3  # block: a line across
UNOPENED = QTextFormat.Property.UserProperty + 5  # characters: the address of a link that is never opened
CHECK = QTextFormat.Property.UserProperty + 6  # block: the box of a task, "☑" if it is done
GOES_ON = QTextFormat.Property.UserProperty + 7  # block: a further part of the line above, no line of its own
CODE_LINE = QTextFormat.Property.UserProperty + 4  # block: a line of a code block inside a list or a quote
HEADING = QTextFormat.Property.UserProperty + 8  # block: the level of a heading
RAILS = QTextFormat.Property.UserProperty + 9  # block: where those stand, in pixels from the left

QUOTE_INDENT = 16
TRAILING = QTextLine.Edge.Trailing  # where words of the two directions meet, a cursor is at two places
UNBROKEN = re.compile(r"\S{2000}")  # characters after which looking for word boundaries becomes quadratic
SCROLL_KEYS = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Space,
    Qt.Key.Key_Escape,
}


class TextPane(QTextBrowser):
    """``link_activated(address)``: by click or Enter; nothing is opened here."""

    link_activated = Signal(str)

    def __init__(self, *, theme: Theme, font: QFont, ink: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ink = ink
        self._wraps = True
        self.has_marks = True  # whether anything may have to be painted behind its text
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.viewport().setAutoFillBackground(False)
        document = self.document()
        document.setDocumentMargin(0)
        self.set_font(font)
        document.documentLayout().documentSizeChanged.connect(self._on_size_changed)
        self.anchorClicked.connect(self._on_anchor_clicked)
        self.highlighted.connect(self._on_highlighted)
        self._recolour()
        theme.changed.connect(self._recolour)

    def set_font(self, font: QFont) -> None:
        """Of what has no format of its own."""
        self.setFont(font)
        self.document().setDefaultFont(font)

    def keep_lines(self) -> None:
        """Lines are not wrapped; who holds the pane scrolls it sideways."""
        self._wraps = False
        self.setLineWrapMode(QTextBrowser.LineWrapMode.NoWrap)

    def wrap_lines(self, *, is_wrapped: bool) -> None:
        """Long lines go on in the next one, broken anywhere if need be; or not any more."""
        self._wraps = is_wrapped
        self.setMinimumWidth(0)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        mode = QTextBrowser.LineWrapMode
        self.setLineWrapMode(mode.WidgetWidth if is_wrapped else mode.NoWrap)
        self._on_size_changed()

    def fit_wrapping_to(self, text: str) -> None:
        """Very long words are broken anywhere: 200,000 unbroken characters took 8 s otherwise, and 0.24 s so."""
        if self._wraps and UNBROKEN.search(text):
            self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)

    def describe(self) -> None:
        """For who listens to the screen: formulas are single characters, which say nothing."""
        if OBJECT_CHARACTER in self.toPlainText():
            self.setAccessibleDescription(self.text())

    def text(self) -> str:
        return with_sources(self.toPlainText(), self.document())

    def _recolour(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        palette.setColor(QPalette.ColorRole.Text, self._theme.colour(self._ink))
        palette.setColor(QPalette.ColorRole.Highlight, self._theme.colour("selection"))
        palette.setColor(QPalette.ColorRole.HighlightedText, self._theme.colour("text"))
        self.setPalette(palette)

    def _on_size_changed(self) -> None:
        self.setFixedHeight(self._document_height())
        if not self._wraps:
            self.setMinimumWidth(int(self.document().idealWidth()) + 1)

    def _document_height(self) -> int:
        return max(1, int(self.document().size().height() + 0.999))

    def _on_anchor_clicked(self, url: QUrl) -> None:
        self.link_activated.emit(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))

    def _on_highlighted(self, url: QUrl) -> None:
        self.setToolTip(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))

    def _paint_marks(self, painter: QPainter, clip: QRectF) -> None:
        """What stands behind the text of the blocks in sight."""
        layout = self.document().documentLayout()
        at = layout.hitTest(QPointF(0, clip.top()), Qt.HitTestAccuracy.FuzzyHit)
        block = self.document().findBlock(max(0, at))
        while block.isValid():
            rect = layout.blockBoundingRect(block)
            if rect.top() - block.blockFormat().topMargin() - rect.height() > clip.bottom():
                return  # a rail begins above its paragraph, where the one before ends
            if rect.bottom() >= clip.top():
                self._paint_block_marks(painter, block, rect)
            block = block.next()

    def _paint_block_marks(self, painter: QPainter, block: QTextBlock, rect: QRectF) -> None:
        form, layout = block.blockFormat(), self.document().documentLayout()
        width = float(self.viewport().width())
        painter.setPen(Qt.PenStyle.NoPen)
        if form.property(CODE_LINE):
            left = form.leftMargin() - 8
            painter.setBrush(self._theme.colour("code"))
            painter.drawRect(QRectF(left, rect.top(), width - left, rect.height()))
        is_mirrored = block.textDirection() == Qt.LayoutDirection.RightToLeft
        for depth, place in enumerate(form.property(RAILS) or ()):
            x = round(width) - place - RAIL_ROOM if is_mirrored else place
            goes_on = _depth(block.next()) > depth
            top = (
                layout.blockBoundingRect(block.previous()).bottom() if _depth(block.previous()) > depth else rect.top()
            )
            radius = 0 if goes_on or top < rect.top() else RADIUS
            draw_rail(painter, self._theme, x, top, rect.bottom(), radius=radius)
        if form.property(RULE):
            painter.setBrush(self._theme.colour("line"))
            painter.drawRect(QRectF(0, round(rect.center().y()), width, 1))
        if form.property(CHECK):
            self._paint_check(painter, block, is_done=form.property(CHECK) == "☑")
        self._paint_chips(painter, block)

    def _paint_check(self, painter: QPainter, block: QTextBlock, *, is_done: bool) -> None:
        layout = block.layout()
        if not layout.lineCount():
            return
        line = layout.lineAt(0)
        side = round(line.ascent() * 0.9)
        left = layout.position().x() + line.x() + 0.5
        if block.textDirection() == Qt.LayoutDirection.RightToLeft:
            left = layout.position().x() + line.naturalTextRect().right() - side - 1
        top = round(layout.position().y() + line.y() + line.ascent() - side + side * 0.09) + 0.5
        painter.setPen(QPen(self._theme.colour("accent" if is_done else "line_strong"), 1.25))
        painter.setBrush(self._theme.colour("accent") if is_done else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(left, top, side, side), side / 4, side / 4)
        if is_done:
            pen = QPen(self._theme.colour("text_on_accent"), side / 8)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            points = ((0.25, 0.53), (0.43, 0.71), (0.76, 0.31))
            painter.drawPolyline([QPointF(left + x * side, top + y * side) for x, y in points])
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_chips(self, painter: QPainter, block: QTextBlock) -> None:
        """Rounded grounds of inline code; a character background would fill the whole height of the line."""
        chips = [span for span in block.textFormats() if span.format.property(CHIP)]
        if not chips:
            return
        painter.setBrush(self._theme.colour("chip"))
        layout = block.layout()
        is_mirrored = block.textDirection() == Qt.LayoutDirection.RightToLeft
        # In a cell, the layout's own position is that in the cell. Lines stand in by the margin themselves.
        origin = self.document().documentLayout().blockBoundingRect(block).topLeft()
        for span in chips:
            end = span.start + span.length
            for index in range(layout.lineCount()):
                line = layout.lineAt(index)
                first = max(span.start, line.textStart())
                last = min(end, line.textStart() + line.textLength())
                if first >= last:
                    continue
                if is_mirrored:
                    left, right = _edges(line, first, last)
                else:
                    left = float(line.cursorToX(first)[0])  # type: ignore[index]  # the stub forgets the pair
                    right = float(line.cursorToX(last - 1, TRAILING)[0])  # type: ignore[index]
                    left, right = min(left, right), max(left, right)
                top = origin.y() + line.y() + line.ascent() - self._theme.scaled(27) / 2
                height = self._theme.scaled(18)
                painter.drawRoundedRect(QRectF(origin.x() + left - 2, top, right - left + 4, height), 5, 5)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.has_marks:
            self._paint_marks(painter, QRectF(event.rect()))
        painter.end()
        super().paintEvent(event)
        if self.textCursor().hasSelection():
            painter.begin(self.viewport())
            draw_selected_formulas(self.document(), painter)
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines that are not wrapped stay as they are, whatever the width: Qt would lay them out all the same."""
        if self._wraps or event.size().height() != event.oldSize().height():
            super().resizeEvent(event)
            self._on_size_changed()

    def viewportEvent(self, event: QEvent) -> bool:
        """Where a link leads that is never opened (a file, an app, a part of a page): told, since it cannot be seen."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            address = self.cursorForPosition(event.pos()).charFormat().property(UNOPENED)
            if address:
                encoded = QUrl(str(address)).toString(QUrl.ComponentFormattingOption.FullyEncoded)
                QToolTip.showText(event.globalPos(), encoded.replace("<", "%3C"), self)
                return True
        return bool(super().viewportEvent(event))

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        return QImage(1, 1, QImage.Format.Format_ARGB32)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.TabFocusReason:
            self.focusNextPrevChild(True)  # to its first link: the pane itself shows no focus

    def createMimeDataFromSelection(self) -> QMimeData:
        """Words only: our fonts and colours would look odd in somebody else's document."""
        data = QMimeData()
        cursor = self.textCursor()
        words = cursor.selection().toPlainText()
        data.setText(with_sources(words, self.document(), cursor.selectionStart()))
        return data

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Up and down moves the column, to the side a formula that is wider than it."""
        by = event.pixelDelta().x() or event.angleDelta().x() / 2
        is_sideways = abs(event.angleDelta().x()) > abs(event.angleDelta().y())
        if not (is_sideways and scroll_formula(self.document(), event.position(), -by)):
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in SCROLL_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(200, self._document_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0 if self._wraps else self.minimumWidth(), self._document_height())


def _edges(line: QTextLine, first: int, last: int) -> tuple[float, float]:
    """Of letters in a line that is read from the right. Where words of the two directions meet, a cursor is at two
    places, and only the letters themselves tell where they are."""
    rects = [run.boundingRect() for run in line.glyphRuns(first, last - first)]
    return min((rect.left() for rect in rects), default=0.0), max((rect.right() for rect in rects), default=0.0)


def _depth(block: QTextBlock) -> int:
    """How many quotes it stands in."""
    return int(block.blockFormat().property(QUOTE_DEPTH) or 0) if block.isValid() else 0
