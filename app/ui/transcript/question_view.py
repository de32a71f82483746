"""What the person asked, and its editing: the bubble with a pencil beside it, or a box in its place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QEnterEvent, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.chat.attachment import Attachment
from app.ui.controls.icon_button import IconButton
from app.ui.theme import Theme
from app.ui.transcript.bubble import Bubble
from app.ui.transcript.files_row import FilesRow
from app.ui.transcript.question_editor import QuestionEditor


class QuestionView(QWidget):
    """``edit_asked``: by the pencil. ``submitted(text)``, ``edited(text)``, ``editing_changed`` come from the box."""

    edit_asked = Signal()
    submitted = Signal(str)
    edited = Signal(str)
    editing_changed = Signal()
    file_opened = Signal(object)  # Attachment

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._can_ask = True
        self._has_words = True
        self.bubble = Bubble(theme=theme)
        self.pencil = _Pencil(self.tr("Edit the question"), theme=theme)
        self.pencil.clicked.connect(self.edit_asked)
        self.bubble.put_beside(self.pencil)
        self.editor: QuestionEditor | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.files = FilesRow(theme=theme)
        self.files.opened.connect(self.file_opened)
        self._column.setSpacing(8)
        self._column.addWidget(self.files)
        self._column.addWidget(self.bubble)

    def show_question(self, prompt: str, attachments: tuple[Attachment, ...]) -> None:
        self.bubble.show_text(prompt)
        self._has_words = bool(prompt.strip() or not attachments)
        self.files.show_files(attachments)
        if self.editor is None:
            self.bubble.setVisible(self._has_words)

    def begin_editing(self, text: str) -> None:
        """A box with that text. One that is open already keeps what stands in it."""
        if self.editor is None:
            editor = QuestionEditor(theme=self._theme)
            editor.show_text(text)
            editor.show_can_ask(self._can_ask)
            editor.edited.connect(self.edited)
            editor.submitted.connect(self.submitted)
            editor.cancelled.connect(self.end_editing)
            self.editor = editor
            self._column.addWidget(editor)
            self.bubble.hide()
            self.editing_changed.emit()
        self.editor.take_focus()

    def end_editing(self) -> None:
        """The bubble again; what was written has been told as ``edited``."""
        if self.editor is None:
            return
        had_focus = self.editor.edit.hasFocus()
        self._column.removeWidget(self.editor)
        self.editor.hide()
        self.editor.deleteLater()
        self.editor = None
        self.bubble.setVisible(self._has_words)
        if had_focus:
            self.pencil.setFocus()
        self.editing_changed.emit()

    def show_can_ask(self, can_ask: bool) -> None:
        self._can_ask = can_ask
        if self.editor is not None:
            self.editor.show_can_ask(can_ask)

    def text(self) -> str:
        """What can be read here now."""
        words = self.bubble.text() if self.editor is None else self.editor.text()
        return "\n".join(filter(None, (self.files.text(), words)))

    def settle(self) -> None:
        """Lays out now what has changed."""
        layout = self.bubble.layout()
        if layout is not None:
            layout.activate()
        self._column.activate()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.pencil.show_near(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pencil.show_near(False)


class _Pencil(IconButton):
    """Seen by who is near with the pointer or there with the keyboard; it keeps its place otherwise."""

    def __init__(self, words: str, *, theme: Theme) -> None:
        super().__init__("pencil", words, theme=theme, size=26, icon_px=15)
        self._is_near = False

    def show_near(self, is_near: bool) -> None:
        self._is_near = is_near
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_near or self.hasFocus() or self._theme.has_high_contrast:
            super().paintEvent(event)
