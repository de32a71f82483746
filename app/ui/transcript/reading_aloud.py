"""A turn for those who listen to the screen: one item with all its words, and an answer told as it grows.

Told politely: whole sentences, not more often than one can follow, and only while somebody listens.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from app.ui.controls.announcing import announce

TELL_EVERY_MS = 2_500  # a sentence or two takes as long to be said
MOST_SPOKEN = 20_000  # characters of each part of a turn: nobody listens to more in one go

_SENTENCE_END = re.compile(r"(?<=[.!?:])\s|(?<=[。！？])|\n")
_MARKS = re.compile(r"[*_`#>|~]+|\$\$?|^\s*[-+]\s", re.MULTILINE)


def _somebody_listens() -> bool:
    return QAccessible.isActive()


class TurnWords(QLabel):
    """Lies unseen under a turn and says all of it: a label, whose words every screen reader takes as text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.lower()

    def show_parts(self, question: str, reasoning: str, answer: str) -> None:
        """``reasoning``: its head, and its text where it is open."""
        parts = [
            (self.tr("Question: {text}"), question),
            (self.tr("Reasoning: {text}"), reasoning),
            (self.tr("Answer: {text}"), answer),
        ]
        self.setAccessibleName("\n".join(form.format(text=spoken(text)) for form, text in parts if text.strip()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Nothing: what it says is drawn by the turn."""


class ReadingAloud(QObject):
    """Tells a growing text as announcements of ``widget``. ``listens``: whether anybody does.

    ``told``: something was.
    """

    told = Signal()

    def __init__(
        self, widget: QWidget, *, listens: Callable[[], bool] = _somebody_listens, every_ms: int = TELL_EVERY_MS
    ) -> None:
        super().__init__(widget)
        self._listens = listens
        self._text = ""
        self._told = 0  # characters
        self._pause = QTimer(self, singleShot=True, interval=every_ms)
        self._pause.timeout.connect(self._tell)

    @property
    def _widget(self) -> QWidget:
        """By way of Qt, which owns this: two objects of Python that know each other are garbage when they are done."""
        widget = self.parent()
        assert isinstance(widget, QWidget)
        return widget

    def show_text(self, text: str, *, is_growing: bool) -> None:
        """What was there when it did not grow yet is not told."""
        if not is_growing or not text.startswith(self._text[: self._told]):
            self._text, self._told = text, len(text)
            self._pause.stop()
            return
        self._text = text
        if len(text) > self._told and not self._pause.isActive() and self._listens():
            self._tell()
            self._pause.start()

    def end(self, words: str) -> None:
        """What is left, and then how it ended."""
        self._pause.stop()
        left = spoken(self._text[self._told :]) if self._listens() else ""
        self._told = len(self._text)
        announce(self._widget, f"{left} {words}".strip())

    def _tell(self) -> None:
        end = self._told + sentences_end(self._text[self._told :])
        words = spoken(self._text[self._told : end])
        self._told = end
        if words:
            announce(self._widget, words)
            self.told.emit()
            self._pause.start()


def sentences_end(text: str) -> int:
    """How much of it is whole sentences; a line is one, too."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    return ends[-1] if ends else 0


def spoken(text: str) -> str:
    """Without the marks of Markdown, which would be read out."""
    return " ".join(_MARKS.sub(" ", text[:MOST_SPOKEN]).split())
