"""The window: puts its parts together, shows them the session's values, and hands their intent back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QMessageBox, QSplitter, QSplitterHandle, QWidget

from app import __version__
from app.chat.conversation import Conversation, ConversationId, Effort, Turn, TurnId
from app.chat.exchange import ModelInfo, Readiness
from app.chat.failure import Failure
from app.session.chat_session import ChatSession
from app.session.library import Library
from app.session.preferences import Preferences
from app.ui.conversation_view import ConversationView
from app.ui.edit_commands import EditCommands
from app.ui.link_question import LinkQuestion
from app.ui.menus import Menus
from app.ui.sidebar.sidebar import Sidebar
from app.ui.theme import Theme
from app.ui.transcript.turn_view import TurnScene

DEFAULT_SIZE = (1120, 780)
LEAST_SIZE = (720, 520)
SECOND_MS = 1_000
UNDO_SHOWN_MS = 12_000  # the bar goes; Undo in the menu stays


class MainWindow(QMainWindow):
    """``engine_start_asked``: the person wants the engine tried again."""

    engine_start_asked = Signal()

    def __init__(
        self,
        *,
        session: ChatSession,
        library: Library,
        preferences: Preferences,
        resources: Path,
        link_opener: Callable[[QUrl], object] = QDesktopServices.openUrl,
        today: Callable[[], date] = date.today,
    ) -> None:
        """``resources``: the folder with ``icons``. ``link_opener``: where an address goes that the person accepted."""
        super().__init__()
        self._session = session
        self._library = library
        self._preferences = preferences
        self._today = today
        self._drafts: dict[ConversationId | None, str] = {}  # None: of a conversation that has not begun
        self._shown = session.conversation
        self._last_model: ModelInfo | None = None
        self.theme = Theme(icons=resources / "icons", parent=self)
        self.theme.set_appearance(preferences.appearance)
        self.setWindowTitle(self.tr("Soliloquy"))
        self.setMinimumSize(*LEAST_SIZE)
        self.sidebar = Sidebar(theme=self.theme)
        self.conversation = ConversationView(theme=self.theme)
        self._links = LinkQuestion(window=self, opener=link_opener)
        self._splitter = _Splitter(self.sidebar, self.conversation)
        self.setCentralWidget(self._splitter)
        self.menus = Menus(self.menuBar())
        self._edit_commands = EditCommands(self.menus)
        self._seconds = QTimer(self, interval=SECOND_MS)
        self._seconds.timeout.connect(self._on_second)
        self._undo_shown = QTimer(self, singleShot=True, interval=UNDO_SHOWN_MS)
        self._undo_shown.timeout.connect(self._on_undo_shown)
        self._connect_session()
        self._connect_views()
        self._connect_menus()
        self._restore()
        self._show_all()

    # What the session says.

    def _connect_session(self) -> None:
        session, library = self._session, self._library
        session.conversation_changed.connect(self._on_conversation_changed)
        session.branch_changed.connect(self._show_path)
        session.turn_added.connect(self._on_turn_added)
        session.turn_changed.connect(self._on_turn_changed)
        session.readiness_changed.connect(self._show_readiness)
        session.activity_changed.connect(self._on_activity_changed)
        session.failed.connect(self._on_failed)
        library.changed.connect(self._on_library_changed)
        library.deleted.connect(self._on_deleted)
        library.failed.connect(self._on_failed)
        self._preferences.changed.connect(self._on_preference_changed)
        self._preferences.failed.connect(self._on_failed)

    def _on_conversation_changed(self) -> None:
        opened = self._session.conversation
        before, self._shown = self._shown, opened
        if opened.id != before.id:
            composer = self.conversation.composer
            self._drafts[_draft_key(before)] = composer.text
            composer.show_text(self._drafts.pop(_draft_key(opened), ""))
            self.conversation.transcript.follow()
            self._preferences.last_conversation = opened.id if opened.turns else ""
        self.conversation.header.show_title(opened.title)
        self._show_path()
        self._show_list()

    def _on_turn_added(self, _turn_id: str) -> None:
        self._shown = self._session.conversation
        self.conversation.transcript.follow()
        self._preferences.last_conversation = self._shown.id
        self._show_path()

    def _on_turn_changed(self, turn_id: str) -> None:
        turn = self._session.conversation.turn(TurnId(turn_id))
        self.conversation.transcript.show_scene(self._scene(turn))

    def _on_activity_changed(self) -> None:
        is_answering = self._session.is_answering
        self.conversation.composer.show_activity(is_answering=is_answering)
        self.menus.stop.setEnabled(is_answering)
        self.menus.ask_again.setEnabled(not is_answering and bool(self._session.path))
        if is_answering:
            self._seconds.start()
        else:
            self._seconds.stop()
        self._show_path()
        self._show_readiness()

    def _on_second(self) -> None:
        path = self._session.path
        if path and path[-1].reply.is_thinking:
            self.conversation.transcript.show_scene(self._scene(path[-1]))

    def _on_failed(self, failure: Failure) -> None:
        self.conversation.notices.show_failure(failure)

    def _on_library_changed(self) -> None:
        self._show_list()
        if not self._library.can_undo:
            self.sidebar.show_undo(None)
        self.menus.undo_delete.setEnabled(self._library.can_undo)

    def _on_deleted(self, _conversation_id: str) -> None:
        self.sidebar.show_undo(self._library.undo_title)
        self._undo_shown.start()

    def _on_undo_shown(self) -> None:
        self.sidebar.show_undo(None)

    def _on_preference_changed(self, name: str) -> None:
        if name == "appearance":
            self.theme.set_appearance(self._preferences.appearance)
        elif name == "effort":
            self._show_effort()
        elif name == "reasoning_open":
            self.menus.pin_reasoning.setChecked(self._preferences.reasoning_open)
            self._show_path()
        elif name == "sidebar_visible":
            self._show_sidebar()

    # What is shown.

    def _show_all(self) -> None:
        self.menus.pin_reasoning.setChecked(self._preferences.reasoning_open)
        self.menus.appearances[self._preferences.appearance].setChecked(True)
        self.conversation.header.show_title(self._session.conversation.title)
        self._show_effort()
        self._show_sidebar()
        self._on_library_changed()
        self._on_activity_changed()

    def _show_path(self) -> None:
        self.conversation.show_scenes([self._scene(turn) for turn in self._session.path])
        has_turns = bool(self._session.path)
        self.menus.copy_answer.setEnabled(has_turns)
        self.menus.reasoning.setEnabled(has_turns)
        self.menus.ask_again.setEnabled(has_turns and not self._session.is_answering)

    def _scene(self, turn: Turn) -> TurnScene:
        session = self._session
        return TurnScene(
            turn,
            tuple(sibling.id for sibling in session.conversation.siblings(turn.id)),
            thinking_seconds=session.thinking_seconds(turn.id),
            readiness=None if turn.reply.status.is_over else session.readiness,
            is_reasoning_pinned=self._preferences.reasoning_open,
            can_ask=not session.is_answering,
        )

    def _show_list(self) -> None:
        self.sidebar.show_conversations(
            self._library.conversations, open_id=self._session.conversation.id, today=self._today()
        )

    def _readiness(self) -> Readiness:
        """With the name of the last model while the engine starts again: then none is loaded."""
        readiness = self._session.readiness
        if readiness.model is not None:
            self._last_model = readiness.model
        return replace(readiness, model=self._last_model)

    def _show_readiness(self) -> None:
        readiness = self._readiness()
        self.sidebar.show_readiness(readiness, is_answering=self._session.is_answering)
        self.conversation.show_readiness(readiness)
        path = self._session.path
        if path and not path[-1].reply.status.is_over:
            self.conversation.transcript.show_scene(self._scene(path[-1]))

    def _show_effort(self) -> None:
        effort = self._preferences.effort
        self.conversation.composer.show_effort(effort)
        self.menus.efforts[effort].setChecked(True)

    def _show_sidebar(self) -> None:
        visible = self._preferences.sidebar_visible
        self.sidebar.setVisible(visible)
        self.menus.sidebar.setChecked(visible)
        self.conversation.header.show_sidebar_buttons(visible=not visible)

    # What the person wants.

    def _connect_views(self) -> None:
        view, sidebar = self.conversation, self.sidebar
        view.composer.submitted.connect(self._submit)
        view.composer.stop_asked.connect(self._session.stop)
        view.composer.effort_chosen.connect(self._on_effort_chosen)
        view.composer.recall_asked.connect(self._on_recall_asked)
        view.question_chosen.connect(self._on_question_chosen)
        view.transcript.again_asked.connect(self._on_again_asked)
        view.transcript.branch_asked.connect(self._session.show_branch)
        view.transcript.link_activated.connect(self._links.ask)
        view.transcript.reasoning_pinned.connect(self._on_reasoning_pinned)
        view.header.sidebar_asked.connect(self._toggle_sidebar)
        view.header.new_asked.connect(self._new_chat)
        sidebar.new_asked.connect(self._new_chat)
        sidebar.hide_asked.connect(self._toggle_sidebar)
        sidebar.undo_asked.connect(self._library.undo_delete)
        sidebar.list.opened.connect(self._session.open_conversation)
        sidebar.list.renamed.connect(self._library.rename)
        sidebar.list.delete_asked.connect(self._library.delete)
        sidebar.status.retry_asked.connect(self.engine_start_asked)
        self._splitter.splitterMoved.connect(self._on_splitter_moved)

    def _connect_menus(self) -> None:
        menus = self.menus
        menus.new_chat.triggered.connect(self._new_chat)
        menus.close_window.triggered.connect(self.close)
        menus.quit.triggered.connect(self.close)
        menus.undo_delete.triggered.connect(self._library.undo_delete)
        menus.copy_answer.triggered.connect(self._copy_last_answer)
        menus.stop.triggered.connect(self._session.stop)
        menus.ask_again.triggered.connect(self._ask_last_again)
        menus.rename.triggered.connect(self.sidebar.list.rename_selected)
        menus.delete.triggered.connect(self.sidebar.list.delete_selected)
        menus.sidebar.triggered.connect(self._toggle_sidebar)
        menus.reasoning.triggered.connect(self._toggle_reasoning)
        menus.pin_reasoning.triggered.connect(self._on_reasoning_pinned)
        menus.latest.triggered.connect(self.conversation.transcript.follow)
        menus.privacy.triggered.connect(self._show_privacy)
        menus.about.triggered.connect(self._show_about)
        for action in menus.efforts.values():
            action.triggered.connect(self._on_effort_action)
        for action in menus.appearances.values():
            action.triggered.connect(self._on_appearance_action)

    def _submit(self, text: str, effort: Effort) -> None:
        """The text leaves the box only once the session has it."""
        if self._session.submit(text, effort) is not None:
            self.conversation.composer.clear()

    def _on_question_chosen(self, question: str) -> None:
        composer = self.conversation.composer
        composer.show_text(question)
        composer.take_focus()
        self._submit(question, composer.effort)

    def _on_recall_asked(self) -> None:
        path = self._session.path
        if path:
            self.conversation.composer.show_text(path[-1].prompt)

    def _on_again_asked(self, turn_id: str) -> None:
        self._session.ask_again(TurnId(turn_id), self._preferences.effort)

    def _ask_last_again(self) -> None:
        path = self._session.path
        if path:
            self._session.ask_again(path[-1].id, self._preferences.effort)

    def _copy_last_answer(self) -> None:
        view = self.conversation.transcript.last_view
        if view is not None:
            view.copy_answer()

    def _toggle_reasoning(self) -> None:
        view = self.conversation.transcript.last_view
        if view is not None:
            view.pane.toggle()

    def _on_reasoning_pinned(self, is_pinned: bool) -> None:
        self._preferences.reasoning_open = is_pinned

    def _on_effort_chosen(self, effort: Effort) -> None:
        self._preferences.effort = effort

    def _on_effort_action(self) -> None:
        for effort, action in self.menus.efforts.items():
            if action.isChecked():
                self._preferences.effort = effort

    def _on_appearance_action(self) -> None:
        for appearance, action in self.menus.appearances.items():
            if action.isChecked():
                self._preferences.appearance = appearance

    def _new_chat(self) -> None:
        self._session.start_conversation()
        self.conversation.composer.take_focus()

    def _toggle_sidebar(self) -> None:
        self._preferences.sidebar_visible = not self._preferences.sidebar_visible

    def _on_splitter_moved(self) -> None:
        if self.sidebar.width() > 0:
            self._preferences.sidebar_width = self.sidebar.width()

    def _show_privacy(self) -> None:
        self._tell(
            self.tr("What stays on this Mac"),
            self.tr(
                "Everything. The model runs in a process on this Mac that has no access to the network. Your "
                "conversations are kept in one file in your own folder, readable by your account only; they are not "
                "encrypted beyond what the disk is. There is no account, no telemetry and no crash reporter."
            ),
        )

    def _show_about(self) -> None:
        self._tell(
            self.tr("Soliloquy {version}").format(version=__version__),
            self.tr("A private, offline chat with gpt-oss whose reasoning you can read. Apache License 2.0."),
        )

    def _tell(self, title: str, text: str) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(title)
        box.setInformativeText(text)
        box.open()

    # What is remembered.

    def _restore(self) -> None:
        self.resize(*DEFAULT_SIZE)
        geometry = self._preferences.window_geometry
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        width = self._preferences.sidebar_width
        self._splitter.setSizes([width, max(1, self.width() - width)])
        last = self._preferences.last_conversation
        if last:
            self._session.open_conversation(ConversationId(last))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.conversation.composer.take_focus()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._preferences.window_geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        super().closeEvent(event)


def _draft_key(conversation: Conversation) -> ConversationId | None:
    """Conversations that have not begun share a draft: each gets a new id, and no words may be lost with it."""
    return conversation.id if conversation.turns else None


class _Splitter(QSplitter):
    """Sidebar and conversation; the sidebar draws the line between them."""

    def __init__(self, sidebar: QWidget, conversation: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(sidebar)
        self.addWidget(conversation)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)

    def createHandle(self) -> QSplitterHandle:
        return _Handle(self.orientation(), self)


class _Handle(QSplitterHandle):
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Nothing: the sidebar's own line is enough."""
