"""What the person wants, handed on: signals of the views and the menu become calls of the session."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.chat.conversation import Effort, TurnId
from app.chat.exchange import Steering
from app.session.chat_session import ChatSession
from app.session.library import Library
from app.session.preferences import Preferences
from app.ui.conversation_view import ConversationView
from app.ui.menus import Menus
from app.ui.sidebar.sidebar import Sidebar
from app.ui.transcript.clipboard import copy_conversation, copy_plain
from app.ui.transcript.notes import can_be_finished


class Intents(QObject):
    """Decides nothing that the session decides; a text leaves the composer only once the session has it."""

    def __init__(
        self,
        *,
        session: ChatSession,
        library: Library,
        preferences: Preferences,
        sidebar: Sidebar,
        conversation: ConversationView,
        menus: Menus,
        ask_service_again: Callable[[TurnId], bool],
        parent: QObject,
    ) -> None:
        """``ask_service_again``: does that if the turn was a service's, and says whether it was."""
        super().__init__(parent)
        self._session, self._library, self._preferences = session, library, preferences
        self._sidebar, self._conversation, self._menus = sidebar, conversation, menus
        self._ask_service_again = ask_service_again
        self._connect_views()
        self._connect_menus()

    def _connect_views(self) -> None:
        view, sidebar = self._conversation, self._sidebar
        view.composer.stop_asked.connect(self._session.stop)
        view.composer.recall_asked.connect(self._menus.edit_question.trigger)
        view.composer.effort_chosen.connect(self._on_effort_chosen)
        view.transcript.again_asked.connect(self._on_again_asked)
        view.transcript.steering_asked.connect(self._on_steering_asked)
        view.transcript.finish_asked.connect(self._on_finish_asked)
        view.transcript.reasoning_pinned.connect(self._on_reasoning_pinned)
        view.header.sidebar_asked.connect(self._toggle_sidebar)
        view.header.new_asked.connect(self._new_chat)
        sidebar.new_asked.connect(self._new_chat)
        sidebar.hide_asked.connect(self._toggle_sidebar)
        sidebar.undo_asked.connect(self._library.undo_delete)
        sidebar.list.opened.connect(self._session.open_conversation)
        sidebar.list.renamed.connect(self._library.rename)
        sidebar.list.delete_asked.connect(self._library.delete)

    def _connect_menus(self) -> None:
        menus = self._menus
        menus.new_chat.triggered.connect(self._new_chat)
        menus.undo_delete.triggered.connect(self._library.undo_delete)
        menus.copy_answer.triggered.connect(self._copy_last_answer)
        menus.copy_plain.triggered.connect(self._copy_plain)
        menus.copy_conversation.triggered.connect(self._copy_conversation)
        menus.find.triggered.connect(self._conversation.finding.open)
        menus.find_next.triggered.connect(self._find_next)
        menus.find_before.triggered.connect(self._find_before)
        menus.attach.triggered.connect(self._conversation.composer.attach_asked)
        menus.stop.triggered.connect(self._session.stop)
        menus.ask_again.triggered.connect(self._ask_last_again)
        menus.rename.triggered.connect(self._sidebar.list.rename_selected)
        menus.delete.triggered.connect(self._sidebar.list.delete_selected)
        menus.sidebar.triggered.connect(self._toggle_sidebar)
        menus.answer_now.triggered.connect(self._answer_now)
        menus.think_more.triggered.connect(self._think_more)
        menus.find_reasoning.triggered.connect(self._find_in_reasoning)
        menus.reasoning.triggered.connect(self._toggle_reasoning)
        menus.pin_reasoning.triggered.connect(self._on_reasoning_pinned)
        menus.latest.triggered.connect(self._conversation.transcript.follow)
        for action in menus.efforts.values():
            action.triggered.connect(self._on_effort_action)

    def _on_again_asked(self, turn_id: str) -> None:
        if not self._ask_service_again(TurnId(turn_id)):
            self._session.ask_again(TurnId(turn_id), self._preferences.effort)

    def _ask_last_again(self) -> None:
        path = self._session.path
        if path:
            self._on_again_asked(path[-1].id)

    def _copy_last_answer(self) -> None:
        view = self._conversation.transcript.last_view
        if view is not None:
            view.copy_answer()

    def _copy_plain(self) -> None:
        path = self._session.path
        if path:
            copy_plain(path[-1])

    def _copy_conversation(self) -> None:
        copy_conversation(self._session.conversation.title, self._session.path)

    def _find_next(self) -> None:
        self._conversation.finding.step(1)

    def _find_before(self) -> None:
        self._conversation.finding.step(-1)

    def _toggle_reasoning(self) -> None:
        self._conversation.transcript.toggle_reasoning()

    def _find_in_reasoning(self) -> None:
        view = self._conversation.transcript.last_view
        if view is not None:
            view.pane.look_inside()

    def _answer_now(self) -> None:
        """What grows ends its reasoning; what ended without an answer is finished."""
        path = self._session.path
        if path and path[-1].reply.is_thinking:
            self._on_steering_asked(path[-1].id, Steering.ANSWER_NOW)
        elif path and can_be_finished(path[-1].reply):
            self._on_finish_asked(path[-1].id)

    def _think_more(self) -> None:
        path = self._session.path
        if path and path[-1].reply.is_thinking:
            self._on_steering_asked(path[-1].id, Steering.THINK_MORE)

    def _on_steering_asked(self, turn_id: str, kind: Steering) -> None:
        failure = self._session.steer(TurnId(turn_id), kind)
        if failure is not None:
            self._conversation.notices.show_failure(failure)

    def _on_finish_asked(self, turn_id: str) -> None:
        self._session.finish_answer(TurnId(turn_id))

    def _on_reasoning_pinned(self, is_pinned: bool) -> None:
        self._preferences.reasoning_open = is_pinned

    def _on_effort_chosen(self, effort: Effort) -> None:
        self._preferences.effort = effort

    def _on_effort_action(self) -> None:
        for effort, action in self._menus.efforts.items():
            if action.isChecked():
                self._preferences.effort = effort

    def _new_chat(self) -> None:
        self._session.start_conversation()
        self._conversation.composer.take_focus()

    def _toggle_sidebar(self) -> None:
        self._preferences.sidebar_visible = not self._preferences.sidebar_visible
