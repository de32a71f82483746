"""Under an answer: how it ended if it did not end by itself, and what went wrong."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.chat.conversation import Reply, ReplyStatus, SourceKind
from app.chat.failure import Failure
from app.ui.controls.card import Card
from app.ui.controls.icon_glyph import IconGlyph
from app.ui.controls.label import Label
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.sentences import failure_words
from app.ui.theme import CAPTION_PX, SMALL_PX, UI_PX, Theme


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
    """The sentence of a failure, its technical lines for who asks, and a way on. ``again_asked``: ask once more."""

    again_asked = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, ground="bad_soft", radius=12, parent=parent)
        self._message = Label(theme=theme, ink="text", pixels=UI_PX, weight=QFont.Weight.Medium, wraps=True)
        self._detail = Label(theme=theme, ink="text2", pixels=CAPTION_PX, wraps=True, is_code=True)
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._detail.hide()
        self._details = TextButton(self.tr("Details"), theme=theme, kind=ButtonKind.QUIET, height=28, pixels=SMALL_PX)
        self._details.setCheckable(True)
        self._details.toggled.connect(self._detail.setVisible)
        self._again = TextButton(self.tr("Ask again"), theme=theme, icon="again", height=28, pixels=SMALL_PX)
        self._again.clicked.connect(self.again_asked)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self._again)
        buttons.addWidget(self._details)
        buttons.addStretch(1)
        text = QVBoxLayout()
        text.setSpacing(9)
        text.addWidget(self._message)
        text.addWidget(self._detail)
        text.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 13, 14, 12)
        row.setSpacing(11)
        row.addWidget(IconGlyph("warning", ink="bad", side=19, theme=theme), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)

    def show_failure(self, failure: Failure | None) -> None:
        self.setVisible(failure is not None)
        if failure is not None:
            self._message.setText(failure_words(failure))
            self._detail.setText(failure.detail)
            self._details.setVisible(bool(failure.detail))

    def text(self) -> str:
        return self._message.text()
