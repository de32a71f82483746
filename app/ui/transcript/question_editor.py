"""A question being put into other words, in the place where it stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.composer.prompt_edit import PromptEdit
from app.ui.controls.escape import claims_escape, is_escape
from app.ui.controls.label import Label
from app.ui.controls.painting import draw_focus_ring, draw_ground, painter_on
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.theme import SMALL_PX, Theme


class QuestionEditor(QWidget):
    """``submitted(text)``: ask this instead. ``cancelled``: leave it as it is. ``edited(text)``: at each change, so
    that nothing is lost whatever happens to this box."""

    submitted = Signal(str)
    cancelled = Signal()
    edited = Signal(str)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._can_ask = True
        self.edit = PromptEdit(theme=theme)
        self.edit.setAccessibleName(self.tr("Your question, to be edited"))
        self.edit.send_asked.connect(self._on_send_asked)
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.text_refused.connect(self._on_text_refused)
        self.edit.files_given.connect(self._on_files_given)
        self.edit.picture_given.connect(self._on_files_given)
        self._note = Label(theme=theme, ink="text3", pixels=SMALL_PX, wraps=True)
        self._cancel = TextButton(self.tr("Cancel"), theme=theme, height=28, pixels=SMALL_PX)
        self._cancel.clicked.connect(self.cancelled)
        self._send = TextButton(self.tr("Ask"), theme=theme, kind=ButtonKind.PRIMARY, height=28, pixels=SMALL_PX)
        self._send.setAccessibleName(self.tr("Ask the edited question"))
        self._send.clicked.connect(self._on_send_asked)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._note, 1)
        row.addWidget(self._cancel)
        row.addWidget(self._send)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 13, 12, 11)
        column.setSpacing(11)
        column.addWidget(self.edit)
        column.addLayout(row)

    def show_text(self, text: str) -> None:
        """With the cursor behind it."""
        self.edit.setPlainText(text)
        cursor = self.edit.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.edit.setTextCursor(cursor)

    def show_can_ask(self, can_ask: bool) -> None:
        self._can_ask = can_ask
        self._refresh()

    def text(self) -> str:
        return self.edit.toPlainText()

    @property
    def note(self) -> str:
        """The sentence below the box."""
        return self._note.text()

    def take_focus(self) -> None:
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refresh(self) -> None:
        self._send.setEnabled(self._can_ask and bool(self.text().strip()))
        self._note.setText(
            self.tr("The old question and its answers are kept beside the new one.")
            if self._can_ask
            else self.tr("A reply is being written: this can be asked when it is done.")
        )

    def _on_text_changed(self) -> None:
        self._refresh()
        self.edited.emit(self.text())

    def _on_text_refused(self) -> None:
        self._note.setText(self.tr("This is too long to be pasted here: nothing was changed."))

    def _on_files_given(self) -> None:
        self._note.setText(self.tr("This question keeps its files: others can go with the next one."))

    def _on_send_asked(self) -> None:
        if self._send.isEnabled():
            self.submitted.emit(self.text())

    def event(self, event: QEvent) -> bool:
        return claims_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_escape(event) and not self.edit.is_composing:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        rect = QRectF(self.rect())
        draw_ground(painter, rect, 14, self._theme.colour("raised"), self._theme.colour("line"))
        if self.edit.hasFocus():
            draw_focus_ring(painter, rect, 14, self._theme.colour("focus"))
        painter.end()
