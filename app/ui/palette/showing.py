"""The palette and the sheet of keys in the window: what opens them, and what they find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from app.session.library import Library
from app.ui.later import Later
from app.ui.menus import Menus
from app.ui.palette.entries import Entry, actions_of, commands, conversations, settings
from app.ui.settings.showing import SettingsShowing
from app.ui.sidebar.sidebar import Sidebar
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.ui.palette.key_sheet import KeySheet
    from app.ui.palette.overlay import Overlay
    from app.ui.palette.palette import Palette

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
        self._menus, self._theme = menus, theme
        self._palette, self._sheet = Later(self._new_palette), Later(self._new_sheet)
        menus.palette.triggered.connect(self._on_palette_asked)
        menus.keys.triggered.connect(self._on_keys_asked)
        for _, action in actions_of(window.menuBar()):
            action.triggered.connect(self._on_command)
        sidebar.search_asked.connect(self._on_palette_asked)

    @property
    def palette(self) -> Palette:
        return self._palette.value

    @property
    def sheet(self) -> KeySheet:
        return self._sheet.value

    def _new_palette(self) -> Palette:
        from app.ui.palette.palette import Palette

        return Palette(theme=self._theme, parent=self._window)

    def _new_sheet(self) -> KeySheet:
        from app.ui.palette.key_sheet import KeySheet

        return KeySheet(theme=self._theme, parent=self._window)

    def entries(self) -> list[Entry]:
        """The newest conversations, all commands, the other conversations, all settings."""
        held = conversations(self._library.conversations, self._sidebar.list.opened.emit)
        rows = settings(self._settings.page.sections, self._settings.open_at)
        return [*held[:FIRST], *commands(self._window.menuBar()), *held[FIRST:], *rows]

    def _on_palette_asked(self) -> None:
        """The key that opens it also closes it."""
        _leave(self._sheet.made)
        if self.palette.isVisible():
            self.palette.leave()
        else:
            self.palette.ask(self.entries())

    def _on_command(self) -> None:
        """What is done by key or menu is done in the window, which is to be seen then."""
        if self.sender() not in (self._menus.palette, self._menus.keys):
            _leave(self._palette.made)
            _leave(self._sheet.made)

    def _on_keys_asked(self) -> None:
        _leave(self._palette.made)
        if self.sheet.isVisible():
            self.sheet.leave()
        else:
            self.sheet.show_keys(self._window.menuBar())


def _leave(overlay: Overlay | None) -> None:
    if overlay is not None:
        overlay.leave()
