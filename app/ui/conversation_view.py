"""The right side of the window: header, notices, the turns or the empty state, and the composer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.chat.exchange import Readiness
from app.session.formulas import Formulas
from app.ui.cloud.egress_card import EgressCard
from app.ui.composer.composer import Composer
from app.ui.controls.column_area import ColumnArea
from app.ui.controls.painting import painter_on
from app.ui.header import Header
from app.ui.notices import Notices
from app.ui.reasoning.find_bar import FindBar
from app.ui.theme import COLUMN_MARGIN, COLUMN_WIDTH, Theme
from app.ui.transcript.empty_state import EmptyState
from app.ui.transcript.finding import Finding
from app.ui.transcript.transcript import Transcript
from app.ui.transcript.turn_view import TurnScene

COMPOSER_WIDTH = COLUMN_WIDTH + 24
EMPTY_WIDTH = COLUMN_WIDTH - 100
LOW = 600


class ConversationView(QWidget):
    """Its parts are public: the window shows values in them and listens to them."""

    question_chosen = Signal(str)

    def __init__(self, *, theme: Theme, formulas: Formulas | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setMinimumWidth(420)
        self.header = Header(theme=theme)
        self.notices = Notices(theme=theme)
        self.transcript = Transcript(theme=theme, formulas=formulas)
        self.transcript.verticalScrollBar().valueChanged.connect(self.header.show_line)
        self.composer = Composer(theme=theme)
        self._empty = EmptyState(theme=theme)
        self._empty.question_chosen.connect(self.question_chosen)
        self._pages = QStackedWidget()
        self._pages.addWidget(ColumnArea(self._empty, width=EMPTY_WIDTH, theme=theme))
        self._pages.addWidget(self.transcript)
        self.find_bar = FindBar(theme=theme, words=self.tr("Find in this conversation"))
        self.find_bar.setContentsMargins(COLUMN_MARGIN, 6, COLUMN_MARGIN, 4)
        self.finding = Finding(bar=self.find_bar, transcript=self.transcript, theme=theme, parent=self)
        self.egress = EgressCard(theme=theme)
        stack = QVBoxLayout()
        stack.setSpacing(10)
        stack.addWidget(self.egress)
        stack.addWidget(self.composer)
        foot = QHBoxLayout()
        foot.setContentsMargins(COLUMN_MARGIN - 12, 0, COLUMN_MARGIN - 12, 10)
        foot.addStretch(1)
        foot.addLayout(stack, 1_000)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.notices)
        column.addWidget(self.find_bar)
        column.addWidget(self._pages, 1)
        column.addStretch(0)  # its place, where it gives way
        column.addLayout(foot)
        self._fit()
        theme.changed.connect(self._fit)

    def _fit(self) -> None:
        for widget in (self.egress, self.composer):
            widget.setMaximumWidth(self._theme.scaled(COMPOSER_WIDTH))

    def make_room(self) -> None:
        """In a low window all gives way to the card that asks what may be sent."""
        is_free = self.egress.isHidden() or self.height() >= self._theme.scaled(LOW)
        self.composer.setVisible(is_free)
        self._pages.setVisible(is_free)

    def show_scenes(self, scenes: Sequence[TurnScene]) -> None:
        self._pages.setCurrentIndex(1 if scenes else 0)  # first: what is hidden cannot be laid out
        self.transcript.show_scenes(scenes)
        self.finding.show_turns([scene.turn for scene in scenes])
        self.header.show_line(self.transcript.verticalScrollBar().value() if scenes else 0)

    def show_readiness(self, readiness: Readiness) -> None:
        self._empty.show_readiness(readiness)
        self.composer.show_model(readiness.model)

    def show_promise(self, words: str, *, is_here: bool) -> None:
        """In the empty state; see there."""
        self._empty.show_promise(words, is_here=is_here)

    def text(self) -> str:
        page = self.transcript.text() if self._pages.currentIndex() == 1 else self._empty.text()
        return "\n".join([self.header.title(), self.notices.text(), page, self.egress.text()])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.make_room()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        painter.fillRect(self.rect(), self._theme.colour("window"))
        painter.end()
