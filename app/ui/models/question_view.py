"""A question inside a card: what exactly will be done, and two buttons. The rest of the window stays alive."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.controls.label import Label
from app.ui.controls.painting import painter_on
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.models.offers import Question
from app.ui.theme import UI_PX, Theme


class QuestionView(QWidget):
    """``agreed(Intent)``, or ``declined``; the owner takes it away."""

    agreed = Signal(object)
    declined = Signal()

    def __init__(self, question: Question, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.question = question
        self.setAccessibleName(question.text)
        self._words = Label(question.text, theme=theme, pixels=UI_PX, wraps=True)
        self.no = TextButton(question.no, theme=theme, kind=ButtonKind.PLAIN)
        self.no.setAccessibleDescription(question.text)
        self.no.clicked.connect(self.declined)
        self.yes: TextButton | None = None
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.no)
        if question.yes:
            # Never primary where something is deleted, or of no use here.
            is_strong = question.is_advised and not question.is_dangerous
            kind = ButtonKind.PRIMARY if is_strong else ButtonKind.PLAIN
            icon = "trash" if question.is_dangerous else ""
            self.yes = TextButton(question.yes, theme=theme, kind=kind, icon=icon)
            self.yes.setAccessibleDescription(question.text)
            self.yes.clicked.connect(self._on_yes)
            buttons.addWidget(self.yes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 13, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._words)
        column.addLayout(buttons)

    def take_focus(self) -> None:
        """To what changes nothing, where the other deletes or is not advised."""
        safe = self.yes is None or self.question.is_dangerous or not self.question.is_advised
        button = self.no if safe or self.yes is None else self.yes
        button.setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def controls(self) -> list[QWidget]:
        """In the order of Tab."""
        return [self.no, self.yes] if self.yes is not None else [self.no]

    def _on_yes(self) -> None:
        self.agreed.emit(self.question.intent)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        painter.fillRect(0, 0, self.width(), 1, self._theme.colour("line"))
        painter.end()
