"""Who answers, and whether it can now: a dot, a name and one line; when it has failed, a sentence and a way on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.chat.exchange import BackendState, Readiness
from app.ui.controls.icon_button import IconButton
from app.ui.controls.label import Label
from app.ui.controls.painting import draw_ground, painter_on
from app.ui.controls.text_button import TextButton
from app.ui.model_words import model_words, state_words
from app.ui.theme import CAPTION_PX, SMALL_PX, UI_PX, Theme

_TOKENS = {
    BackendState.OFF: "text3",
    BackendState.STARTING: "warn",
    BackendState.LOADING: "warn",
    BackendState.READY: "ok",
    BackendState.BUSY: "ok",
    BackendState.ASLEEP: "text3",
    BackendState.FAILED: "bad",
}


class EngineStatus(QWidget):
    """``retry_asked``: start it again, please. ``models_asked``: another one, perhaps."""

    retry_asked = Signal()
    models_asked = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._dot = _Dot(theme=theme)
        self._name = Label(theme=theme, pixels=UI_PX, weight=QFont.Weight.DemiBold, wraps=True)
        self._state = Label(theme=theme, ink="text3", pixels=CAPTION_PX, wraps=True)
        self._retry = TextButton(self.tr("Retry"), theme=theme, icon="again", height=27, pixels=SMALL_PX)
        self._retry.clicked.connect(self.retry_asked)
        self._models = IconButton("sliders", self.tr("Models"), theme=theme)
        self._models.set_words(self.tr("Models"), QKeySequence("Ctrl+Shift+M"))
        self._models.clicked.connect(self.models_asked)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._state)
        words.addSpacing(4)
        words.addWidget(self._retry, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 12, 10, 10)
        row.setSpacing(9)
        row.addWidget(self._dot, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self._models)

    def show_readiness(self, readiness: Readiness, *, is_answering: bool) -> None:
        model = readiness.model
        self._dot.show_ink(_TOKENS[readiness.state])
        if model is not None:
            self._name.setText(model_words(model))
        elif readiness.state is BackendState.FAILED:
            self._name.setText(self.tr("The model is not running"))
        else:
            self._name.setText(self.tr("No model yet"))
        self._state.setText(state_words(readiness, is_answering=is_answering))
        self._state.set_ink("bad" if readiness.state is BackendState.FAILED else "text3")
        self._retry.setVisible(readiness.state is BackendState.FAILED)

    def text(self) -> str:
        return f"{self._name.text()}\n{self._state.text()}"

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        painter.fillRect(0, 0, self.width(), 1, self._theme.colour("line"))
        painter.end()


class _Dot(QWidget):
    """The words beside it say the same."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._ink = "text3"
        self._fit()
        theme.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFixedSize(9, self._theme.scaled(17))

    def show_ink(self, ink: str) -> None:
        self._ink = ink
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        draw_ground(painter, QRectF(0.5, (self.height() - 8) / 2, 8, 8), 4, self._theme.colour(self._ink))
        painter.end()
