"""A page in the place of the conversation: on its own ground, with a title and Done, left with Esc."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.controls.escape import claims_escape, is_escape
from app.ui.controls.label import Label
from app.ui.controls.page_head import PageHead
from app.ui.controls.painting import painter_on
from app.ui.controls.text_button import TextButton
from app.ui.theme import HEADING_PX, Theme


class Page(QWidget):
    """``left``: back to where the person came from."""

    left = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._done = TextButton(self.tr("Done"), theme=theme)
        self._done.clicked.connect(self.left)

    def _head(self, *others: QWidget) -> PageHead:
        """Its accessible name, what else can be done with all of it, and Done."""
        bold = QFont.Weight.Bold
        title = Label(self.accessibleName(), theme=self._theme, pixels=HEADING_PX[0], weight=bold, wraps=True)
        return PageHead(title, *others, self._done)

    def _on_escape(self) -> None:
        self.left.emit()

    def event(self, event: QEvent) -> bool:
        return claims_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_escape(event):
            self._on_escape()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        painter.fillRect(self.rect(), self._theme.colour("window"))
        painter.end()
