"""The branches of a conversation: asking again another way, the way from one answer to the next, editing a question.

Everything here makes or shows a sibling; nothing is ever overwritten. What was written in a box for another question
stays here until it is asked, also when the box is gone.
"""

from __future__ import annotations

from typing import assert_never

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.chat.conversation import Effort, Turn, TurnId
from app.session.chat_session import ChatSession
from app.session.cloud import Cloud
from app.session.cloud_pending import Pending
from app.session.drafts import Drafts
from app.session.preferences import Preferences
from app.session.second_opinion import AtEffort, OfService, SecondOpinion, Way, WithModel
from app.ui.cloud.words import service_words
from app.ui.conversation_view import ConversationView
from app.ui.menus import Menus

MOST_MODELS = 12  # in the menu; the Models page has all of them


class Branching(QObject):
    """``compare_asked(turn_id)``: this answer and the others to its question, side by side."""

    compare_asked = Signal(str)

    def __init__(
        self,
        *,
        session: ChatSession,
        opinion: SecondOpinion,
        cloud: Cloud,
        preferences: Preferences,
        drafts: Drafts,
        conversation: ConversationView,
        menus: Menus,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._opinion, self._preferences = session, opinion, preferences
        self._drafts = drafts
        self._conversation, self._menus = conversation, menus
        self._turn: TurnId | None = None  # whose menu is open
        self._offered: dict[QAction, Way] = {}
        self.menu = QMenu(conversation)
        self._compare = QAction(self.tr("Compare Side by Side"), self)
        self._compare.triggered.connect(self._on_compare)
        self._edit = QAction(self.tr("Edit Question"), self)
        self._edit.triggered.connect(self._on_edit)
        self.menu.triggered.connect(self._on_way_chosen)
        transcript = conversation.transcript
        transcript.branch_asked.connect(self._on_branch_asked)
        transcript.ways_asked.connect(self._on_ways_asked)
        transcript.edit_asked.connect(self.edit_question)
        transcript.edited.connect(self._on_edited)
        transcript.edit_submitted.connect(self._on_edit_submitted)
        menus.edit_question.triggered.connect(self._on_edit_last)
        menus.previous_answer.triggered.connect(self._on_previous)
        menus.next_answer.triggered.connect(self._on_next)
        menus.compare.triggered.connect(self._on_compare_last)
        cloud.sent.connect(self._on_sent)
        session.conversation_changed.connect(self._refresh)
        session.branch_changed.connect(self._refresh)
        session.turn_added.connect(self._refresh)
        session.activity_changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        """What the menu bar offers now."""
        forked = self._forked
        siblings = self._siblings(forked) if forked is not None else ()
        place = siblings.index(forked.id) if forked is not None else 0
        self._menus.previous_answer.setEnabled(place > 0)
        self._menus.next_answer.setEnabled(place < len(siblings) - 1)
        self._menus.compare.setEnabled(forked is not None)
        self._menus.edit_question.setEnabled(bool(self._session.path))

    @property
    def _forked(self) -> Turn | None:
        """The last turn of the path that has siblings."""
        siblings = self._session.conversation.sibling_ids
        return next((turn for turn in reversed(self._session.path) if len(siblings[turn.parent]) > 1), None)

    def _siblings(self, turn: Turn) -> tuple[TurnId, ...]:
        return self._session.conversation.sibling_ids[turn.parent]

    # The way from one answer to the next.

    def _on_branch_asked(self, turn_id: str) -> None:
        """The keyboard goes along, from the walker to the one in its place."""
        had_focus = any(view.foot.walker.hasFocus() for view in self._conversation.transcript.views)
        self._session.show_branch(TurnId(turn_id))
        view = self._conversation.transcript.view(TurnId(turn_id))
        if had_focus and view is not None:
            view.foot.walker.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_previous(self) -> None:
        self._step(-1)

    def _on_next(self) -> None:
        self._step(1)

    def _step(self, step: int) -> None:
        turn = self._forked
        if turn is not None:
            siblings = self._siblings(turn)
            at = siblings.index(turn.id) + step
            if 0 <= at < len(siblings):
                self._session.show_branch(siblings[at])

    # Another way to ask.

    def _on_ways_asked(self, turn_id: str) -> None:
        view = self._conversation.transcript.view(TurnId(turn_id))
        if view is None:
            return
        self.show_menu(TurnId(turn_id))
        button = view.foot.ways
        self.menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))

    def show_menu(self, turn_id: TurnId) -> None:
        """Fills the menu for that turn."""
        self._turn = turn_id
        for action in self._offered:
            action.deleteLater()
        self._offered = {}
        self.menu.clear()
        ways = self._opinion.ways(turn_id)
        can_ask = not self._session.is_answering
        for group in (
            [way for way in ways if isinstance(way, AtEffort)],
            [way for way in ways if isinstance(way, WithModel)][:MOST_MODELS],
            [way for way in ways if isinstance(way, OfService)][:MOST_MODELS],
        ):
            for way in group:
                self._offer(way, can_ask=can_ask)
            self.menu.addSeparator()
        self._compare.setEnabled(len(self._siblings(self._session.conversation.turn(turn_id))) > 1)
        self.menu.addActions([self._compare, self._edit])

    def _offer(self, way: Way, *, can_ask: bool) -> None:
        action = QAction(self._words(way), self)
        action.setEnabled(can_ask)
        self._offered[action] = way
        self.menu.addAction(action)

    def _words(self, way: Way) -> str:
        match way:
            case AtEffort(effort):
                return {
                    Effort.LOW: self.tr("Ask Again at Low Effort"),
                    Effort.MEDIUM: self.tr("Ask Again at Medium Effort"),
                    Effort.HIGH: self.tr("Ask Again at High Effort"),
                }[effort]
            case WithModel(label=label):
                return self.tr("Ask {model}").format(model=_plain(label))
            case OfService(service):
                return self.tr("Ask {service}…").format(service=_plain(service_words(service)))
            case _:
                assert_never(way)

    def _on_way_chosen(self, action: QAction) -> None:
        way = self._offered.get(action)
        if way is not None and self._turn is not None:
            self._opinion.ask(self._turn, way)

    # Side by side.

    def _on_compare(self) -> None:
        if self._turn is not None:
            self.compare_asked.emit(self._turn)

    def _on_compare_last(self) -> None:
        turn = self._forked
        if turn is not None:
            self.compare_asked.emit(turn.id)

    # Another question in the place of one.

    def _on_edit(self) -> None:
        if self._turn is not None:
            self.edit_question(self._turn)

    def _on_edit_last(self) -> None:
        path = self._session.path
        if path:
            self.edit_question(path[-1].id)

    def edit_question(self, turn_id: str) -> None:
        """A box with the words that were written there last."""
        turn = self._session.conversation.turn(TurnId(turn_id))
        transcript = self._conversation.transcript
        view = transcript.view(turn.id) or transcript.show_turn(turn.id)  # who is far away is taken there
        if view is not None:
            view.question.begin_editing(self._drafts.box(turn.id).text or turn.prompt)
            transcript.keep_in_sight(view.question, 0, min(view.question.height(), transcript.viewport().height() // 2))

    def _on_edited(self, turn_id: str, text: str) -> None:
        """On disk like every draft, under the id of the turn that it is for."""
        is_new = text != self._session.conversation.turn(TurnId(turn_id)).prompt
        self._drafts.write(turn_id, text if is_new else "")

    def _on_edit_submitted(self, turn_id: str, text: str) -> None:
        """The words leave this place only once the session has them."""
        turn = TurnId(turn_id)
        if self._opinion.ask_instead(turn, text, self._preferences.effort) is not None:
            self._drafts.write(turn, "")
            self._conversation.composer.take_focus()

    def _on_sent(self, pending: Pending) -> None:
        """After a card: its text has become a turn."""
        if pending.again is not None and self._drafts.box(pending.again).text == pending.text:
            self._drafts.write(pending.again, "")


def _plain(words: str) -> str:
    """An ampersand would be taken for a key."""
    return words.replace("&", "&&")
