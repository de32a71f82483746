"""What stands on the right of the window: the conversation, the page of models, or the first run; and what the latter
two show and hand on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtWidgets import QStackedWidget

from app.chat.failure import Failure, FailureKind
from app.session.models import Models
from app.session.preferences import Preferences
from app.ui.conversation_view import ConversationView
from app.ui.later import LaterPage
from app.ui.menus import Menus
from app.ui.models.offers import Intent
from app.ui.sentences import failure_words
from app.ui.sidebar.sidebar import Sidebar
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.ui.models.page import ModelsPage
    from app.ui.welcome.welcome import Welcome


class ModelPages(QObject):
    """``widget``: to be put beside the sidebar. A page is made when it is first wanted, and brought up to date only
    while it can be seen. ``benchmark_asked``, on the page of models."""

    benchmark_asked = Signal()

    def __init__(
        self,
        *,
        models: Models,
        preferences: Preferences,
        theme: Theme,
        sidebar: Sidebar,
        conversation: ConversationView,
        menus: Menus,
        folder_opener: Callable[[QUrl], object],
        parent: QObject,
    ) -> None:
        """``folder_opener``: shows a folder in Finder."""
        super().__init__(parent)
        self._models, self._preferences, self._theme = models, preferences, theme
        self._conversation, self._menus = conversation, menus
        self._open_folder = folder_opener
        self._wanted: str | None = None  # the model that is being asked for, while ``choose`` may refuse it
        self.widget = QStackedWidget()
        self.widget.addWidget(conversation)
        self._page, self._welcome = LaterPage(self.widget, self._new_page), LaterPage(self.widget, self._new_welcome)
        self._connect(sidebar)

    @property
    def page(self) -> ModelsPage:
        return self._page.value

    @property
    def welcome(self) -> Welcome:
        return self._welcome.value

    @property
    def typed_repository(self) -> str | None:
        """A repository that is being added, as far as it is typed."""
        return None if self._page.made is None else self._page.made.repository.typed

    def open_models(self) -> None:
        self._models.rescan()
        self._page.show()
        self._show()
        self.page.opened()

    def open_welcome(self) -> None:
        self._welcome.show()
        self._show()
        self.welcome.opened()

    def close(self) -> None:
        """Back to the conversation."""
        if self.widget.currentWidget() is not self._conversation:
            self.widget.setCurrentWidget(self._conversation)
            self._conversation.composer.take_focus()

    def _new_page(self) -> ModelsPage:
        from app.ui.models.page import ModelsPage

        page = ModelsPage(theme=self._theme)
        self._models.removed.connect(page.show_removed)
        page.agreed.connect(self._on_agreed)
        page.folder_added.connect(self._on_folder_added)
        page.repository_asked.connect(self._on_repository_asked)
        page.repository_left.connect(self._models.stop_looking)
        page.folder_move_asked.connect(self._on_folder_move_asked)
        page.moving_stop_asked.connect(self._models.stop_moving)
        page.benchmark_asked.connect(self.benchmark_asked)
        page.left.connect(self.close)
        return page

    def _new_welcome(self) -> Welcome:
        from app.ui.welcome.welcome import Welcome

        welcome = Welcome(theme=self._theme)
        welcome.acknowledged.connect(self._on_acknowledged)
        welcome.agreed.connect(self._on_agreed)
        welcome.all_models_asked.connect(self.open_models)
        welcome.left.connect(self.close)
        return welcome

    def _connect(self, sidebar: Sidebar) -> None:
        self._models.changed.connect(self._show)
        self._models.failed.connect(self._on_failed)
        self._models.looked_up.connect(self._on_looked_up)
        self._models.not_found.connect(self._on_not_found)
        self._menus.models.triggered.connect(self.open_models)
        self._menus.welcome.triggered.connect(self.open_welcome)
        sidebar.status.models_asked.connect(self.open_models)
        # Whoever turns to a conversation wants to see it.
        self._menus.new_chat.triggered.connect(self.close)
        sidebar.new_asked.connect(self.close)
        sidebar.list.opened.connect(self.close)

    def _show(self) -> None:
        models = self._models
        if self._page.is_shown:
            self.page.show_models(
                models.cards,
                machine=models.machine,
                free_disk_bytes=models.free_disk_bytes,
                folder=models.folder,
                moving=models.moving,
            )
        elif self._welcome.is_shown:
            self.welcome.show_models(
                models.cards,
                recommended=models.recommended,
                machine=models.machine,
                free_disk_bytes=models.free_disk_bytes,
            )

    def _on_agreed(self, model_id: str, intent: Intent) -> None:
        match intent:
            case Intent.DOWNLOAD:
                self._models.download(model_id)
            case Intent.PAUSE:
                self._models.pause(model_id)
            case Intent.RESUME:
                self._models.resume(model_id)
            case Intent.CANCEL:
                self._models.cancel(model_id)
            case Intent.USE:
                self._wanted = model_id
                self._models.choose(model_id)
                self._wanted = None
            case Intent.USE_ANYWAY:
                self._models.choose(model_id, even_if_slow=True)
            case Intent.CHECK:
                self._models.check(model_id)
            case Intent.REVEAL:
                folder = self._models.card(model_id).folder
                if folder is not None:
                    self._open_folder(QUrl.fromLocalFile(str(folder)))
            case Intent.REMOVE:
                self._models.remove(model_id)
            case _:
                assert_never(intent)

    def _on_failed(self, failure: Failure) -> None:
        on_page = self._page.is_shown
        if on_page and self._wanted is not None and self._may_insist(self._wanted, failure):
            self.page.ask_again(self._wanted, failure_words(failure))
        elif on_page:
            self.page.show_failure(failure)
        else:
            self._conversation.notices.show_failure(failure)

    def _may_insist(self, model_id: str, failure: Failure) -> bool:
        """It would fit this machine, if other apps did not hold the memory now."""
        verdict = self._models.card(model_id).verdict
        return failure.kind is FailureKind.OUT_OF_MEMORY and verdict is not None and verdict.can_load

    def _on_folder_added(self, folder: Path) -> None:
        self._models.add_folder(folder)

    def _on_repository_asked(self, text: str) -> None:
        self._models.look_up(text)

    def _on_looked_up(self, model_id: str) -> None:
        if self._page.is_shown:
            self.page.offer(model_id)

    def _on_not_found(self, failure: Failure) -> None:
        self.page.refuse_repository(failure_words(failure))

    def _on_folder_move_asked(self, folder: Path) -> None:
        self._models.move_folder(folder)

    def _on_acknowledged(self) -> None:
        self._preferences.reasoning_acknowledged = True
