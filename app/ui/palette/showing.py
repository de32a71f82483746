"""The palette and the sheet of keys in the window: what opens them, and what they find."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from app.session.library import Library
from app.ui.menus import Menus
from app.ui.palette.entries import Entry, actions_of, commands, conversations, settings
from app.ui.palette.key_sheet import KeySheet
from app.ui.palette.palette import Palette
from app.ui.settings.showing import SettingsShowing
from app.ui.sidebar.sidebar import Sidebar
from app.ui.theme import Theme

FIRST = 5  # conversations that stand before everything else as long as nothing is typed


class PaletteShowing(QObject):
    def __init__(
        self,
        *,
        library: Library,
        menus: Menus,
        sidebar: Sidebar,
        settings: SettingsShowing,
        theme: Theme,
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._library, self._sidebar, self._settings, self._window = library, sidebar, settings, window
        self._menus = menus
        self.palette = Palette(theme=theme, parent=window)
        self.sheet = KeySheet(theme=theme, parent=window)
        menus.palette.triggered.connect(self._on_palette_asked)
        menus.keys.triggered.connect(self._on_keys_asked)
        for _, action in actions_of(window.menuBar()):
            action.triggered.connect(self._on_command)
        sidebar.search_asked.connect(self._on_palette_asked)

    def entries(self) -> list[Entry]:
        """The newest conversations, all commands, the other conversations, all settings."""
        held = conversations(self._library.conversations, self._sidebar.list.opened.emit)
        rows = settings(self._settings.page.sections, self._settings.open_at)
        return [*held[:FIRST], *commands(self._window.menuBar()), *held[FIRST:], *rows]

    def _on_palette_asked(self) -> None:
        """The key that opens it also closes it."""
        self.sheet.leave()
        if self.palette.isVisible():
            self.palette.leave()
        else:
            self.palette.ask(self.entries())

    def _on_command(self) -> None:
        """What is done by key or menu is done in the window, which is to be seen then."""
        if self.sender() not in (self._menus.palette, self._menus.keys):
            self.palette.leave()
            self.sheet.leave()

    def _on_keys_asked(self) -> None:
        self.palette.leave()
        if self.sheet.isVisible():
            self.sheet.leave()
        else:
            self.sheet.show_keys(self._window.menuBar())
