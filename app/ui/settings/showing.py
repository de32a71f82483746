"""The page of settings in the window: how one gets there and back, and what passes between it and the session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl

from app.session.kept_reading import KeptReading
from app.session.preferences import Preferences
from app.ui.later import LaterPage
from app.ui.menus import Menus
from app.ui.model_pages import ModelPages
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.ui.settings.page import SettingsPage
    from app.ui.settings.row import Row
    from app.ui.settings.section import Section


class SettingsShowing(QObject):
    """Adds its page to those of ``pages``, when it is first wanted. It is brought up to date only while it can be
    seen."""

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
        self._folder, self._open_folder, self._theme = folder, folder_opener, theme
        self._more: list[Callable[[], Section]] = []
        self._page = LaterPage(pages.widget, self._new_page)
        preferences.changed.connect(self._on_preference_changed)
        menus.settings.triggered.connect(self.open)

    @property
    def page(self) -> SettingsPage:
        return self._page.value

    @property
    def is_shown(self) -> bool:
        return self._page.is_shown

    def add_section(self, section: Callable[[], Section]) -> None:
        """One more, before that of privacy, from when the page is made: to be called before that."""
        self._more.append(section)

    def _new_page(self) -> SettingsPage:
        from app.ui.settings.page import SettingsPage

        page = SettingsPage(theme=self._theme)
        page.privacy.show_folder(self._folder)
        for section in self._more:
            page.add_section(section(), before=page.privacy)
        page.chosen.connect(self._on_chosen)
        page.left.connect(self._pages.close)
        page.privacy.reveal_asked.connect(self._on_reveal_asked)
        self._kept_reading.measured.connect(page.model.show_kept)
        page.model.kept_reading_removal_asked.connect(self._kept_reading.remove_all)
        return page

    def open(self) -> None:
        self._page.show()
        self._show()
        self.page.opened()

    def open_at(self, row: Row) -> None:
        self.open()
        self.page.reveal(row)

    def _show(self) -> None:
        if not self._page.is_shown:
            return
        self.page.show_settings(self._preferences.settings)
        self._kept_reading.measure()

    def _on_preference_changed(self, _name: str) -> None:
        self._show()

    def _on_chosen(self, name: str, value: object) -> None:
        setattr(self._preferences, name, value)

    def _on_reveal_asked(self) -> None:
        self._open_folder(QUrl.fromLocalFile(str(self._folder)))
