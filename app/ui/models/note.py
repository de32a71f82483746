"""A sign and words in one colour: a verdict, a fault. Never colour alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.controls.icon_glyph import IconGlyph
from app.ui.controls.label import Label
from app.ui.theme import SMALL_PX, Theme

ICON_PX = 14


class Note(QWidget):
    """``wraps``: a sentence; else a few words that are never cut."""

    def __init__(self, *, theme: Theme, wraps: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        weight = QFont.Weight.Normal if wraps else QFont.Weight.Medium
        self._icon = IconGlyph("info", ink="text3", side=ICON_PX, theme=theme)
        self._words = Label(theme=theme, pixels=SMALL_PX, weight=weight, wraps=wraps)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop if wraps else Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)

    def show_words(self, words: str, *, icon: str, ink: str) -> None:
        self._icon.show_icon(icon, ink)
        self._words.set_ink(ink)
        self._words.setText(words)

    def text(self) -> str:
        return self._words.text()
