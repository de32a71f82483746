"""What went wrong outside any reply: a sentence each above the conversation, until it is dismissed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.chat.failure import Failure
from app.ui.controls.announcing import announce
from app.ui.controls.card import Card
from app.ui.controls.icon_button import IconButton
from app.ui.controls.icon_glyph import IconGlyph
from app.ui.controls.label import Label
from app.ui.sentences import failure_words
from app.ui.theme import UI_PX, Theme

MOST = 3  # more at once would push the conversation out of sight


class Notices(QWidget):
    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: list[_Notice] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 6, 16, 6)
        self._column.setSpacing(6)
        self.hide()

    def show_failure(self, failure: Failure) -> None:
        """The same sentence twice is shown once."""
        if any(notice.failure.message == failure.message for notice in self._shown):
            return
        notice = _Notice(failure, theme=self._theme)
        notice.dismiss.clicked.connect(self._on_dismissed)
        self._shown.append(notice)
        self._column.addWidget(notice)
        if len(self._shown) > MOST:
            self._remove(self._shown[0])
        self.show()
        announce(self, failure_words(failure))

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Those that nobody has dismissed."""
        return tuple(notice.failure for notice in self._shown)

    def text(self) -> str:
        return "\n".join(notice.failure.message for notice in self._shown)

    def _on_dismissed(self) -> None:
        button = self.sender()
        for notice in [held for held in self._shown if held.dismiss is button]:
            self._remove(notice)

    def _remove(self, notice: _Notice) -> None:
        self._shown.remove(notice)
        self._column.removeWidget(notice)
        notice.hide()
        notice.deleteLater()
        self.setVisible(bool(self._shown))


class _Notice(Card):
    def __init__(self, failure: Failure, *, theme: Theme) -> None:
        super().__init__(theme=theme, ground="warn_soft", radius=10)
        self.failure = failure
        words = Label(failure_words(failure), theme=theme, pixels=UI_PX, wraps=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.dismiss = IconButton("close", self.tr("Dismiss"), theme=theme, size=26, icon_px=14)
        row = QHBoxLayout(self)
        row.setContentsMargins(13, 7, 7, 7)
        row.setSpacing(9)
        row.addWidget(IconGlyph("warning", ink="warn", side=17, theme=theme))
        row.addWidget(words, 1)
        row.addWidget(self.dismiss)
