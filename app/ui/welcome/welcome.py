"""The first run: three screens in place of the conversation, left at any moment with Esc.

The rest of the window is alive meanwhile: the engine starts with the demo model, and the sidebar works.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.session.model_card import MachineMemory, ModelCard
from app.ui.controls.escape import claims_escape, is_escape
from app.ui.controls.label import Label
from app.ui.controls.painting import painter_on
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.models.words import count_words
from app.ui.theme import COLUMN_MARGIN, SMALL_PX, Theme
from app.ui.welcome.screens import BAR_MARGIN, Acknowledgement, FittingModel, Promises, Screen

COLUMN = 560


class Welcome(QWidget):
    """``acknowledged``: that reasoning is raw; ``agreed(id, Intent)``: about the model that was shown;
    ``all_models_asked``; ``left``: on to the conversation."""

    acknowledged = Signal()
    agreed = Signal(str, object)
    all_models_asked = Signal()
    left = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(self.tr("Welcome"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        promises = Promises(theme=theme)
        promises.continued.connect(self._on_continued)
        acknowledgement = Acknowledgement(theme=theme)
        acknowledgement.acknowledged.connect(self._on_acknowledged)
        acknowledgement.back_asked.connect(self._on_back)
        self.model = FittingModel(theme=theme)
        self.model.agreed.connect(self.agreed)
        self.model.demo_asked.connect(self.left)
        self.model.all_asked.connect(self.all_models_asked)
        self._screens: tuple[Screen, ...] = (promises, acknowledgement, self.model)
        self._pages = QStackedWidget()
        for screen in self._screens:
            self._pages.addWidget(screen)
        self._place = Label(theme=theme, ink="text3", pixels=SMALL_PX)
        skip = TextButton(self.tr("Skip"), theme=theme, kind=ButtonKind.QUIET, pixels=SMALL_PX)
        skip.setToolTip(self.tr("Skip  (Esc)"))
        skip.clicked.connect(self.left)
        top = QHBoxLayout()
        top.setContentsMargins(24, 12, 16, 0)
        top.addWidget(self._place, 1)
        top.addWidget(skip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        middle = QHBoxLayout()
        middle.setContentsMargins(COLUMN_MARGIN, 0, COLUMN_MARGIN - BAR_MARGIN, 0)
        middle.addStretch(1)
        middle.addWidget(self._pages, 1_000)
        middle.addStretch(1)
        column.addLayout(middle, 1)
        self._fit()
        theme.changed.connect(self._fit)
        self._show(0)

    def show_models(
        self,
        cards: Sequence[ModelCard],
        *,
        recommended: ModelCard | None,
        machine: MachineMemory,
        free_disk_bytes: int,
    ) -> None:
        self.model.show_models(cards, recommended=recommended, machine=machine, free_disk_bytes=free_disk_bytes)

    @property
    def screen_index(self) -> int:
        return self._pages.currentIndex()

    def main_button(self) -> TextButton:
        """The one thing to do on this screen."""
        return self._screens[self.screen_index].main_button()

    def opened(self) -> None:
        """From the beginning, with the keyboard on the one thing to do."""
        self._show(0)
        self._screens[0].take_focus()

    def _fit(self) -> None:
        self._pages.setMaximumWidth(self._theme.scaled(COLUMN) + BAR_MARGIN)

    def _show(self, index: int) -> None:
        self._pages.setCurrentIndex(index)
        self._place.setText(
            self.tr("{index} of {count}").format(index=count_words(index + 1), count=count_words(len(self._screens)))
        )

    def _go(self, index: int) -> None:
        self._show(index)
        self._screens[index].take_focus()

    def _on_continued(self) -> None:
        self._go(1)

    def _on_back(self) -> None:
        self._go(0)

    def _on_acknowledged(self) -> None:
        self.acknowledged.emit()
        self._go(2)

    def event(self, event: QEvent) -> bool:
        return claims_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_escape(event):
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.focusWidget()
            if isinstance(focus, TextButton):
                focus.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        painter.fillRect(self.rect(), self._theme.colour("window"))
        painter.end()
