"""The window: builds its parts, gives them to those who show and those who listen, and remembers its own shape."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QGuiApplication, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QMessageBox, QSplitter, QSplitterHandle, QWidget

from app import __version__
from app.chat.conversation import ConversationId
from app.session.benchmark import Benchmark
from app.session.chat_session import ChatSession
from app.session.cloud import Cloud
from app.session.elsewhere import Elsewhere
from app.session.formulas import Formulas
from app.session.kept_reading import KeptReading
from app.session.library import Library
from app.session.models import Models
from app.session.preferences import Preferences
from app.session.second_opinion import SecondOpinion
from app.session.writing import Writing
from app.ui.benchmark.showing import BenchmarkShowing
from app.ui.branching import Branching
from app.ui.cloud.pages import CloudPages
from app.ui.cloud.showing import CloudShowing
from app.ui.compare.showing import CompareShowing
from app.ui.composer.showing import ComposerShowing
from app.ui.conversation_view import ConversationView
from app.ui.edit_commands import EditCommands
from app.ui.intents import Intents
from app.ui.link_question import LinkQuestion
from app.ui.looks import Looks
from app.ui.menus import Menus
from app.ui.model_pages import ModelPages
from app.ui.palette.showing import PaletteShowing
from app.ui.presets.showing import PresetsShowing
from app.ui.settings.showing import SettingsShowing
from app.ui.showing import Showing
from app.ui.sidebar.sidebar import Sidebar
from app.ui.theme import Theme
from app.ui.undoing import Undoing
from app.ui.window_place import onto_screens

DEFAULT_SIZE = (1120, 780)
LEAST_SIZE = (720, 520)
FILLING = Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen


class MainWindow(QMainWindow):
    """``engine_start_asked``: the person wants the engine tried again."""

    engine_start_asked = Signal()

    def __init__(
        self,
        *,
        session: ChatSession,
        library: Library,
        elsewhere: Elsewhere,
        preferences: Preferences,
        models: Models,
        opinion: SecondOpinion,
        benchmark: Benchmark,
        resources: Path,
        kept_reading: KeptReading,
        writing: Writing,
        cloud: Cloud,
        folder: Path,
        formulas: Formulas | None = None,
        link_opener: Callable[[QUrl], object] = QDesktopServices.openUrl,
        today: Callable[[], date] = date.today,
    ) -> None:
        """``resources``: the folder with ``icons``. ``folder``: where the person's data is. ``formulas``: None shows
        their sources.

        ``link_opener``: where an address goes that the person accepted, and a folder that is to be shown.
        """
        super().__init__()
        self._session, self._preferences = session, preferences
        self.theme = Theme(icons=resources / "icons", parent=self)
        self.setWindowTitle(self.tr("Soliloquy"))
        self.setMinimumSize(*LEAST_SIZE)
        self.sidebar = Sidebar(theme=self.theme)
        self.conversation = ConversationView(theme=self.theme, formulas=formulas)
        self.menus = Menus(self.menuBar())
        self._looks = Looks(preferences=preferences, theme=self.theme, menus=self.menus, parent=self)
        self._edit_commands = EditCommands(self.menus)
        self._undoing = Undoing(session=session, library=library, menus=self.menus)
        self._links = LinkQuestion(window=self, opener=link_opener)
        self.pages = ModelPages(
            models=models,
            preferences=preferences,
            theme=self.theme,
            sidebar=self.sidebar,
            conversation=self.conversation,
            menus=self.menus,
            folder_opener=link_opener,
            parent=self,
        )
        self.benchmark = BenchmarkShowing(
            benchmark=benchmark, pages=self.pages, menus=self.menus, theme=self.theme, parent=self
        )
        self.settings = SettingsShowing(
            preferences=preferences,
            kept_reading=kept_reading,
            folder=folder,
            folder_opener=link_opener,
            pages=self.pages,
            menus=self.menus,
            theme=self.theme,
            parent=self,
        )
        self.cloud = CloudShowing(
            cloud=cloud, session=session, preferences=preferences, conversation=self.conversation, parent=self
        )
        self.cloud_pages = CloudPages(
            cloud=cloud,
            library=library,
            pages=self.pages,
            settings=self.settings,
            menus=self.menus,
            theme=self.theme,
            parent=self,
        )
        self._splitter = _Splitter(self.sidebar, self.pages.widget)
        self.setCentralWidget(self._splitter)
        self._showing = Showing(
            session=session,
            library=library,
            elsewhere=elsewhere,
            preferences=preferences,
            sidebar=self.sidebar,
            conversation=self.conversation,
            menus=self.menus,
            today=today,
            offer=self.cloud.offer_words,
            parent=self,
        )
        cloud.services.changed.connect(self._showing.show_path)
        self._intents = Intents(
            session=session,
            library=library,
            preferences=preferences,
            sidebar=self.sidebar,
            conversation=self.conversation,
            menus=self.menus,
            ask_service_again=self.cloud.ask_again,
            parent=self,
        )
        self.branching = Branching(
            session=session,
            opinion=opinion,
            cloud=cloud,
            preferences=preferences,
            drafts=writing.drafts,
            conversation=self.conversation,
            menus=self.menus,
            parent=self,
        )
        self.compare = CompareShowing(
            session=session,
            branching=self.branching,
            pages=self.pages,
            theme=self.theme,
            formulas=formulas,
            parent=self,
        )
        self.palettes = PaletteShowing(
            library=library,
            menus=self.menus,
            sidebar=self.sidebar,
            settings=self.settings,
            theme=self.theme,
            window=self,
        )
        self.writing = ComposerShowing(
            session=session,
            preferences=preferences,
            writing=writing,
            cloud=cloud,
            conversation=self.conversation,
            theme=self.theme,
            parent=self,
        )
        self.presets = PresetsShowing(
            session=session,
            presets=writing.presets,
            pages=self.pages,
            conversation=self.conversation,
            menus=self.menus,
            theme=self.theme,
            parent=self,
        )
        self._connect_own()
        self._restore()
        QGuiApplication.instance().screenRemoved.connect(self._keep_in_sight)  # type: ignore[union-attr]  # there is one
        self._showing.show_all()

    def _connect_own(self) -> None:
        self.conversation.transcript.link_activated.connect(self._links.ask)
        self.compare.link_activated.connect(self._links.ask)
        self.sidebar.status.retry_asked.connect(self.engine_start_asked)
        self._splitter.splitterMoved.connect(self._on_splitter_moved)
        self.menus.close_window.triggered.connect(self.close)
        self.menus.quit.triggered.connect(self.close)
        self.menus.privacy.triggered.connect(self._show_privacy)
        self.menus.about.triggered.connect(self._show_about)

    def _on_splitter_moved(self) -> None:
        if self.sidebar.width() > 0:
            self._preferences.sidebar_width = self.sidebar.width()

    def _show_privacy(self) -> None:
        self._tell(
            self.tr("What stays on this Mac"),
            self.tr(
                "Everything, unless you ask a service yourself and agree to what is sent. The model runs in a process "
                "on this Mac that has no access to the network. Your conversations are kept in one file in your own "
                "folder, readable by your account only; they are not encrypted beyond what the disk is. There is no "
                "account, no telemetry and no crash reporter."
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

    def restore_place(self) -> None:
        """As it was left, if it can be seen and reached there."""
        self.resize(*DEFAULT_SIZE)
        geometry = self._preferences.window_geometry
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        width = self._preferences.sidebar_width
        self._splitter.setSizes([width, max(1, self.width() - width)])
        self._keep_in_sight()

    def remember_place(self) -> None:
        self._preferences.window_geometry = bytes(self.saveGeometry().toBase64().data()).decode()

    def _keep_in_sight(self) -> None:
        primary = QGuiApplication.primaryScreen()
        screens = sorted(QGuiApplication.screens(), key=lambda screen: screen is not primary)
        place = onto_screens(self.geometry(), [screen.availableGeometry() for screen in screens])
        if place != self.geometry() and not self.windowState() & FILLING:
            self.setGeometry(place)

    def _restore(self) -> None:
        self.restore_place()
        last = self._preferences.last_conversation
        if last and not self._session.path:  # else this window takes the place of another, which has opened something
            self._session.open_conversation(ConversationId(last))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.conversation.composer.take_focus()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.remember_place()
        super().closeEvent(event)


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
