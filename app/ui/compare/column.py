"""One answer among those that are compared: who gave it, what it took, its reasoning, its words."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.chat.conversation import ReplyStatus, Turn
from app.chat.exchange import Readiness
from app.session.formulas import Formulas
from app.ui.compare.words import fact_words, source_words
from app.ui.controls.icon_button import IconButton
from app.ui.controls.label import ElidedLabel, Label
from app.ui.controls.text_button import TextButton
from app.ui.reasoning.pane import ReasoningPane
from app.ui.theme import SMALL_PX, UI_PX, Theme
from app.ui.transcript.answer_view import AnswerView
from app.ui.transcript.notes import EndingNote, FailureCard
from app.ui.transcript.pace import Pace
from app.ui.transcript.turn_view import INSET, visible_text
from app.ui.transcript.walker import Walker


@dataclass(frozen=True, slots=True)
class ColumnScene:
    """``place`` of ``count`` answers. ``is_here``: it is the one that the conversation goes on with. ``can_leave``: the
    column may be taken away. ``shows_question``: the answers are not all to the same words."""

    turn: Turn
    place: int
    count: int
    thinking_seconds: float = 0.0
    readiness: Readiness | None = None
    is_here: bool = False
    can_leave: bool = False
    shows_question: bool = False


class AnswerColumn(QObject):
    """``head`` stands above what is scrolled, ``body`` in it. ``chosen``: go on with this one. ``step_asked``: another
    answer in this column. ``removed``: without this column, please."""

    chosen = Signal()
    step_asked = Signal(int)
    removed = Signal()
    link_activated = Signal(str)
    text_moved = Signal()  # formulas of the answer took the place of their sources

    def __init__(self, *, theme: Theme, formulas: Formulas | None, pace: Pace, parent: QObject) -> None:
        super().__init__(parent)
        self.scene: ColumnScene | None = None
        self.head, self.body = QWidget(), QWidget()
        self._source = ElidedLabel(theme=theme, pixels=UI_PX + 1, weight=QFont.Weight.DemiBold)
        self.walker = Walker(theme=theme)
        self.walker.step_asked.connect(self.step_asked)
        self.close = IconButton("close", self.tr("Without this answer"), theme=theme, size=24, icon_px=13)
        self.close.clicked.connect(self.removed)
        self._facts = Label(theme=theme, ink="text3", pixels=SMALL_PX, wraps=True)
        self._question = ElidedLabel(theme=theme, ink="text2", pixels=SMALL_PX)
        self.choose = TextButton(self.tr("Go on with this one"), theme=theme, height=28, pixels=SMALL_PX)
        self.choose.clicked.connect(self.chosen)
        self._here = Label(
            self.tr("In the conversation now"), theme=theme, ink="text3", pixels=SMALL_PX, weight=QFont.Weight.Medium
        )
        self._pane = ReasoningPane(theme=theme, formulas=formulas, pace=pace, is_steered=False)
        self.answer = AnswerView(theme=theme, formulas=formulas, pace=pace)
        self.answer.text_moved.connect(self.text_moved)
        self.answer.link_activated.connect(self.link_activated)
        self._note = EndingNote(theme=theme)
        self._failure = FailureCard(theme=theme)
        self._failure.show_failure(None)
        self._lay_out()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(2)
        first.addWidget(self._source, 1)
        first.addWidget(self.walker)
        first.addWidget(self.close)
        last = QHBoxLayout()
        last.addWidget(self.choose)
        last.addWidget(self._here)
        last.addStretch(1)
        head = QVBoxLayout(self.head)
        head.setContentsMargins(INSET, 0, 0, 12)
        head.setSpacing(4)
        head.addLayout(first)
        head.addWidget(self._facts)
        head.addWidget(self._question)
        head.addSpacing(5)
        head.addStretch(1)
        head.addLayout(last)
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 4, 0, 28)
        body.setSpacing(14)
        body.addWidget(self._pane)
        for widget in (self.answer, self._note, self._failure):
            row = QHBoxLayout()
            row.setContentsMargins(INSET, 0, 0, 0)
            row.addWidget(widget)
            body.addLayout(row)
        body.addStretch(1)

    def show_scene(self, scene: ColumnScene) -> None:
        self.scene = scene
        turn, reply = scene.turn, scene.turn.reply
        self._source.setText(source_words(reply))
        self._facts.setText(fact_words(turn.effort, reply))
        self._question.setText(" ".join(turn.prompt.split()))
        self._question.setVisible(scene.shows_question)
        self.walker.show_place(scene.place, scene.count)
        self.close.setVisible(scene.can_leave)
        self.choose.setVisible(not scene.is_here)
        self._here.setVisible(scene.is_here)
        self.head.setAccessibleName(
            self.tr("Answer {place}: {source}").format(place=scene.place + 1, source=source_words(reply))
        )
        self._pane.show_turn(turn, seconds=scene.thinking_seconds, readiness=scene.readiness, is_pinned=False)
        text = visible_text(reply)
        self.answer.setVisible(bool(text))
        self.answer.show_text(text, is_over=reply.status.is_over)
        self._note.show_ending(reply, can_finish=None)
        self._failure.show_failure(reply.failure if reply.status is ReplyStatus.FAILED else None)

    @property
    def pane(self) -> ReasoningPane:
        return self._pane

    def text(self) -> str:
        """All that can be read in it now."""
        parts = [self._source.text(), self._facts.text()]
        if not self._question.isHidden():
            parts.append(self._question.text())
        if not self._pane.isHidden():
            parts += [self._pane.head.text(), self._pane.text()]
        for widget in (self.answer, self._note, self._failure):
            if not widget.isHidden():
                parts.append(widget.text())
        return "\n".join(part for part in parts if part)

    def delete(self) -> None:
        for widget in (self.head, self.body):
            widget.hide()
            widget.deleteLater()
        self.deleteLater()
