"""A line to find words in one reasoning, with how many there are and the way from one to the next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.controls.escape import claims_escape
from app.ui.controls.icon_button import IconButton
from app.ui.controls.label import Label
from app.ui.controls.text_line import TextLine
from app.ui.theme import SMALL_PX, Theme


class FindBar(QWidget):
    """``changed(words)``; ``stepped(±1)``; ``left``: away with it."""

    changed = Signal(str)
    stepped = Signal(int)
    left = Signal()

    def __init__(self, *, theme: Theme, words: str = "") -> None:
        """``words``: what the line is for; else for one reasoning."""
        super().__init__()
        words = words or self.tr("Find in this reasoning")
        self.line = TextLine(theme=theme, height=28)
        self.line.setPlaceholderText(words)
        self.line.setAccessibleName(words)
        self.line.textChanged.connect(self.changed)
        self._count = Label(theme=theme, ink="text3", pixels=SMALL_PX)
        self._back = IconButton("chevron-left", self.tr("The place before"), theme=theme, size=24, icon_px=15)
        self._back.clicked.connect(self._on_back)
        self._next = IconButton("chevron-right", self.tr("The next place"), theme=theme, size=24, icon_px=15)
        self._next.clicked.connect(self._on_next)
        close = IconButton("close", self.tr("Close"), theme=theme, size=24, icon_px=14)
        close.clicked.connect(self.left)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 2)
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addSpacing(4)
        row.addWidget(self._count)
        for button in (self._back, self._next, close):
            row.addWidget(button)
        self.hide()

    def open(self) -> None:
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def show_place(self, at: int, count: int) -> None:
        """``at``: from 0, of ``count``; nothing is said as long as nothing is looked for."""
        locale = QLocale()
        if not self.line.text():
            words = ""
        elif count == 0:
            words = self.tr("Not found")
        else:
            words = self.tr("{place} of {count}").format(place=locale.toString(at + 1), count=locale.toString(count))
        self._count.setText(words)
        self._back.setEnabled(count > 1)
        self._next.setEnabled(count > 1)

    def count_words(self) -> str:
        return self._count.text()

    def _on_back(self) -> None:
        self.stepped.emit(-1)

    def _on_next(self) -> None:
        self.stepped.emit(1)

    def event(self, event: QEvent) -> bool:
        return claims_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)
