"""The box for a question: grows with it, sends on Enter, and never while an input method is composing."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QInputMethodEvent, QKeyEvent, QPalette, QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from app.ui.theme import BODY_PX, Theme
from app.ui.transcript.text_pane import UNBROKEN

MOST_LINES = 10
MOST_PASTED_LINES = 10_000  # each is laid out by itself: 100,000 empty ones took 0.13 s of CPU
MOST_PASTED = 100_000  # characters; reading a longer prompt takes minutes, and laying it out stalls the window


class PromptEdit(QPlainTextEdit):
    """``send_asked``: Enter. ``recall_asked``: Up in an empty box. ``paste_refused(characters)``: nothing changed."""

    send_asked = Signal()
    recall_asked = Signal()
    paste_refused = Signal(int)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._just_committed = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.textChanged.connect(self._on_text_changed)
        self._recolour()
        theme.changed.connect(self._recolour)
        self._fit()

    @property
    def is_composing(self) -> bool:
        """An input method holds unfinished text, or finished it in this turn of the event loop.

        Some input methods on macOS send the Return that ended the composition when the unfinished text is already
        gone (makepad #1223).
        """
        return bool(self.textCursor().block().layout().preeditAreaText()) or self._just_committed

    def _recolour(self) -> None:
        self.setFont(self._theme.font(BODY_PX))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Text, self._theme.colour("text"))
        palette.setColor(QPalette.ColorRole.PlaceholderText, self._theme.colour("text3"))
        self.setPalette(palette)

    def _on_text_changed(self) -> None:
        # Laying out a very long word looks for its boundaries at a quadratic cost.
        is_hard = self.document().characterCount() > 2_000 and UNBROKEN.search(self.toPlainText()) is not None
        wanted = QTextOption.WrapMode.WrapAnywhere if is_hard else QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        if self.wordWrapMode() != wanted:
            self.setWordWrapMode(wanted)
        self._fit()

    def _fit(self) -> None:
        line = QFontMetrics(self.font()).lineSpacing()
        lines = self._visual_lines()
        self.setFixedHeight(max(1, min(lines, MOST_LINES)) * line + 4)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if lines > MOST_LINES else policy.ScrollBarAlwaysOff)

    def _visual_lines(self) -> int:
        """Lines as wrapped, counted only as far as the box can grow."""
        count = 0
        block = self.document().begin()
        while block.isValid() and count <= MOST_LINES:
            count += max(1, block.layout().lineCount())
            block = block.next()
        return count

    def _end_commit(self) -> None:
        self._just_committed = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        wants_line = event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier)
        if is_enter and self.is_composing:
            event.accept()
        elif is_enter and wants_line:
            self.insertPlainText("\n")
            self.ensureCursorVisible()
        elif is_enter:
            self.send_asked.emit()
        elif event.key() == Qt.Key.Key_Up and not self.toPlainText():
            self.recall_asked.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        if event.commitString():
            self._just_committed = True
            QTimer.singleShot(0, self._end_commit)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Plain text only, and not more than can be read."""
        text = source.text()
        kept = len(self.toPlainText()) - len(self.textCursor().selectedText())
        if len(text) + kept > MOST_PASTED or text.count("\n") > MOST_PASTED_LINES:
            self.paste_refused.emit(len(text))
        elif text:
            self.insertPlainText(text)
            self.ensureCursorVisible()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(200, self.minimumHeight())
