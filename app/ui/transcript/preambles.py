"""What the model said before its answer, in messages of their own: shown apart, quieter than the answer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.session.formulas import Formulas
from app.ui.controls.label import Label
from app.ui.controls.painting import painter_on
from app.ui.theme import CAPTION_PX, Theme
from app.ui.transcript.answer_view import AnswerView
from app.ui.transcript.pace import Pace


class Preambles(QWidget):
    """``show_text(text)``: all of them so far. ``link_activated(address)``."""

    link_activated = Signal(str)

    def __init__(self, *, theme: Theme, formulas: Formulas | None, pace: Pace) -> None:
        super().__init__()
        self._theme = theme
        self._told = Label(self.tr("Said before the answer"), theme=theme, ink="text3", pixels=CAPTION_PX)
        self.view = AnswerView(theme=theme, formulas=formulas, pace=pace)
        self.view.link_activated.connect(self.link_activated)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._told)
        column.addWidget(self.view)

    def show_text(self, text: str, *, is_over: bool) -> None:
        self.setVisible(bool(text))
        self.view.show_text(text, is_over=is_over)

    def text(self) -> str:
        return self.view.text()

    def settle(self) -> None:
        self.view.settle()
        layout = self.layout()
        if layout is not None:
            layout.activate()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("line_strong" if self._theme.has_high_contrast else "line"))
        painter.drawRoundedRect(QRectF(0, 2, 3, self.height() - 4), 1.5, 1.5)
        painter.end()
