"""Under the cards, when it is asked for: a line to type the name of a repository, and why it is none."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.controls.label import Label
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.controls.text_line import TextLine
from app.ui.models.note import Note
from app.ui.models.offers import HUB
from app.ui.theme import SMALL_PX, UI_PX, Theme

LONGEST = 300  # characters; the address of a page is much shorter
HEIGHT = 32


class RepositoryRow(QWidget):
    """``asked(text)``; ``left``: it was closed, and no answer is wanted any more."""

    asked = Signal(str)
    left = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_looking = False
        title = self.tr("A gpt-oss model on {host}, by its owner and name").format(host=HUB)
        promise = self.tr("{host} is asked what there is under this name. Nothing is fetched before you agree.")
        self.line = TextLine(theme=theme, height=HEIGHT)
        self.line.setAccessibleName(title)
        self.line.setPlaceholderText(self.tr("owner/name"))
        self.line.setMaxLength(LONGEST)
        self.line.returnPressed.connect(self._on_look)
        self.line.textEdited.connect(self._on_edited)
        self.cancel = TextButton(self.tr("Cancel"), theme=theme, height=HEIGHT)
        self.cancel.clicked.connect(self.close_row)
        self.look = TextButton(self.tr("Look it up"), theme=theme, kind=ButtonKind.PRIMARY, height=HEIGHT)
        self.look.clicked.connect(self._on_look)
        self._promise = Label(promise.format(host=HUB), theme=theme, ink="text3", pixels=SMALL_PX, wraps=True)
        self._refusal = Note(theme=theme, wraps=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(7)
        column.addWidget(Label(title, theme=theme, ink="text2", pixels=UI_PX, wraps=True))
        column.addLayout(row)
        column.addWidget(self._promise)
        column.addWidget(self._refusal)
        self.hide()

    @property
    def controls(self) -> list[QWidget]:
        """In the order of Tab."""
        return [self.line, self.cancel, self.look]

    def open(self) -> None:
        """Empty, with the keyboard in its line."""
        if self.isHidden():
            self.line.clear()
            self._show_state(is_looking=False)
            self.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def typed(self) -> str | None:
        """What stands in the line so far; None if it is not open."""
        return None if self.isHidden() else self.line.text()

    def go_on_with(self, typed: str) -> None:
        """Open, with that in the line."""
        self.open()
        self.line.setText(typed)
        self._show_state(is_looking=False)

    def close_row(self) -> bool:
        """False if it was not open."""
        if self.isHidden():
            return False
        self.hide()
        self.left.emit()
        return True

    def show_refusal(self, words: str) -> None:
        """Why it is none; what was typed stays, to be corrected."""
        if not self.isHidden():
            self._show_state(is_looking=False, refusal=words)

    def _show_state(self, *, is_looking: bool, refusal: str = "") -> None:
        self._is_looking = is_looking
        self.line.setReadOnly(is_looking)
        self.line.setAccessibleDescription(refusal or self._promise.text())
        self.look.show_as(self.tr("Looking…") if is_looking else self.tr("Look it up"), kind=ButtonKind.PRIMARY)
        self.look.setEnabled(bool(self.line.text().strip()) and not is_looking)
        self._promise.setVisible(not refusal)
        self._refusal.show_words(refusal, icon="warning", ink="bad")
        self._refusal.setVisible(bool(refusal))

    def _on_edited(self, _text: str) -> None:
        self._show_state(is_looking=False)

    def _on_look(self) -> None:
        if self.line.text().strip() and not self._is_looking:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)  # the button is about to be of no use
            self._show_state(is_looking=True)
            self.asked.emit(self.line.text())
