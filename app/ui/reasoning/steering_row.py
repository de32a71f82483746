"""What can be done to a reasoning that grows: end it now, or have more of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.chat.exchange import Steering
from app.ui.controls.label import Label
from app.ui.controls.text_button import TextButton
from app.ui.theme import SMALL_PX, Theme


class SteeringRow(QWidget):
    """``asked(Steering)``: by the person. Says so until the reasoning goes on otherwise."""

    asked = Signal(object)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self.answer_now = TextButton(self.tr("Answer now"), theme=theme, height=26, pixels=SMALL_PX)
        self.answer_now.setToolTip(self.tr("The reasoning ends here, and the answer begins."))
        self.answer_now.clicked.connect(self._on_answer_now)
        self.think_more = TextButton(self.tr("Think more"), theme=theme, height=26, pixels=SMALL_PX)
        self.think_more.setToolTip(self.tr("The reasoning goes on where the model would have ended it."))
        self.think_more.clicked.connect(self._on_think_more)
        self._told = Label(theme=theme, ink="text3", pixels=SMALL_PX)
        row = QHBoxLayout(self)
        row.setContentsMargins(30, 8, 8, 0)
        row.setSpacing(6)
        row.addWidget(self.answer_now)
        row.addWidget(self.think_more)
        row.addSpacing(4)
        row.addWidget(self._told, 1)

    def forget(self) -> None:
        """Another reasoning than before: nothing was asked of it yet."""
        self._told.setText("")
        self.answer_now.setEnabled(True)

    def text(self) -> str:
        return self._told.text()

    def _on_answer_now(self) -> None:
        self.answer_now.setEnabled(False)
        self._told.setText(self.tr("It ends at the next full sentence."))
        self.asked.emit(Steering.ANSWER_NOW)

    def _on_think_more(self) -> None:
        self.answer_now.setEnabled(True)
        self._told.setText(self.tr("It thinks on for a while."))
        self.asked.emit(Steering.THINK_MORE)
