"""The page of settings in the window: how one gets there and back, and what passes between it and the session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl

from app.session.kept_reading import KeptReading
from app.session.preferences import Preferences
from app.ui.menus import Menus
from app.ui.model_pages import ModelPages
from app.ui.settings.page import SettingsPage
from app.ui.settings.row import Row
from app.ui.theme import Theme


class SettingsShowing(QObject):
    """Adds its page to those of ``pages``. It is brought up to date only while it can be seen."""

    def __init__(
        self,
        *,
        preferences: Preferences,
        kept_reading: KeptReading,
        folder: Path,
        folder_opener: Callable[[QUrl], object],
        pages: ModelPages,
        menus: Menus,
        theme: Theme,
        parent: QObject,
    ) -> None:
        """``folder``: where the person's data is."""
        super().__init__(parent)
        self._preferences, self._pages, self._kept_reading = preferences, pages, kept_reading
        self._folder, self._open_folder = folder, folder_opener
        self.page = SettingsPage(theme=theme)
        self.page.privacy.show_folder(folder)
        pages.widget.addWidget(self.page)
        preferences.changed.connect(self._on_preference_changed)
        self.page.chosen.connect(self._on_chosen)
        self.page.left.connect(pages.close)
        self.page.privacy.reveal_asked.connect(self._on_reveal_asked)
        kept_reading.measured.connect(self.page.model.show_kept)
        self.page.model.kept_reading_removal_asked.connect(kept_reading.remove_all)
        menus.settings.triggered.connect(self.open)

    def open(self) -> None:
        self._pages.widget.setCurrentWidget(self.page)
        self._show()
        self.page.opened()

    def open_at(self, row: Row) -> None:
        self.open()
        self.page.reveal(row)

    def _show(self) -> None:
        if self._pages.widget.currentWidget() is not self.page:
            return
        self.page.show_settings(self._preferences.settings)
        self._kept_reading.measure()

    def _on_preference_changed(self, _name: str) -> None:
        self._show()

    def _on_chosen(self, name: str, value: object) -> None:
        setattr(self._preferences, name, value)

    def _on_reveal_asked(self) -> None:
        self._open_folder(QUrl.fromLocalFile(str(self._folder)))
