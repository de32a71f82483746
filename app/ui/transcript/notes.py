"""Under an answer: how it ended if it did not end by itself, and what went wrong."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.chat.conversation import Reply, ReplyStatus, SourceKind
from app.chat.failure import Failure
from app.ui.controls.card import Card
from app.ui.controls.icon_glyph import IconGlyph
from app.ui.controls.label import Label
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.reasoning.words import duration_words
from app.ui.sentences import failure_words
from app.ui.theme import CAPTION_PX, SMALL_PX, UI_PX, Theme

SECOND_MS = 1_000


def ending_words(reply: Reply) -> str:
    """One line for an ending that the text itself does not show; else nothing."""
    match reply.status:
        case ReplyStatus.STOPPED if not reply.answer:
            return QCoreApplication.translate("EndingNote", "Stopped before an answer came.")
        case ReplyStatus.STOPPED:
            return QCoreApplication.translate("EndingNote", "Stopped. The text so far is kept.")
        case ReplyStatus.CUT:
            return QCoreApplication.translate("EndingNote", "Cut at the limit of how much a reply may hold.")
        case ReplyStatus.INTERRUPTED:
            return QCoreApplication.translate("EndingNote", "Interrupted. The text that was saved is kept.")
        case ReplyStatus.NO_ANSWER:
            return QCoreApplication.translate("EndingNote", "No answer: the model ended its turn without one.")
        case ReplyStatus.WAITING | ReplyStatus.STREAMING | ReplyStatus.ANSWERED | ReplyStatus.FAILED:
            return ""


def can_be_finished(reply: Reply) -> bool:
    """It ended without a whole answer, and was written on this machine: what it has can be gone on with."""
    is_local = reply.source is None or reply.source.kind is SourceKind.LOCAL
    ended_early = reply.status in (
        ReplyStatus.STOPPED,
        ReplyStatus.CUT,
        ReplyStatus.INTERRUPTED,
        ReplyStatus.NO_ANSWER,
    )
    return is_local and ended_early and reply.has_text


class EndingNote(QWidget):
    """``finish_asked``: the rest of the answer is wanted, without another reasoning."""

    finish_asked = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = Label(theme=theme, ink="text3", pixels=SMALL_PX, wraps=True)
        self._finish = TextButton("", theme=theme, height=28, pixels=SMALL_PX)
        self._finish.clicked.connect(self.finish_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(7)
        row.addWidget(IconGlyph("info", ink="text3", side=15, theme=theme))
        row.addWidget(self._label, 1)
        row.addWidget(self._finish)

    def show_ending(self, reply: Reply, *, can_finish: bool | None) -> None:
        """``can_finish``: nothing else is being answered; None where that is not offered."""
        words = ending_words(reply)
        self._label.setText(words)
        self.setVisible(bool(words))
        self._finish.setVisible(can_finish is not None and can_be_finished(reply))
        self._finish.setEnabled(bool(can_finish))
        self._finish.setText(self.tr("Go on with the answer") if reply.answer else self.tr("Answer now"))

    def text(self) -> str:
        return self._label.text()


class FailureCard(Card):
    """The sentence of a failure, its technical lines for who asks, and a way on. ``again_asked``: ask once more;
    ``elsewhere_asked``: of whoever is offered instead, which only opens a card."""

    again_asked = Signal()
    elsewhere_asked = Signal()

    def __init__(self, *, theme: Theme, now: Callable[[], float] = time.time, parent: QWidget | None = None) -> None:
        """``now``: seconds since 1970."""
        super().__init__(theme=theme, ground="bad_soft", radius=12, parent=parent)
        self._message = Label(theme=theme, ink="text", pixels=UI_PX, weight=QFont.Weight.Medium, wraps=True)
        self._detail = Label(theme=theme, ink="text2", pixels=CAPTION_PX, wraps=True, is_code=True)
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._detail.hide()
        self._details = TextButton(self.tr("Details"), theme=theme, kind=ButtonKind.QUIET, height=28, pixels=SMALL_PX)
        self._details.setCheckable(True)
        self._details.toggled.connect(self._detail.setVisible)
        self.again = TextButton(self.tr("Ask again"), theme=theme, icon="again", height=28, pixels=SMALL_PX)
        self.again.clicked.connect(self.again_asked)
        self.elsewhere = TextButton(
            self.tr("Ask a service instead…"), theme=theme, icon="cloud", height=28, pixels=SMALL_PX
        )
        self.elsewhere.clicked.connect(self.elsewhere_asked)
        self.elsewhere.hide()
        self._now = now
        self._failure: Failure | None = None
        self._seconds = QTimer(self, interval=SECOND_MS)
        self._seconds.timeout.connect(self._show_again)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.again)
        buttons.addWidget(self._details)
        buttons.addStretch(1)
        text = QVBoxLayout()
        text.setSpacing(9)
        text.addWidget(self._message)
        text.addWidget(self._detail)
        text.addLayout(buttons)
        text.addWidget(self.elsewhere)  # below: beside them it would not fit into a narrow window
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 13, 14, 12)
        row.setSpacing(11)
        row.addWidget(IconGlyph("warning", ink="bad", side=19, theme=theme), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)

    def show_failure(self, failure: Failure | None, offer: str = "") -> None:
        """``offer``: what the button says that asks somebody else, empty for nobody."""
        self._failure = failure
        self.setVisible(failure is not None)
        if failure is not None:
            self._message.setText(failure_words(failure))
            self._detail.setText(failure.detail)
            self._details.setVisible(bool(failure.detail))
            self.elsewhere.show_as(offer, kind=ButtonKind.PLAIN, icon="cloud")
            self.elsewhere.setVisible(bool(offer))
        self._show_again()

    def text(self) -> str:
        offer = [] if self.elsewhere.isHidden() else [self.elsewhere.text()]
        return "\n".join([self._message.text(), self.again.text(), *offer])

    def _show_again(self) -> None:
        """Counts down to the moment before which asking again is useless."""
        retry_at = None if self._failure is None else self._failure.retry_at
        left = 0 if retry_at is None else math.ceil(retry_at - self._now())
        words = self.tr("Ask again")
        if left > 0:
            words = self.tr("Ask again in {time}").format(time=duration_words(left))
        if words != self.again.text():
            self.again.show_as(words, kind=ButtonKind.PLAIN, icon="again")
        self.again.setEnabled(left <= 0)
        if left > 0 and not self._seconds.isActive():
            self._seconds.start()
        elif left <= 0:
            self._seconds.stop()
