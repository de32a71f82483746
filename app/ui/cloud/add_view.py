"""A service of one's own to be added: what it is called, where it is, and which model it is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.controls.label import Label
from app.ui.controls.painting import painter_on
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.controls.text_line import TextLine
from app.ui.models.note import Note
from app.ui.settings.controls import Switch
from app.ui.theme import SMALL_PX, UI_PX, Theme

HEIGHT = 30
LONGEST = 400  # characters of an address


@dataclass(frozen=True, slots=True)
class NewService:
    """As it was typed; nothing is checked yet."""

    name: str
    address: str
    model: str
    needs_key: bool
    takes_effort: bool


class AddView(QWidget):
    """``asked(NewService)``. The form stays until ``close_form``, with what is wrong by ``show_refusal``."""

    asked = Signal(object)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.open = TextButton(self.tr("Add a service…"), theme=theme, icon="plus", height=HEIGHT)
        self.open.clicked.connect(self._on_open)
        self._form = QWidget()
        about = Label(
            self.tr(
                "Anything that speaks OpenAI's chat completions: vLLM, Ollama, LM Studio, Groq, OpenRouter. Addresses "
                "begin with https://; http:// is for this Mac and private networks only, where others can read along."
            ),
            theme=theme,
            ink="text2",
            pixels=SMALL_PX,
            wraps=True,
        )
        self.name = self._line(self.tr("Name"), self.tr("My lab"))
        self.address = self._line(self.tr("Address"), "https://example.com/v1")
        self.model = self._line(self.tr("Model"), "gpt-oss-120b")
        self.needs_key = Switch("needs_key", self.tr("It needs a key"), theme=theme)
        self.takes_effort = Switch("takes_effort", self.tr("It takes a reasoning effort"), theme=theme)
        self.takes_effort.setChecked(True)
        self._refusal = Note(theme=theme, wraps=True)
        self.cancel = TextButton(self.tr("Cancel"), theme=theme, height=HEIGHT)
        self.cancel.clicked.connect(self.close_form)
        self.add = TextButton(self.tr("Add"), theme=theme, kind=ButtonKind.PRIMARY, height=HEIGHT)
        self.add.clicked.connect(self._on_add)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for row, line in enumerate((self.name, self.address, self.model)):
            grid.addWidget(Label(line.accessibleName(), theme=theme, pixels=UI_PX), row, 0)
            grid.addWidget(line, row, 1)
        for row, switch in enumerate((self.needs_key, self.takes_effort), 3):
            grid.addWidget(Label(switch.accessibleName(), theme=theme, pixels=UI_PX), row, 0)
            grid.addWidget(switch, row, 1, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(1, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.add)
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(9)
        form.addWidget(about)
        form.addLayout(grid)
        form.addWidget(self._refusal)
        form.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._form)
        self._form.hide()
        self.show_refusal("")

    @property
    def controls(self) -> list[QWidget]:
        """In the order of Tab."""
        fields = [self.name, self.address, self.model, self.needs_key, self.takes_effort]
        return [self.open, *fields, self.cancel, self.add]

    def show_refusal(self, words: str) -> None:
        """What was typed stays, to be corrected."""
        self._refusal.show_words(words, icon="warning", ink="bad")
        self._refusal.setVisible(bool(words))
        self.address.setAccessibleDescription(words)

    def refusal(self) -> str:
        return self._refusal.text()

    @property
    def typed(self) -> NewService | None:
        """What stands in the form so far; None if it is not open."""
        return None if self._form.isHidden() else self._new_service()

    def go_on_with(self, typed: NewService) -> None:
        """Open, with that in the form."""
        self._on_open()
        for line, text in ((self.name, typed.name), (self.address, typed.address), (self.model, typed.model)):
            line.setText(text)
        self.needs_key.setChecked(typed.needs_key)
        self.takes_effort.setChecked(typed.takes_effort)

    def close_form(self) -> None:
        for line in (self.name, self.address, self.model):
            line.clear()
        self.show_refusal("")
        self._form.hide()
        self.open.show()

    def _line(self, name: str, example: str) -> TextLine:
        line = TextLine(theme=self._theme, height=HEIGHT)
        line.setAccessibleName(name)
        line.setPlaceholderText(example)
        line.setMaxLength(LONGEST)
        line.returnPressed.connect(self._on_add)
        return line

    def _on_open(self) -> None:
        self.open.hide()
        self._form.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_add(self) -> None:
        self.asked.emit(self._new_service())

    def _new_service(self) -> NewService:
        return NewService(
            self.name.text(),
            self.address.text(),
            self.model.text(),
            self.needs_key.isChecked(),
            self.takes_effort.isChecked(),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        painter.fillRect(16, 0, self.width() - 32, 1, self._theme.colour("line"))
        painter.end()
