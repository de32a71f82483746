"""One figure of a benchmark: what it is, what it is held to, whether that holds, and both sides of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.session.benchmark import Figure
from app.ui.benchmark.names import name_words
from app.ui.benchmark.words import bound_words, figure_words, holds_words, sides_words, value_words
from app.ui.controls.card import Card
from app.ui.controls.label import Label
from app.ui.models.note import Note
from app.ui.theme import BODY_PX, SMALL_PX, UI_PX, Theme


class FigureView(Card):
    """A screen reader hears all of it as its name."""

    def __init__(self, figure: Figure, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, ground="raised", line="line", parent=parent)
        self.setAccessibleName(figure_words(figure))
        name = Label(name_words(figure.name), theme=theme, pixels=UI_PX, weight=QFont.Weight.DemiBold, wraps=True)
        sides = Label(sides_words(figure), theme=theme, ink="text2", pixels=SMALL_PX, wraps=True)
        value = Label(value_words(figure), theme=theme, pixels=BODY_PX, weight=QFont.Weight.DemiBold)
        bound = Label(bound_words(figure), theme=theme, ink="text3", pixels=SMALL_PX)
        holds = Note(theme=theme)
        icon, ink = ("check", "ok") if figure.holds else ("warning", "warn")
        holds.show_words(holds_words(figure), icon=icon, ink=ink)
        told = QVBoxLayout()
        told.setSpacing(3)
        told.addStretch(1)
        told.addWidget(name)
        if sides.text():
            told.addWidget(sides)
        told.addStretch(1)
        measured = QVBoxLayout()
        measured.setSpacing(2)
        measured.addWidget(value, 0, Qt.AlignmentFlag.AlignRight)
        measured.addWidget(bound, 0, Qt.AlignmentFlag.AlignRight)
        measured.addWidget(holds, 0, Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 11, 16, 11)
        row.setSpacing(16)
        row.addLayout(told, 1)
        row.addLayout(measured)
