"""Cut, copy, paste and select all of the menu, for whatever text has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from app.ui.menus import Menus


class EditCommands(QObject):
    """Text widgets take these keys themselves; the menu is for those who look there, as on every Mac."""

    def __init__(self, menus: Menus) -> None:
        super().__init__(menus)
        menus.cut.triggered.connect(self._cut)
        menus.copy.triggered.connect(self._copy)
        menus.paste.triggered.connect(self._paste)
        menus.select_all.triggered.connect(self._select_all)

    def _cut(self) -> None:
        if (text := _focused_text()) is not None:
            text.cut()

    def _copy(self) -> None:
        if (text := _focused_text()) is not None:
            text.copy()

    def _paste(self) -> None:
        if (text := _focused_text()) is not None:
            text.paste()

    def _select_all(self) -> None:
        if (text := _focused_text()) is not None:
            text.selectAll()


def _focused_text() -> QLineEdit | QTextEdit | QPlainTextEdit | None:
    widget = QApplication.focusWidget()
    return widget if isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit) else None
