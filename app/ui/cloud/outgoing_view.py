"""The very messages that would go out, to be read to the last character: what is not seen is written out and marked.

A long conversation is put in piece by piece, so that the window never waits for it; ``is_whole`` says when it stands.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPalette, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from app.chat.outgoing import OutgoingMessage
from app.chat.unseen import visible_pieces
from app.ui.cloud.words import role_words
from app.ui.composer.file_words import picture_words
from app.ui.controls.painting import draw_focus_ring
from app.ui.controls.scroll_bar import OverlayBar
from app.ui.theme import SMALL_PX, UI_PX, Theme

AT_ONCE = 6_000  # characters a turn of the event loop: some milliseconds
LONGEST_LINE = 2_000  # a longer one without a break is wrapped anywhere, which is linear (7.9 s became 0.24 s)
LEAST_LINES, MOST_LINES = 3, 12


class OutgoingView(QPlainTextEdit):
    """``finished``: all of it stands. ``left``: Esc."""

    finished = Signal()
    left = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[Sequence[OutgoingMessage], frozenset[OutgoingMessage]] = ((), frozenset())
        self._left_over: deque[tuple[str, str]] = deque()  # text and its kind
        self._next = QTimer(self, interval=0)
        self._next.timeout.connect(self._put)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("What would be sent"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        OverlayBar(self, Qt.Orientation.Vertical, theme=theme)
        self._fit()
        theme.changed.connect(self._fit)

    @property
    def is_whole(self) -> bool:
        return not self._left_over

    def show_messages(self, messages: Sequence[OutgoingMessage], known: frozenset[OutgoingMessage]) -> None:
        """``known``: those that the service has seen before."""
        self._shown = (messages, known)
        self._next.stop()
        self.clear()
        self._left_over.clear()
        longest = max((len(line) for message in messages for line in message.text.split("\n")), default=0)
        wrapping = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere if longest > LONGEST_LINE else wrapping)
        for number, message in enumerate(messages):
            head = role_words(message.role)
            if message in known:
                head = self.tr("{who}, sent before").format(who=head)
            self._left_over.append((f"\n\n{head}\n" if number else f"{head}\n", "head"))
            for begin in range(0, len(message.text), AT_ONCE):
                self._left_over.append((message.text[begin : begin + AT_ONCE], "text"))
            for picture in message.pictures:
                self._left_over.append((f"\n{picture_words(picture)}", "picture"))
        self._put()
        if self._left_over:
            self._next.start()

    def _put(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        room = AT_ONCE
        for _ in range(min(len(self._left_over), 200)):
            text, kind = self._left_over.popleft()
            if kind in ("head", "picture"):
                cursor.insertText(text, self._format(kind))
            else:
                for shown, is_unseen in visible_pieces(text):
                    cursor.insertText(shown, self._format("unseen" if is_unseen else kind))
            room -= len(text)
            if room <= 0:
                break
        cursor.endEditBlock()
        if not self._left_over:
            self._next.stop()
            self.updateGeometry()
            self.finished.emit()

    def _format(self, kind: str) -> QTextCharFormat:
        form = QTextCharFormat()
        if kind in ("head", "picture"):
            form.setFont(self._theme.font(SMALL_PX, QFont.Weight.DemiBold))
            form.setForeground(self._theme.colour("text2"))
        elif kind == "unseen":
            form.setForeground(self._theme.colour("warn"))
            form.setBackground(self._theme.colour("warn_soft"))
            form.setFontWeight(QFont.Weight.DemiBold)
        return form

    def _fit(self) -> None:
        """Colours stand in the text, so it is put in again for another theme."""
        self.setFont(self._theme.font(UI_PX))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, self._theme.colour("panel"))
        palette.setColor(QPalette.ColorRole.Text, self._theme.colour("text"))
        palette.setColor(QPalette.ColorRole.Highlight, self._theme.colour("selection"))
        palette.setColor(QPalette.ColorRole.HighlightedText, self._theme.colour("text"))
        self.setPalette(palette)
        self.document().setDocumentMargin(self._theme.scaled(10))
        self.updateGeometry()
        self.show_messages(*self._shown)

    def _lines(self) -> int:
        count = 0
        block = self.document().firstBlock()
        while block.isValid() and count < MOST_LINES:
            count += max(1, int(self.blockBoundingRect(block).height()) // max(1, self.fontMetrics().lineSpacing()))
            block = block.next()
        return min(MOST_LINES, max(LEAST_LINES, count))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_focus_ring(painter, QRectF(self.viewport().rect()), 6, self._theme.colour("focus"))
            painter.end()

    def sizeHint(self) -> QSize:
        margin = 2 * int(self.document().documentMargin())
        return QSize(300, self._lines() * self.fontMetrics().lineSpacing() + margin + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, LEAST_LINES * self.fontMetrics().lineSpacing())
