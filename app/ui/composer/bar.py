"""A line above the box that says what will happen with what is in it, or what waits, with what can be done about it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.controls.card import Card
from app.ui.controls.icon_glyph import IconGlyph
from app.ui.controls.label import ElidedLabel
from app.ui.theme import SMALL_PX, Theme


class Bar(Card):
    def __init__(self, *buttons: QWidget, icon: str, ink: str, ground: str, theme: Theme) -> None:
        super().__init__(theme=theme, ground=ground, radius=10)
        self.buttons = buttons
        self._words = ElidedLabel(theme=theme, pixels=SMALL_PX)
        row = QHBoxLayout(self)
        row.setContentsMargins(13, 4, 6, 4)
        row.setSpacing(8)
        row.addWidget(IconGlyph(icon, ink=ink, side=15, theme=theme))
        row.addWidget(self._words, 1)
        for button in buttons:
            row.addWidget(button)
        self.hide()

    def show_words(self, words: str) -> None:
        """Hidden without any."""
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))

    def text(self) -> str:
        return self._words.text() if not self.isHidden() else ""
