"""What the session says, shown: values go down into the views, at the moment when they change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QObject, QTimer

from app.chat.conversation import Reply, SourceKind, Turn, TurnId
from app.chat.exchange import ModelInfo, Readiness
from app.chat.failure import Failure
from app.session.chat_session import ChatSession
from app.session.elsewhere import Elsewhere
from app.session.library import Library
from app.session.preferences import Preferences
from app.ui.conversation_view import ConversationView
from app.ui.menus import Menus
from app.ui.sidebar.marks import news_words
from app.ui.sidebar.sidebar import Sidebar
from app.ui.transcript.notes import can_be_finished
from app.ui.transcript.turn_view import TurnScene

SECOND_MS = 1_000
UNDO_SHOWN_MS = 12_000  # the bar goes; Undo in the menu stays


class Showing(QObject):
    """Listens to the session, its elsewhere, library and preferences. ``show_all`` once, when everything stands."""

    def __init__(
        self,
        *,
        session: ChatSession,
        library: Library,
        elsewhere: Elsewhere,
        preferences: Preferences,
        sidebar: Sidebar,
        conversation: ConversationView,
        menus: Menus,
        today: Callable[[], date],
        offer: Callable[[Turn], str],
        parent: QObject,
    ) -> None:
        """``offer``: what the button says that asks somebody else after a turn failed."""
        super().__init__(parent)
        self._session, self._library, self._preferences = session, library, preferences
        self._elsewhere = elsewhere
        self._today, self._offer = today, offer
        self._sidebar, self._conversation, self._menus = sidebar, conversation, menus
        self._shown = session.conversation
        self._last_model: ModelInfo | None = None
        self._seconds = QTimer(self, interval=SECOND_MS)
        self._seconds.timeout.connect(self._on_second)
        self._undo_shown = QTimer(self, singleShot=True, interval=UNDO_SHOWN_MS)
        self._undo_shown.timeout.connect(self._on_undo_shown)
        self._connect()

    def show_all(self) -> None:
        self._menus.pin_reasoning.setChecked(self._preferences.reasoning_open)
        self._conversation.header.show_title(self._session.conversation.title)
        self._show_effort()
        self._show_sidebar()
        self._on_library_changed()
        self._show_marks()
        self._on_activity_changed()

    def show_path(self) -> None:
        path = self._session.path
        siblings = self._session.conversation.sibling_ids
        self._conversation.show_scenes([self._scene(turn, siblings[turn.parent]) for turn in path])
        has_turns = bool(path)
        self._menus.copy_answer.setEnabled(has_turns)
        self._menus.reasoning.setEnabled(has_turns)
        self._menus.ask_again.setEnabled(has_turns and not self._session.is_answering)
        self._show_what_can_be_steered()

    def _show_what_can_be_steered(self) -> None:
        """Asked for at each update of a reply: nothing here may walk the path."""
        leaf = self._session.leaf
        reply = self._session.conversation.turn(leaf).reply if leaf is not None else Reply()
        self._menus.answer_now.setEnabled(reply.is_thinking or can_be_finished(reply))
        self._menus.think_more.setEnabled(reply.is_thinking)

    def _scene(self, turn: Turn, siblings: tuple[TurnId, ...] | None = None) -> TurnScene:
        """Of thousands of turns at once: nothing here may look through all of them."""
        session, is_over = self._session, turn.reply.status.is_over
        return TurnScene(
            turn,
            session.conversation.sibling_ids[turn.parent] if siblings is None else siblings,
            thinking_seconds=turn.reply.reasoning_seconds if is_over else session.thinking_seconds(turn.id),
            readiness=None if is_over else session.readiness,
            is_reasoning_pinned=self._preferences.reasoning_open,
            while_thinking=self._preferences.while_thinking,
            can_ask=not session.is_answering,
            offer="" if session.is_answering else self._offer(turn),
        )

    def _show_list(self) -> None:
        self._sidebar.show_conversations(
            self._library.conversations, open_id=self._session.conversation.id, today=self._today()
        )

    def _show_marks(self) -> None:
        marks = self._elsewhere.marks
        self._sidebar.list.show_marks(marks)
        self._conversation.header.show_news(news_words(marks.values()))

    def _readiness(self) -> Readiness:
        """With the name of the last model while the engine starts again: then none is loaded."""
        readiness = self._session.readiness
        if readiness.model is not None:
            self._last_model = readiness.model
        return replace(readiness, model=self._last_model)

    def _show_readiness(self) -> None:
        readiness = self._readiness()
        self._sidebar.show_readiness(readiness, is_answering=self._is_answering_here)
        self._conversation.show_readiness(readiness)
        path = self._session.path
        if path and not path[-1].reply.status.is_over:
            self._conversation.transcript.show_scene(self._scene(path[-1]))

    @property
    def _is_answering_here(self) -> bool:
        """The model of this machine does."""
        path = self._session.path
        source = path[-1].reply.source if path else None
        return self._session.is_answering and (source is None or source.kind is SourceKind.LOCAL)

    def _show_effort(self) -> None:
        effort = self._preferences.effort
        self._conversation.composer.show_effort(effort)
        self._menus.efforts[effort].setChecked(True)

    def _show_sidebar(self) -> None:
        visible = self._preferences.sidebar_visible
        self._sidebar.setVisible(visible)
        self._menus.sidebar.setChecked(visible)
        self._conversation.header.show_sidebar_buttons(visible=not visible)

    def _connect(self) -> None:
        session, library = self._session, self._library
        session.conversation_changed.connect(self._on_conversation_changed)
        session.branch_changed.connect(self.show_path)
        session.turn_added.connect(self._on_turn_added)
        session.turn_changed.connect(self._on_turn_changed)
        session.readiness_changed.connect(self._show_readiness)
        session.activity_changed.connect(self._on_activity_changed)
        session.failed.connect(self._on_failed)
        self._elsewhere.changed.connect(self._show_marks)
        library.changed.connect(self._on_library_changed)
        library.deleted.connect(self._on_deleted)
        library.failed.connect(self._on_failed)
        self._preferences.changed.connect(self._on_preference_changed)
        self._preferences.failed.connect(self._on_failed)

    def _on_conversation_changed(self) -> None:
        opened = self._session.conversation
        before, self._shown = self._shown, opened
        if opened.id != before.id:
            self._conversation.transcript.follow()
            self._preferences.last_conversation = opened.id if opened.turns else ""
        self._conversation.header.show_title(opened.title)
        self.show_path()
        self._show_list()

    def _on_turn_added(self, _turn_id: str) -> None:
        self._shown = self._session.conversation
        self._conversation.transcript.follow()
        self._preferences.last_conversation = self._shown.id
        self.show_path()

    def _on_turn_changed(self, turn_id: str) -> None:
        turn = self._session.conversation.turn(TurnId(turn_id))
        self._conversation.transcript.show_scene(self._scene(turn))
        self._show_what_can_be_steered()

    def _on_activity_changed(self) -> None:
        is_answering = self._session.is_answering
        self._conversation.composer.show_activity(is_answering=is_answering)
        self._menus.stop.setEnabled(is_answering)
        self._menus.ask_again.setEnabled(not is_answering and bool(self._session.path))
        if is_answering:
            self._seconds.start()
        else:
            self._seconds.stop()
        self.show_path()
        self._show_readiness()

    def _on_second(self) -> None:
        path = self._session.path
        if path and path[-1].reply.is_thinking:
            self._conversation.transcript.show_scene(self._scene(path[-1]))

    def _on_failed(self, failure: Failure) -> None:
        self._conversation.notices.show_failure(failure)

    def _on_library_changed(self) -> None:
        self._show_list()
        if not self._library.can_undo:
            self._sidebar.show_undo(None)
        self._menus.undo_delete.setEnabled(self._library.can_undo)

    def _on_deleted(self, _conversation_id: str) -> None:
        self._sidebar.show_undo(self._library.undo_title)
        self._undo_shown.start()

    def _on_undo_shown(self) -> None:
        self._sidebar.show_undo(None)

    def _on_preference_changed(self, name: str) -> None:
        if name == "effort":
            self._show_effort()
        elif name == "reasoning_open":
            self._menus.pin_reasoning.setChecked(self._preferences.reasoning_open)
            self.show_path()
        elif name == "while_thinking":
            self.show_path()
        elif name == "sidebar_visible":
            self._show_sidebar()
