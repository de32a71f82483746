"""One model as a card: what it is, whether it fits, where it stands, and what can be done."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.session.model_card import CardState, Fit, ModelCard
from app.ui.controls.card import Card
from app.ui.controls.label import Label
from app.ui.controls.painting import draw_ground, painter_on
from app.ui.models.note import Note
from app.ui.models.offers import Intent, Question, offer_of, question_before
from app.ui.models.question_view import QuestionView
from app.ui.models.state_view import StateView
from app.ui.models.words import card_name, facts, memory_use_words, state_words, verdict_look
from app.ui.sentences import failure_words, text_words, words_of
from app.ui.theme import BODY_PX, SMALL_PX, UI_PX, Theme

LEAST_WIDTH, LEAST_HEIGHT = 280, 84
TILE = 44
GAP = 16
FACTS_GAP = 10
LEAST_WORDS = 290  # px: with less for the words, the state stands under them


class CardView(Card):
    """``agreed(id, Intent)``: after whatever question there was."""

    agreed = Signal(str, object)

    def __init__(self, card: ModelCard, *, theme: Theme, reveal_words: str, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, ground="raised", line="line", radius=12, parent=parent)
        self._card = card
        self._free_disk_bytes = 0
        self._question: QuestionView | None = None
        self.setMinimumHeight(LEAST_HEIGHT)
        self._tile = _Tile(theme=theme)
        self._name = Label(theme=theme, pixels=BODY_PX, weight=QFont.Weight.DemiBold, wraps=True)
        self._sentence = Label(theme=theme, ink="text2", pixels=UI_PX, wraps=True)
        self._facts = Label(theme=theme, ink="text3", pixels=SMALL_PX, wraps=True)
        self._verdict = Note(theme=theme)
        self._reason = Label(theme=theme, ink="text2", pixels=SMALL_PX, wraps=True)
        self._memory = Label(theme=theme, ink="text2", pixels=SMALL_PX, wraps=True)
        self._trouble = Note(theme=theme, wraps=True)
        self.state = StateView(theme=theme, reveal_words=reveal_words)
        self.state.intended.connect(self._on_intended)
        self._facts_row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._facts_row.setSpacing(FACTS_GAP)
        self._facts_row.addWidget(self._facts)
        self._facts_row.addWidget(self._verdict)
        self._facts_row.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._sentence)
        words.addLayout(self._facts_row)
        words.addWidget(self._reason)
        words.addWidget(self._memory)
        words.addWidget(self._trouble)
        words.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(GAP)
        self._row.addLayout(words, 1)
        self._row.addWidget(self.state, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        top = QHBoxLayout()
        top.setSpacing(GAP)
        top.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addLayout(self._row, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GAP, 11, GAP, 11)
        self._column.setSpacing(12)
        self._column.addLayout(top)

    def show_card(self, card: ModelCard, *, free_disk_bytes: int) -> None:
        is_elsewhere = card.state is not self._card.state
        self._card, self._free_disk_bytes = card, free_disk_bytes
        self.setAccessibleName(f"{card_name(card)}, {state_words(card)}")
        self._tile.show_current(card.is_current)
        self._name.setText(card_name(card))
        self._sentence.setText(text_words(card.sentence))
        self._sentence.setVisible(bool(card.sentence))
        self._facts.setText(facts(card))
        held = card.memory if card.memory is not None and card.memory.weights else None
        self._memory.setText(memory_use_words(held) if held is not None else "")
        self._memory.setVisible(held is not None)
        self._show_verdict(card)
        self._show_trouble(card)
        self.state.show_card(card)
        self._arrange()
        if is_elsewhere:
            self._drop_question()  # it was asked about another state

    @property
    def controls(self) -> list[QWidget]:
        """In the order of Tab."""
        return [*self.state.controls, *(self._question.controls if self._question is not None else [])]

    @property
    def question(self) -> QuestionView | None:
        return self._question

    def ask(self, question: Question) -> None:
        """In place of one that is there."""
        self._drop_question()
        self._question = QuestionView(question, theme=self._theme)
        self._question.agreed.connect(self._on_agreed)
        self._question.declined.connect(self.decline)
        self._column.addWidget(self._question)
        for before, after in pairwise(self.controls):
            QWidget.setTabOrder(before, after)
        self._question.show()
        self._question.take_focus()

    def ask_to_download(self) -> None:
        """Puts the question before it, or the keyboard to what else can be done with the model."""
        offer = offer_of(self._card)
        if offer is not None and offer.intent is Intent.DOWNLOAD:
            self._on_intended(Intent.DOWNLOAD)
        else:
            self.state.take_focus()

    def decline(self) -> bool:
        """Takes the question away; False if there is none."""
        if self._question is None:
            return False
        self._drop_question()
        self.state.take_focus()
        return True

    def _show_verdict(self, card: ModelCard) -> None:
        """A good one matters while there is a choice, a bad one as long as the model does not answer."""
        verdict = card.verdict
        is_fine = verdict is None or verdict.fit is Fit.FITS
        answers = card.state in (CardState.LOADED, CardState.LOADING)
        is_choice = card.state is CardState.ABSENT or (card.state is CardState.ON_DISK and not card.is_current)
        is_told = not answers and (is_choice or not is_fine)
        self._verdict.setVisible(verdict is not None and is_told)
        self._reason.setVisible(False)
        if verdict is None or not is_told:
            return
        icon, ink = verdict_look(verdict.fit)
        self._verdict.show_words(words_of(verdict.label), icon=icon, ink=ink)
        self._reason.setText(words_of(*verdict.sentences))
        self._reason.setVisible(not is_fine)

    def _show_trouble(self, card: ModelCard) -> None:
        """What has failed, or what a download waits for."""
        notice = card.progress.notice if card.progress is not None else None
        self._trouble.setVisible(card.failure is not None or notice is not None)
        if card.failure is not None:
            self._trouble.show_words(failure_words(card.failure), icon="warning", ink="bad")
        elif notice is not None:
            self._trouble.show_words(words_of(notice), icon="info", ink="warn")

    def _on_intended(self, intent: Intent) -> None:
        question = question_before(intent, self._card, free_disk_bytes=self._free_disk_bytes)
        if question is None:
            self.agreed.emit(self._card.id, intent)
        else:
            self.ask(question)

    def _on_agreed(self, intent: Intent) -> None:
        self._drop_question()
        self.state.take_focus()
        self.agreed.emit(self._card.id, intent)

    def _drop_question(self) -> None:
        if self._question is not None:
            self._column.removeWidget(self._question)
            self._question.hide()
            self._question.deleteLater()
            self._question = None

    def _arrange(self) -> None:
        """Beside each other where there is room, else under each other."""
        room = self.width() - 3 * GAP - TILE
        beside = room - GAP - self.state.sizeHint().width()
        is_stacked = beside < LEAST_WORDS
        self._row.setDirection(_direction(is_stacked))
        self._row.setSpacing(8 if is_stacked else GAP)
        side = Qt.AlignmentFlag.AlignLeft if is_stacked else Qt.AlignmentFlag.AlignRight
        self._row.setAlignment(self.state, side | Qt.AlignmentFlag.AlignVCenter)
        told = not self._verdict.isHidden()
        facts = self._facts.fontMetrics().horizontalAdvance(self._facts.text())
        verdict = FACTS_GAP + self._verdict.sizeHint().width() if told else 0
        is_long = facts + verdict > (room if is_stacked else beside)
        self._facts.setWordWrap(is_long)
        self._facts_row.setStretch(0, int(is_long))
        self._facts_row.setDirection(_direction(is_long))
        self._facts_row.setSpacing(3 if is_long else FACTS_GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        # What things need beside each other must not keep the card from becoming narrow enough to stack them.
        return QSize(LEAST_WIDTH, super().minimumSizeHint().height())


def _direction(is_stacked: bool) -> QBoxLayout.Direction:
    return QBoxLayout.Direction.TopToBottom if is_stacked else QBoxLayout.Direction.LeftToRight


class _Tile(QWidget):
    """Tinted for the model that answers; its state is also told in words."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._is_current = False
        self.setFixedSize(TILE, TILE)

    def show_current(self, is_current: bool) -> None:
        if is_current != self._is_current:
            self._is_current = is_current
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme = self._theme
        draw_ground(painter, QRectF(self.rect()), 10, theme.colour("accent_soft" if self._is_current else "chip"))
        ink = theme.colour("accent_text" if self._is_current else "text2")
        theme.icons.paint(painter, "chip", QRectF(11, 11, TILE - 22, TILE - 22), ink)
        painter.end()
