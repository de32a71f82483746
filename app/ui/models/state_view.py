"""The right side of a card: where the model stands, how far it is, and the one thing to do about it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from app.session.model_card import CardState, ModelCard
from app.ui.controls.icon_button import IconButton
from app.ui.controls.label import ElidedLabel, Label
from app.ui.controls.pill import Pill
from app.ui.controls.text_button import TextButton
from app.ui.models.offers import Intent, Offer, can_cancel, can_check, can_remove, offer_of
from app.ui.models.progress_bar import ProgressBar
from app.ui.models.words import bytes_done_words, card_name, pace_words, percent_words, state_words
from app.ui.theme import SMALL_PX, Theme

BAR_WIDTH, SHORT_BAR_WIDTH = 236, 150
MOST_BAR_WIDTH = 360
BUTTON_HEIGHT = 32
MARGIN = 8


class StateView(QWidget):
    """``intended(Intent)``: not yet agreed to. Its controls stay the same ones while a card changes, so that nobody
    loses the keyboard's place when a download ends."""

    intended = Signal(object)

    def __init__(self, *, theme: Theme, reveal_words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer: Offer | None = None
        self._button = TextButton("", theme=theme, height=BUTTON_HEIGHT)
        self._button.clicked.connect(self._on_button)
        self._progress = _ProgressBlock(theme=theme)
        self._where = Label(theme=theme, ink="text2", pixels=SMALL_PX)
        self._where.setContentsMargins(0, 0, 6, 0)
        self._loaded = Pill(self.tr("Loaded"), icon="check", ink="ok", theme=theme)
        self._pause = IconButton("pause", self.tr("Pause the download"), theme=theme)
        self._pause.clicked.connect(self._on_pause)
        self._cancel = IconButton("close", self.tr("Cancel the download"), theme=theme, icon_px=15)
        self._cancel.clicked.connect(self._on_cancel)
        self._more = IconButton("more", self.tr("More"), theme=theme)
        self._menu = QMenu(self)
        self._reveal = QAction(reveal_words, self)
        self._reveal.triggered.connect(self._on_reveal)
        self._remove = QAction(self)
        self._remove.triggered.connect(self._on_remove)
        self._check = QAction(self.tr("Check the Files…"), self)
        self._check.triggered.connect(self._on_check)
        self._menu.addActions([self._reveal, self._check, self._remove])
        self._more.setMenu(self._menu)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self._progress)
        self._row.addWidget(self._where)
        self._row.addWidget(self._loaded)
        self._row.addWidget(self._button)
        self._row.addWidget(self._pause)
        self._row.addWidget(self._cancel)
        self._row.addWidget(self._more)

    def show_card(self, card: ModelCard) -> None:
        focused = next((control for control in self.controls if control.hasFocus()), None)
        self._progress.show_card(card)
        self._loaded.setVisible(card.state is CardState.LOADED)
        self._show_offer(card)
        self._pause.setVisible(card.state is CardState.DOWNLOADING)
        self._cancel.setVisible(can_cancel(card))
        is_ours = card.folder is not None and not card.is_demo and card.state is not CardState.REMOVING
        self._more.setVisible(can_remove(card) or is_ours)
        self._reveal.setVisible(card.folder is not None)
        self._more.set_words(self.tr("More for {name}").format(name=card_name(card)))
        self._remove.setText(self.tr("Take off the List…") if card.is_added else self.tr("Remove…"))
        self._remove.setVisible(can_remove(card))
        self._check.setVisible(can_check(card))
        self._where.setText(state_words(card))
        self._where.setVisible(card.state in (CardState.ON_DISK, CardState.REMOVING))
        if focused is not None and not focused.isVisibleTo(self):
            self.take_focus()  # Qt has given the keyboard to whatever comes next

    @property
    def button(self) -> TextButton | None:
        """The one action, if there is one."""
        return self._button if self._offer is not None else None

    @property
    def controls(self) -> list[QWidget]:
        """In the order of Tab."""
        return [self._button, self._pause, self._cancel, self._more]

    @property
    def menu(self) -> QMenu:
        return self._menu

    def take_focus(self) -> None:
        """To the first thing that can be done here."""
        for control in self.controls:
            if control.isVisibleTo(self):
                control.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _show_offer(self, card: ModelCard) -> None:
        self._offer = offer_of(card)
        self._button.setVisible(self._offer is not None)
        if self._offer is not None:
            self._button.show_as(self._offer.words, kind=self._offer.kind, icon=self._offer.icon)
            words = self.tr("{action}: {name}").format(action=self._offer.words, name=card_name(card))
            self._button.setAccessibleName(words)

    def _on_button(self) -> None:
        if self._offer is not None:
            self.intended.emit(self._offer.intent)

    def _on_pause(self) -> None:
        self.intended.emit(Intent.PAUSE)

    def _on_cancel(self) -> None:
        self.intended.emit(Intent.CANCEL)

    def _on_reveal(self) -> None:
        self.intended.emit(Intent.REVEAL)

    def _on_check(self) -> None:
        self.intended.emit(Intent.CHECK)

    def _on_remove(self) -> None:
        self.intended.emit(Intent.REMOVE)


class _ProgressBlock(QWidget):
    """Two short texts over a bar; hidden where nothing is on its way."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._width = SHORT_BAR_WIDTH
        self._left = Label(theme=theme, ink="text2", pixels=SMALL_PX)
        self._right = ElidedLabel(theme=theme, ink="text2", pixels=SMALL_PX)
        self._bar = ProgressBar(name="", theme=theme)
        words = QHBoxLayout()
        words.setSpacing(8)
        words.addWidget(self._left)
        words.addStretch(1)
        words.addWidget(self._right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, MARGIN, 0)
        column.setSpacing(7)
        column.addStretch(1)
        column.addLayout(words)
        column.addWidget(self._bar)
        column.addStretch(1)

    def show_card(self, card: ModelCard) -> None:
        progress = card.progress
        is_moving = card.state in (CardState.DOWNLOADING, CardState.LOADING)
        shown = progress is not None and (is_moving or card.state in (CardState.PAUSED, CardState.FAILED))
        self.setVisible(shown or is_moving)
        left, right = state_words(card), ""
        if progress is not None:
            is_bytes = card.state is not CardState.LOADING and not progress.is_verifying
            if card.state is CardState.DOWNLOADING and is_bytes:
                left, right = bytes_done_words(progress), pace_words(progress)
            else:
                right = bytes_done_words(progress) if is_bytes else percent_words(progress)
        self._left.setText(left)
        self._right.setText(right)
        self._bar.setAccessibleName(f"{card_name(card)}: {state_words(card)}")
        self._bar.show_fraction(
            progress.fraction if progress is not None else 0.0, ink="accent" if is_moving else "line_strong"
        )
        least = BAR_WIDTH if card.state is CardState.DOWNLOADING else SHORT_BAR_WIDTH
        self._width = max(self._theme.scaled(least), min(self._words_width(), self._theme.scaled(MOST_BAR_WIDTH)))
        self.setMaximumWidth(self._width + MARGIN)
        self.updateGeometry()

    def _words_width(self) -> int:
        return self._left.sizeHint().width() + self._right.sizeHint().width() + 8

    def sizeHint(self) -> QSize:
        return QSize(self._width + MARGIN, super().sizeHint().height())
