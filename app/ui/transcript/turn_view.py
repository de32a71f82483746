"""One turn on screen: the question, the reasoning, the answer, how it ended, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.chat.conversation import Reply, ReplyStatus, Turn, TurnId
from app.chat.exchange import Readiness, Steering
from app.session.formulas import Formulas
from app.session.preferences import WhileThinking
from app.ui.reasoning.pane import ReasoningPane
from app.ui.sentences import failure_words
from app.ui.theme import Theme
from app.ui.transcript.actions import Actions
from app.ui.transcript.answer_view import AnswerView
from app.ui.transcript.clipboard import copy_markdown
from app.ui.transcript.notes import EndingNote, FailureCard, ending_words
from app.ui.transcript.pace import Pace
from app.ui.transcript.preambles import Preambles
from app.ui.transcript.question_view import QuestionView
from app.ui.transcript.reading_aloud import ReadingAloud, TurnWords
from app.ui.transcript.text_pane import TextPane

INSET = 6  # the reasoning row stands out of the column by this much at both sides, so that its words align


@dataclass(frozen=True, slots=True)
class TurnScene:
    """All that a turn's view depends on. ``siblings``: every turn that asks the same question here, in order.

    ``offer``: what the button says that asks a service after this turn failed, empty for none.
    """

    turn: Turn
    siblings: tuple[TurnId, ...]
    thinking_seconds: float = 0.0
    readiness: Readiness | None = None
    is_reasoning_pinned: bool = False
    can_ask: bool = True
    while_thinking: WhileThinking = WhileThinking.LINE
    offer: str = ""


class TurnView(QWidget):
    """``show_scene(scene)``. ``reasoning_toggled``: by the person, so that what is read can be held still.

    ``ways_asked``: what else can be done with this turn. ``edit_asked``: put its question into other words; whoever
    agrees calls ``question.begin_editing``.
    """

    again_asked = Signal(str)  # TurnId
    ways_asked = Signal(str)  # TurnId
    edit_asked = Signal(str)  # TurnId
    edited = Signal(str, str)  # TurnId, the words so far
    edit_submitted = Signal(str, str)  # TurnId, the words
    file_opened = Signal(object)  # Attachment
    resized = Signal()  # by the person, with the box for another question
    elsewhere_asked = Signal(str)  # TurnId, to be asked of whoever was offered
    branch_asked = Signal(str)  # TurnId to show instead
    link_activated = Signal(str)
    reasoning_toggled = Signal()
    reasoning_pinned = Signal(bool)
    steering_asked = Signal(str, object)  # TurnId, Steering
    finish_asked = Signal(str)  # TurnId
    place_asked = Signal(QWidget, int, int)  # as in ReasoningPane
    text_moved = Signal(QWidget, object)  # the pane, tuple[Move, ...]: formulas took the place of their sources

    def __init__(self, *, theme: Theme, formulas: Formulas | None, pace: Pace, parent: QWidget) -> None:
        super().__init__(parent)
        self._pace = pace
        self._scene: TurnScene | None = None
        self.question = QuestionView(theme=theme)
        self.question.edit_asked.connect(self._on_edit_asked)
        self.question.edited.connect(self._on_edited)
        self.question.submitted.connect(self._on_edit_submitted)
        self.question.editing_changed.connect(self.resized)
        self.question.file_opened.connect(self.file_opened)
        self._pane = ReasoningPane(theme=theme, formulas=formulas, pace=pace)
        self._pane.text_moved.connect(self.text_moved)
        self._pane.toggled.connect(self.reasoning_toggled)
        self._pane.pinned_changed.connect(self.reasoning_pinned)
        self._pane.steering_asked.connect(self._on_steering_asked)
        self._pane.place_asked.connect(self.place_asked)
        self._preambles = Preambles(theme=theme, formulas=formulas, pace=pace)
        self._preambles.view.text_moved.connect(self.text_moved)
        self._preambles.link_activated.connect(self.link_activated)
        self._answer = AnswerView(theme=theme, formulas=formulas, pace=pace)
        self._answer.text_moved.connect(self.text_moved)
        self._answer.link_activated.connect(self.link_activated)
        self._note = EndingNote(theme=theme)
        self._note.finish_asked.connect(self._on_finish_asked)
        self._failure = FailureCard(theme=theme)
        self._failure.again_asked.connect(self._on_again_asked)
        self._failure.elsewhere_asked.connect(self._on_elsewhere_asked)
        self._actions = Actions(theme=theme)
        self._actions.copy_asked.connect(self.copy_answer)
        self._actions.again_asked.connect(self._on_again_asked)
        self._actions.ways_asked.connect(self._on_ways_asked)
        self._actions.sibling_asked.connect(self._on_sibling_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addLayout(_inset(self.question))
        column.addSpacing(6)
        column.addWidget(self._pane)
        for widget in (self._preambles, self._answer, self._note, self._failure):
            column.addLayout(_inset(widget))
        column.addLayout(_inset(self._actions, left=0))  # the icons align, not their grounds
        column.addStretch(1)  # while it keeps the height that is expected of it
        self.words = TurnWords(self)
        self.aloud = ReadingAloud(self)
        self.aloud.told.connect(self._say_parts)
        self._pane.toggled.connect(self._say_parts)

    def show_scene(self, scene: TurnScene) -> None:
        was_growing = self._scene is not None and not self._scene.turn.reply.status.is_over
        self._scene = scene
        turn, reply = scene.turn, scene.turn.reply
        self.question.show_question(turn.prompt, turn.attachments)
        self.question.show_can_ask(scene.can_ask)
        self._pane.show_turn(
            turn,
            seconds=scene.thinking_seconds,
            readiness=scene.readiness,
            is_pinned=scene.is_reasoning_pinned,
            while_thinking=scene.while_thinking,
        )
        text = visible_text(reply)
        is_begun = bool(reply.answer) or reply.status.is_over
        self._preambles.show_text("\n\n".join(filter(None, reply.preambles)), is_over=is_begun)
        self._answer.setVisible(bool(reply.answer))
        self._answer.show_text(reply.answer, is_over=reply.status.is_over)
        self._note.show_ending(reply, can_finish=scene.can_ask)
        self._failure.show_failure(reply.failure if reply.status is ReplyStatus.FAILED else None, scene.offer)
        is_bare_failure = reply.status is ReplyStatus.FAILED and not text and len(scene.siblings) < 2
        self._actions.setVisible(len(scene.siblings) > 1 or (reply.status.is_over and not is_bare_failure))
        place = scene.siblings.index(turn.id) if turn.id in scene.siblings else 0
        self._actions.show_reply(reply, place=place, count=len(scene.siblings), can_ask=scene.can_ask)
        self.aloud.show_text(text, is_growing=was_growing)
        if was_growing and reply.status.is_over:
            self._announce_end(reply)
        if reply.status.is_over or not was_growing:
            self._say_parts()

    @property
    def scene(self) -> TurnScene | None:
        return self._scene

    @property
    def is_over(self) -> bool:
        return self._scene is None or self._scene.turn.reply.status.is_over

    @property
    def is_drawn(self) -> bool:
        """Whether nothing of it waits for its turn to be drawn."""
        return not self._pace.is_waiting_in(self)

    def drop_one(self) -> bool:
        """For one that is not to be seen any more: gives up a piece. False when only what every turn has is left."""
        return self._preambles.view.drop_one() or self._answer.drop_one()

    @property
    def has_selection(self) -> bool:
        return any(pane.textCursor().hasSelection() for pane in self.findChildren(TextPane))

    @property
    def foot(self) -> Actions:
        return self._actions

    @property
    def pane(self) -> ReasoningPane:
        return self._pane

    @property
    def failure(self) -> FailureCard:
        return self._failure

    @property
    def preambles(self) -> Preambles:
        return self._preambles

    @property
    def answer(self) -> AnswerView:
        return self._answer

    def pieces(self) -> Iterator[QWidget]:
        """From top to bottom, the parts that a reader's eye can hold on to."""
        yield self.question
        yield self._pane
        yield from self._preambles.view.pieces
        yield from self._answer.pieces
        yield self._actions

    def stick(self, above: int) -> None:
        """So many pixels of it are above what is seen: heads of what is read there stay in sight."""
        self._pane.stick(max(0, above - self._pane.y()))
        self._answer.stick(max(0, above - self._answer.y()))

    def settle(self) -> None:
        """Lays out now, from the inside out, what has changed."""
        self._pane.settle()
        self.question.settle()
        self._preambles.settle()
        self._answer.settle()
        for widget in (
            self._note,
            self._failure,
            self._actions,
            self,
        ):
            layout = widget.layout()
            if layout is not None:
                layout.activate()

    def copy_answer(self) -> None:
        """As the model wrote it, Markdown and all; and as rich text for a page that takes it."""
        if self._scene is not None:
            copy_markdown(visible_text(self._scene.turn.reply))

    def text(self) -> str:
        """All that can be read here now, for tests and for reading aloud."""
        parts = [self.question.text()]
        if not self._pane.isHidden():
            parts += [self._pane.head.text(), self._pane.live_line(), self._pane.text()]
        for widget in (self._preambles, self._answer, self._note, self._failure):
            if not widget.isHidden():
                parts.append(widget.text())
        if not self._actions.isHidden():
            parts += [self._actions.place(), self._actions.made(), self._actions.facts()]
        return "\n".join(part for part in parts if part)

    def _announce_end(self, reply: Reply) -> None:
        """For those who listen to the screen: the answer grew without a sound."""
        words = ending_words(reply)
        if reply.status is ReplyStatus.ANSWERED:
            words = self.tr("The answer is complete.")
        elif reply.failure is not None:
            words = failure_words(reply.failure)
        self.aloud.end(words)

    def _say_parts(self) -> None:
        if self._scene is not None:
            turn = self._scene.turn
            thought = "" if self._pane.isHidden() else "\n".join((self._pane.head.text(), self._pane.text()))
            ended = "\n".join((visible_text(turn.reply), ending_words(turn.reply), self._failure_words()))
            self.words.show_parts(turn.prompt, thought, ended)

    def _failure_words(self) -> str:
        failure = self._scene.turn.reply.failure if self._scene is not None else None
        return failure_words(failure) if failure is not None else ""

    def _on_again_asked(self) -> None:
        if self._scene is not None:
            self.again_asked.emit(self._scene.turn.id)

    def _on_ways_asked(self) -> None:
        if self._scene is not None:
            self.ways_asked.emit(self._scene.turn.id)

    def _on_edit_asked(self) -> None:
        if self._scene is not None:
            self.edit_asked.emit(self._scene.turn.id)

    def _on_edited(self, text: str) -> None:
        if self._scene is not None:
            self.edited.emit(self._scene.turn.id, text)

    def _on_edit_submitted(self, text: str) -> None:
        if self._scene is not None:
            self.edit_submitted.emit(self._scene.turn.id, text)

    def _on_steering_asked(self, kind: Steering) -> None:
        if self._scene is not None:
            self.steering_asked.emit(self._scene.turn.id, kind)

    def _on_finish_asked(self) -> None:
        if self._scene is not None:
            self.finish_asked.emit(self._scene.turn.id)

    def _on_elsewhere_asked(self) -> None:
        if self._scene is not None:
            self.elsewhere_asked.emit(self._scene.turn.id)

    def _on_sibling_asked(self, step: int) -> None:
        if self._scene is not None:
            at = self._scene.siblings.index(self._scene.turn.id) + step
            self.branch_asked.emit(self._scene.siblings[at])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.words.setGeometry(self.rect())


def _inset(widget: QWidget, *, left: int = INSET) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(left, 0, INSET, 0)
    row.addWidget(widget)
    return row


def visible_text(reply: Reply) -> str:
    """Preambles and answer, in the order in which they came."""
    return "\n\n".join(part for part in (*reply.preambles, reply.answer) if part)
