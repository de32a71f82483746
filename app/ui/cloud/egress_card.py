"""Before anything leaves this machine: exactly what would, where it would go, and what it may cost.

Nothing is decided here. The card says the person's choice; until then nothing is sent.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.chat.cloud_model import ShutdownWarning
from app.chat.egress import Choice
from app.chat.service import Service
from app.session.cloud_pending import Pending
from app.ui.cloud.outgoing_view import OutgoingView
from app.ui.cloud.words import (
    budget_words,
    pictures_words,
    plain_http_words,
    price_words,
    shutdown_words,
    tokens_words,
    uncounted_words,
)
from app.ui.controls.card import Card
from app.ui.controls.escape import claims_escape, is_escape
from app.ui.controls.fitted_area import FittedArea
from app.ui.controls.icon_glyph import IconGlyph
from app.ui.controls.label import Label
from app.ui.controls.pill import Pill
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.dates import listed_day_words
from app.ui.models.note import Note
from app.ui.sentences import failure_words
from app.ui.theme import BODY_PX, SMALL_PX, UI_PX, Theme

REST_MS = 500  # the second click of a double click comes within that, a look at what is new does not


class EgressCard(Card):
    """``chosen(choice)``, by the person. ``successor_asked``: the same of the model that is offered instead.

    A card that comes up, or shows something else than before, rests: a click or key that was meant for what stood there
    cannot agree to it. ``rest_ms``: how long, before it is shown.
    """

    chosen = Signal(object)  # Choice
    successor_asked = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, ground="raised", line="warn", radius=14, parent=parent)
        self._pending: Pending | None = None
        self._is_narrow = False
        self.rest_ms = REST_MS
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self.end_rest)
        self._title = Label(theme=theme, pixels=BODY_PX, weight=QFont.Weight.DemiBold, wraps=True)
        self._host = Pill("", icon="cloud", ink="warn", theme=theme)
        self._about = Label(theme=theme, ink="text2", pixels=UI_PX, wraps=True)
        self._changed = Note(theme=theme, wraps=True)
        self._plain_http = Note(theme=theme, wraps=True)
        self._unseen = Note(theme=theme, wraps=True)
        self._shutdown = Note(theme=theme, wraps=True)
        self._refusal = Note(theme=theme, wraps=True)
        self.outgoing = OutgoingView(theme=theme)
        self.outgoing.finished.connect(self._refresh)
        self.outgoing.left.connect(self._on_not_now)
        self._facts = Label(theme=theme, ink="text2", pixels=SMALL_PX, wraps=True)
        self.successor = TextButton(
            self.tr("Ask its successor instead…"), theme=theme, kind=ButtonKind.QUIET, height=28, pixels=SMALL_PX
        )
        self.successor.clicked.connect(self.successor_asked)
        self.not_now = TextButton(self.tr("Don't send"), theme=theme)
        self.not_now.clicked.connect(self._on_not_now)
        self.always = TextButton(self.tr("Send for this conversation"), theme=theme)
        self.always.clicked.connect(self._on_always)
        self.once = TextButton(self.tr("Send once"), theme=theme, kind=ButtonKind.PRIMARY)
        self.once.clicked.connect(self._on_once)
        self._lay_out(theme)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def _lay_out(self, theme: Theme) -> None:
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(IconGlyph("cloud", ink="warn", side=20, theme=theme))
        head.addWidget(self._title, 1)
        head.addWidget(self._host, 0, Qt.AlignmentFlag.AlignTop)
        self._buttons = QGridLayout()
        self._buttons.setSpacing(8)
        self._place_buttons(is_narrow=False)
        reading = QWidget()
        read = QVBoxLayout(reading)
        read.setContentsMargins(16, 13, 16, 2)
        read.setSpacing(9)
        read.addLayout(head)
        read.addWidget(self._about)
        for note in self._notes:
            read.addWidget(note)
            if note is self._shutdown:
                read.addWidget(self.successor, 0, Qt.AlignmentFlag.AlignLeft)
        read.addWidget(self.outgoing, 1)
        read.addWidget(self._facts)
        self._buttons.setContentsMargins(16, 0, 16, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 13)
        column.setSpacing(7)
        column.addWidget(FittedArea(reading, theme=theme))
        column.addLayout(self._buttons)
        for before, after in pairwise((self.successor, self.outgoing, self.not_now, self.always, self.once)):
            QWidget.setTabOrder(before, after)

    @property
    def _notes(self) -> tuple[Note, ...]:
        return (self._changed, self._plain_http, self._unseen, self._shutdown, self._refusal)

    @property
    def pending(self) -> Pending | None:
        return self._pending

    def show_pending(
        self, pending: Pending | None, warning: ShutdownWarning | None = None, successor: str = ""
    ) -> None:
        """None: nothing waits. ``warning``: the model will not be there for long; ``successor``: what the button says
        that asks another one instead."""
        if pending == self._pending:
            return
        before, self._pending = self._pending, pending
        is_new = pending is not None and (before is None or pending.egress != before.egress)
        if pending is None:
            self._rest.stop()
            self.hide()
            return
        self._let_rest()
        egress, endpoint = pending.egress, pending.service.endpoint
        model = pending.service.model
        self._title.setText(self.tr("Send this to {model}?").format(model=model.label))
        self.setAccessibleName(self._title.text())
        self._host.show_words(endpoint.host)
        self._about.setText(self._about_words(pending))
        if is_new:
            is_renewed = before is not None and _question_of(before) == _question_of(pending)
            changed = self.tr("This is not what stood here before: something has changed. Please look again.")
            self._show_note(self._changed, changed if is_renewed else "")
        self._show_note(
            self._plain_http,
            plain_http_words() if endpoint.can_be_read_along else "",
        )
        self._show_note(
            self._unseen,
            self.tr("It holds characters that cannot be seen. They are written out, like ⟨U+200B⟩.")
            if egress.has_unseen
            else "",
        )
        self._show_note(self._shutdown, "" if warning is None else shutdown_words(warning))
        self.successor.show_as(successor, kind=ButtonKind.QUIET)
        self.successor.setVisible(bool(successor))
        self._show_note(self._refusal, "" if pending.refusal is None else failure_words(pending.refusal))
        dated = self.tr("prices of {day}").format(day=listed_day_words(model.as_of)) if egress.price is not None else ""
        parts = (
            pictures_words(egress),
            tokens_words(egress.tokens),
            uncounted_words(egress),
            price_words(egress.price),
            dated,
            budget_words(pending.budget),
        )
        self._facts.setText(" · ".join(part for part in parts if part))
        notes = [note.text() for note in self._notes if not note.isHidden()]
        told = (self._title.text(), self._host.text(), self._about.text(), *notes, self._facts.text())
        self.outgoing.setAccessibleDescription(" ".join(told))  # the keyboard begins there
        if is_new:
            self.outgoing.show_messages(egress.messages, pending.known)
        self._refresh()
        self.show()

    def take_focus(self) -> None:
        """To what is to be read; the buttons follow by Tab."""
        self.outgoing.setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str:
        """All that can be read here now."""
        if self.isHidden():
            return ""
        notes = [note.text() for note in self._notes if not note.isHidden()]
        shown = self.outgoing.toPlainText()
        return "\n".join([self._title.text(), self._host.text(), self._about.text(), *notes, shown, self._facts.text()])

    def _about_words(self, pending: Pending) -> str:
        count = len(pending.egress.messages)
        host = pending.service.endpoint.host
        if pending.service.endpoint.is_on_this_machine:
            return self.tr(
                "It goes to another program on this Mac ({host}); what that does with it is not known here."
            ).format(host=host)
        words = self.tr("Nothing goes before you say so. Exactly these {count} messages would be sent to {host}.")
        if count == 1:
            words = self.tr("Nothing goes before you say so. Exactly this would be sent to {host}.")
        return words.format(count=count, host=host)

    def _show_note(self, note: Note, words: str) -> None:
        note.show_words(words, icon="warning", ink="warn")
        note.setVisible(bool(words))

    def end_rest(self) -> None:
        """It has been there for long enough."""
        self._rest.stop()
        self._refresh()

    def _let_rest(self) -> None:
        if self.rest_ms:
            self._rest.start(self.rest_ms)
            if self.always.hasFocus() or self.once.hasFocus():  # which would go to the next button
                self.take_focus()

    def _refresh(self) -> None:
        """What may not be sent, has just come, or is not all there to be read yet, cannot be agreed to."""
        may = self._pending is not None and self._pending.refusal is None and self.outgoing.is_whole
        may = may and not self._rest.isActive()
        self.once.setEnabled(may)
        self.always.setEnabled(may)

    def _on_not_now(self) -> None:
        self.chosen.emit(Choice.NOT_NOW)

    def _on_always(self) -> None:
        self.chosen.emit(Choice.CONVERSATION)

    def _on_once(self) -> None:
        self.chosen.emit(Choice.ONCE)

    def event(self, event: QEvent) -> bool:
        return claims_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_escape(event):
            self._on_not_now()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Also when a page goes that lay over it."""
        super().showEvent(event)
        if not event.spontaneous():
            self._let_rest()
            self._refresh()

    def _place_buttons(self, *, is_narrow: bool) -> None:
        """In one row, or in two where that has no room; what refuses and what is asked for stay beside each other."""
        for button in (self.not_now, self.always, self.once):
            self._buttons.removeWidget(button)
        self._buttons.setColumnStretch(1, 1)
        self._buttons.addWidget(self.not_now, 1, 0)
        self._buttons.addWidget(self.once, 1, 3)
        if is_narrow:
            self._buttons.addWidget(self.always, 0, 0, 1, 4, Qt.AlignmentFlag.AlignRight)
        else:
            self._buttons.addWidget(self.always, 1, 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = sum(button.sizeHint().width() for button in (self.not_now, self.always, self.once)) + 16 + 32
        is_narrow = event.size().width() < needed
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._place_buttons(is_narrow=is_narrow)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())


def _question_of(pending: Pending) -> tuple[str, str, Service]:
    return pending.conversation, pending.text, pending.service
