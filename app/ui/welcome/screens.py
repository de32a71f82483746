"""The three screens of the first run, each calm enough to be read at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.session.model_card import CardState, MachineMemory, ModelCard
from app.ui.controls.card import Card
from app.ui.controls.fitted_area import FittedArea
from app.ui.controls.icon_glyph import IconGlyph
from app.ui.controls.label import Label
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.models.note import Note
from app.ui.models.offers import Intent, Offer, agreement, no_room, offer_of
from app.ui.models.progress_bar import ProgressBar
from app.ui.models.words import (
    bytes_done_words,
    card_name,
    facts,
    memory_words,
    pace_words,
    state_words,
    verdict_look,
)
from app.ui.sentences import failure_words, size_words, text_words, words_of
from app.ui.theme import BODY_PX, HEADING_PX, SMALL_PX, UI_PX, Theme

BUTTON_HEIGHT = 34
BAR_MARGIN = 14  # beside the words, for the scroll bar


class Screen(QWidget):
    """A drawing, a title, and what a subclass adds under them, scrolled where it has no room. ``buttons`` stand below,
    always in sight, the first thing to do last."""

    def __init__(self, title: str, *, icon: str, ink: str, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self.title = Label(title, theme=theme, pixels=HEADING_PX[0] + 2, weight=QFont.Weight.DemiBold, wraps=True)
        reading = QWidget()
        read = QVBoxLayout(reading)
        read.setContentsMargins(0, 0, BAR_MARGIN, 0)
        read.setSpacing(0)
        read.addWidget(IconGlyph(icon, ink=ink, side=38, theme=theme))
        read.addSpacing(16)
        read.addWidget(self.title)
        read.addSpacing(12)
        read.addLayout(self.body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 20)
        column.setSpacing(0)
        column.addStretch(3)
        column.addWidget(FittedArea(reading, theme=theme))
        column.addSpacing(20)
        self.buttons.setContentsMargins(0, 0, BAR_MARGIN, 0)
        column.addLayout(self.buttons)
        column.addStretch(4)

    def take_focus(self) -> None:
        self.main_button().setFocus(Qt.FocusReason.OtherFocusReason)

    def main_button(self) -> TextButton:
        raise NotImplementedError

    def _paragraph(self, text: str) -> Label:
        label = Label(text, theme=self.theme, ink="text2", pixels=BODY_PX, wraps=True)
        self.body.addWidget(label)
        return label

    def _button(self, words: str, kind: ButtonKind = ButtonKind.PLAIN, icon: str = "") -> TextButton:
        return TextButton(words, theme=self.theme, kind=kind, icon=icon, height=BUTTON_HEIGHT, pixels=UI_PX)


class Promises(Screen):
    """What this is and what it promises. ``continued``."""

    continued = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__(self.tr("A chat whose reasoning you can read"), icon="thought", ink="thought", theme=theme)
        self._paragraph(self.tr("Soliloquy runs OpenAI's open model gpt-oss on your own Mac, and shows how it thinks."))
        for icon, promise in (
            ("chip", self.tr("The model runs here, in a process that has no access to the network.")),
            ("lock", self.tr("Your conversations stay in one file in your own folder. No account, no telemetry.")),
            ("download", self.tr("It connects to the internet only when you ask for it, and says first to whom.")),
        ):
            self.body.addWidget(_Promise(icon, promise, theme=theme))
        self._continue = self._button(self.tr("Continue"), ButtonKind.PRIMARY)
        self._continue.clicked.connect(self.continued)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self._continue)

    def main_button(self) -> TextButton:
        return self._continue


class Acknowledgement(Screen):
    """One acknowledgement, given once. ``acknowledged``; ``back_asked``."""

    acknowledged = Signal()
    back_asked = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__(self.tr("The reasoning is raw and unfiltered"), icon="info", ink="warn", theme=theme)
        self._paragraph(
            self.tr(
                "What the model thinks before it answers is shown as it is written. Nobody has checked it. It can be "
                "wrong, contradict the answer, or hold things that the answer leaves out on purpose, offensive or "
                "harmful ones too."
            )
        )
        self._paragraph(
            self.tr("Do not take it for advice, and have a look at it before you show it to somebody else.")
        )
        back = self._button(self.tr("Back"))
        back.clicked.connect(self.back_asked)
        self._agree = self._button(self.tr("I understand"), ButtonKind.PRIMARY)
        self._agree.clicked.connect(self.acknowledged)
        self.buttons.addWidget(back)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self._agree)

    def main_button(self) -> TextButton:
        return self._agree


class FittingModel(Screen):
    """The model that fits this machine, and the demo meanwhile.

    ``agreed(id, Intent)``; ``demo_asked``: to the conversation; ``all_asked``: to the page of all models.
    """

    agreed = Signal(str, object)
    demo_asked = Signal()
    all_asked = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__(self.tr("The model that fits this Mac"), icon="chip", ink="accent_text", theme=theme)
        self._card: ModelCard | None = None
        self._offer: Offer | None = None
        self._words = self._paragraph("")
        self._box = Card(theme=theme, ground="raised", line="line", radius=12)
        self._name = Label(theme=theme, pixels=BODY_PX, weight=QFont.Weight.DemiBold, wraps=True)
        self._sentence = Label(theme=theme, ink="text2", pixels=UI_PX, wraps=True)
        self._facts = Label(theme=theme, ink="text3", pixels=SMALL_PX, wraps=True)
        self._verdict = Note(theme=theme, wraps=True)
        self._progress = Label(theme=theme, ink="text2", pixels=SMALL_PX, wraps=True)
        self._bar = ProgressBar(name=self.tr("Download"), theme=theme)
        self._failure = Note(theme=theme, wraps=True)
        inside = QVBoxLayout(self._box)
        inside.setContentsMargins(16, 13, 16, 14)
        inside.setSpacing(4)
        for part in (
            self._name, self._sentence, self._facts, self._verdict, self._progress, self._bar, self._failure
        ):  # fmt: skip
            inside.addWidget(part)
        self.body.addWidget(self._box)
        self._agreement = Label(theme=theme, ink="text3", pixels=SMALL_PX, wraps=True)
        self.body.addWidget(self._agreement)
        self._no_room = Note(theme=theme, wraps=True)
        self.body.addWidget(self._no_room)
        self._all = TextButton(self.tr("All models…"), theme=theme, pixels=SMALL_PX, height=28)
        self._all.clicked.connect(self.all_asked)
        self._demo = self._button(self.tr("Try the demo model now"))
        self._demo.clicked.connect(self.demo_asked)
        self._main = self._button(self.tr("Try the demo model now"), ButtonKind.PRIMARY)
        self._main.clicked.connect(self._on_main)
        self.body.addWidget(self._all, 0, Qt.AlignmentFlag.AlignLeft)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self._demo)
        self.buttons.addWidget(self._main)

    def show_models(
        self,
        cards: Sequence[ModelCard],
        *,
        recommended: ModelCard | None,
        machine: MachineMemory,
        free_disk_bytes: int,
    ) -> None:
        """``recommended``: None if only the demo model runs here; then the sentence says why."""
        default = next((card for card in cards if card.is_default), None)
        self._card = recommended or default
        self._box.setVisible(self._card is not None)
        if recommended is not None:
            self.title.setText(self.tr("The model that fits this Mac"))
            self._words.setText(
                self.tr("This Mac has {memory} of memory; {name} is a good model to begin with.").format(
                    memory=memory_words(machine), name=card_name(recommended)
                )
            )
        else:
            self.title.setText(self.tr("gpt-oss does not fit this Mac"))
            self._words.setText(
                self.tr(
                    "This Mac has {memory} of memory, which is less than any gpt-oss model needs. Loading one "
                    "would fail half-way, so it is refused. The small demo model runs here and shows how everything "
                    "works; it does small sums and small talk, nothing else."
                ).format(memory=memory_words(machine))
            )
        if self._card is not None:
            self._show_card(self._card)
        self._show_offer(recommended, free_disk_bytes)

    def main_button(self) -> TextButton:
        return self._main

    def _show_card(self, card: ModelCard) -> None:
        self._name.setText(card_name(card))
        self._sentence.setText(text_words(card.sentence))
        self._facts.setText(facts(card))
        verdict = card.verdict
        self._verdict.setVisible(verdict is not None)
        if verdict is not None:
            icon, ink = verdict_look(verdict.fit)
            self._verdict.show_words(
                self.tr("{verdict}. {reason}").format(verdict=words_of(verdict.label), reason=words_of(verdict.reason)),
                icon=icon,
                ink=ink,
            )
        progress = card.progress
        is_part = progress is not None and card.state in (CardState.DOWNLOADING, CardState.PAUSED, CardState.FAILED)
        self._progress.setVisible(is_part)
        self._bar.setVisible(is_part)
        if progress is not None:
            told = (state_words(card), bytes_done_words(progress), pace_words(progress))
            self._progress.setText(" · ".join(part for part in told if part))
            is_moving = card.state is CardState.DOWNLOADING
            self._bar.show_fraction(progress.fraction, ink="accent" if is_moving else "line_strong")
        self._failure.setVisible(card.failure is not None)
        if card.failure is not None:
            self._failure.show_words(failure_words(card.failure), icon="warning", ink="bad")

    def _show_offer(self, recommended: ModelCard | None, free_disk_bytes: int) -> None:
        """The main button is the model's as long as something can be done for it, then the demo's."""
        self._offer = offer_of(recommended) if recommended is not None else None
        lacking = agreed_to = ""
        if recommended is not None and self._offer is not None and self._offer.intent is Intent.DOWNLOAD:
            lacking = no_room(recommended, free_disk_bytes=free_disk_bytes)
            if lacking:
                self._offer = None
            else:
                agreed_to = agreement(recommended, free_disk_bytes=free_disk_bytes)
        self._agreement.setText(agreed_to)
        self._agreement.setVisible(bool(agreed_to))
        self._no_room.show_words(lacking, icon="warning", ink="warn")
        self._no_room.setVisible(bool(lacking))
        self._demo.setVisible(self._offer is not None)
        self._main.setText(self._main_words(recommended))

    def _main_words(self, recommended: ModelCard | None) -> str:
        if recommended is not None and self._offer is not None:
            if self._offer.intent is Intent.DOWNLOAD:
                return self.tr("Download {size}").format(size=size_words(recommended.size_bytes))
            if self._offer.intent is Intent.USE:
                return self.tr("Use {name}").format(name=card_name(recommended))
            return self._offer.words
        if recommended is not None and recommended.is_current:
            return self.tr("Start")
        return self.tr("Try the demo model now")

    def _on_main(self) -> None:
        if self._card is not None and self._offer is not None:
            self.agreed.emit(self._card.id, self._offer.intent)
        else:
            self.demo_asked.emit()


class _Promise(QWidget):
    def __init__(self, icon: str, words: str, *, theme: Theme) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(IconGlyph(icon, ink="text3", side=19, theme=theme), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(words, theme=theme, pixels=BODY_PX, wraps=True), 1)
