"""The theme follows what the person has chosen, in the menu, by key or on the page of settings."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.session.preferences import Preferences
from app.ui.menus import Menus
from app.ui.text_size import USUAL, larger, smaller
from app.ui.theme import Theme


class Looks(QObject):
    def __init__(self, *, preferences: Preferences, theme: Theme, menus: Menus, parent: QObject) -> None:
        super().__init__(parent)
        self._preferences, self._theme, self._menus = preferences, theme, menus
        preferences.changed.connect(self._on_preference_changed)
        menus.larger_text.triggered.connect(self._on_larger)
        menus.smaller_text.triggered.connect(self._on_smaller)
        menus.usual_text.triggered.connect(self._on_usual)
        for action in menus.appearances.values():
            action.triggered.connect(self._on_appearance_action)
        for name in ("appearance", "contrast", "reduced_motion", "text_size"):
            self._on_preference_changed(name)

    def _on_preference_changed(self, name: str) -> None:
        preferences, theme, menus = self._preferences, self._theme, self._menus
        match name:
            case "appearance":
                theme.set_appearance(preferences.appearance)
                menus.appearances[preferences.appearance].setChecked(True)
            case "contrast":
                theme.set_contrast(preferences.contrast)
            case "reduced_motion":
                theme.set_reduced_motion(preferences.reduced_motion)
            case "text_size":
                theme.set_text_size(preferences.text_size)
                size = theme.text_size
                menus.larger_text.setEnabled(larger(size) > size)
                menus.smaller_text.setEnabled(smaller(size) < size)
                menus.usual_text.setEnabled(size != USUAL)
            case _:
                pass

    def _on_larger(self) -> None:
        self._preferences.text_size = larger(self._theme.text_size)

    def _on_smaller(self) -> None:
        self._preferences.text_size = smaller(self._theme.text_size)

    def _on_usual(self) -> None:
        self._preferences.text_size = USUAL

    def _on_appearance_action(self) -> None:
        for appearance, action in self._menus.appearances.items():
            if action.isChecked():
                self._preferences.appearance = appearance
