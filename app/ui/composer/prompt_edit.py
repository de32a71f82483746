"""The box for a question: grows with it, sends on Enter, and never while an input method is composing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPalette,
    QResizeEvent,
    QShowEvent,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from app.ui.composer.pasted_picture import holds_picture, picture_in
from app.ui.composer.text_side import begins_right
from app.ui.controls.scroll_bar import OverlayBar
from app.ui.theme import BODY_PX, Theme
from app.ui.transcript.text_pane import UNBROKEN

LEAST_LINES = 3  # that the box may grow to, however low the window is
PART_OF_WINDOW = 3
MOST_PASTED_LINES = 10_000  # each is laid out by itself: 100,000 empty ones took 0.13 s of CPU
MOST_PASTED = 100_000  # characters; laying out more of them stalls the window

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BREAKS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier
_COMMAND = Qt.KeyboardModifier.ControlModifier  # which is ⌘ on a Mac
# What an input method may want for itself while it composes.
_COMPOSING_KEYS = (
    *_ENTER,
    *(Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right),
)


class PromptEdit(QPlainTextEdit):
    """``send_asked``: Enter, or Shift-Enter if ``enter_sends`` is not set; ⌘-Enter always. ``recall_asked``: Up in an
    empty box. ``text_refused(text)``: too long to be pasted, nothing changed. ``files_given(paths)``;
    ``picture_given(PastedPicture)``.

    ``takes_key``: asked first about every key, for a list that is open; it answers whether it took it.
    ``wants_escape``: Esc is not one for the menu now.
    """

    send_asked = Signal()
    recall_asked = Signal()
    text_refused = Signal(object)  # str, handed on as it is: converting 10 MB twice took 20 ms
    files_given = Signal(list)  # of Path
    picture_given = Signal(object)  # PastedPicture

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._just_committed = False
        self.enter_sends = True
        self.takes_key: Callable[[QKeyEvent], bool] = lambda _event: False
        self.wants_escape: Callable[[], bool] = lambda: False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        OverlayBar(self, Qt.Orientation.Vertical, theme=theme)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.document().clearUndoRedoStacks()  # that was a step, and nothing that a person did
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

    def take_cursor(self, other: QPlainTextEdit) -> None:
        """Its place and selection, as they are in another box with the same text."""
        there = other.textCursor()
        if self.toPlainText() == other.toPlainText():
            cursor = self.textCursor()
            cursor.setPosition(there.anchor())
            cursor.setPosition(there.position(), cursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)

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
        self._turn()
        self._fit()

    def _turn(self) -> None:
        """To the side at which the text begins: a plain text edit does not turn its lines by itself."""
        document = self.document()
        wanted = Qt.AlignmentFlag.AlignRight if begins_right(self._beginning()) else Qt.AlignmentFlag.AlignLeft
        option = document.defaultTextOption()
        if option.alignment() != wanted:
            option.setAlignment(wanted)
            document.setDefaultTextOption(option)

    def _beginning(self) -> str:
        """The first words, without copying a long text at each letter."""
        block = self.document().begin()
        while block.isValid() and not block.text().strip():
            block = block.next()
        return block.text() if block.isValid() else ""

    def _fit(self) -> None:
        line = QFontMetrics(self.font()).lineSpacing()
        most = max(LEAST_LINES, self.window().height() // PART_OF_WINDOW // line)
        lines = self._visual_lines(most)
        self.setFixedHeight(max(1, min(lines, most)) * line + 4)

    def _visual_lines(self, most: int) -> int:
        """Lines as wrapped, counted only as far as the box can grow."""
        count = 0
        block = self.document().begin()
        while block.isValid() and count <= most:
            count += max(1, block.layout().lineCount())
            block = block.next()
        return count

    def _end_commit(self) -> None:
        self._just_committed = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        if self.is_composing:
            if key not in _COMPOSING_KEYS:
                super().keyPressEvent(event)
        elif self.takes_key(event):
            pass
        elif key in _ENTER and (modifiers & _COMMAND or bool(modifiers & _BREAKS) != self.enter_sends):
            self.send_asked.emit()
        elif key in _ENTER:
            self.insertPlainText("\n")
            self.ensureCursorVisible()
        elif key == Qt.Key.Key_Up and not self.toPlainText():
            self.recall_asked.emit()
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Tab, before it would be a key press."""
        return True if self.is_composing else super().focusNextPrevChild(is_next)

    def event(self, event: QEvent) -> bool:
        """Escape is a command of the menu as well, which must not come before who composes or lets go of a list. Undo
        is for the menu when there is nothing to undo here."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
            and (self.is_composing or self.wants_escape())
        ):
            event.accept()
            return True
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.document().isUndoAvailable()
        ):
            event.ignore()  # the menu may have something else to undo
            return False
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        if event.commitString():
            self._just_committed = True
            QTimer.singleShot(0, self._end_commit)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Files, a picture, or plain text that is not more than can be laid out."""
        files = local_files(source)
        if files:
            self.files_given.emit(files)
            return
        picture = picture_in(source)
        if picture is not None:
            self.picture_given.emit(picture)
            return
        text = source.text()
        kept = len(self.toPlainText()) - len(self.textCursor().selectedText())
        if len(text) + kept > MOST_PASTED or text.count("\n") > MOST_PASTED_LINES:
            self.text_refused.emit(text)
        elif text:
            self.insertPlainText(text)
            self.ensureCursorVisible()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or bool(local_files(source)) or holds_picture(source)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.window():
            self._fit()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.window().installEventFilter(self)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(200, self.minimumHeight())


def local_files(source: QMimeData) -> list[Path]:
    """The files of this machine among what is pasted or dropped; whatever else has an address is none of ours."""
    if not source.hasUrls():
        return []
    return [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
