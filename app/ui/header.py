"""Above the conversation: its title, and whether it stays here."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.cloud.place_badge import PlaceBadge
from app.ui.controls.icon_button import IconButton
from app.ui.controls.label import ElidedLabel
from app.ui.controls.painting import painter_on
from app.ui.theme import BODY_PX, HEADER_HEIGHT, Theme


class Header(QWidget):
    """``sidebar_asked``: show it again. ``new_asked``: a new chat, while the sidebar is hidden."""

    sidebar_asked = Signal()
    new_asked = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._has_line = False
        self._show = IconButton("sidebar", self.tr("Show the sidebar"), theme=theme)
        self._show.clicked.connect(self.sidebar_asked)
        self._new = IconButton("compose", self.tr("New chat"), theme=theme)
        self._new.set_words(self.tr("New chat"), QKeySequence("Ctrl+N"))
        self._new.clicked.connect(self.new_asked)
        self._title = ElidedLabel(theme=theme, pixels=BODY_PX + 1, weight=QFont.Weight.DemiBold)
        self.place = PlaceBadge(theme=theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 16, 0)
        row.setSpacing(6)
        row.addWidget(self._show)
        row.addWidget(self._new)
        row.addWidget(self._title)
        row.addSpacing(8)
        row.addWidget(self.place)
        row.addStretch(1)
        self._fit()
        theme.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFixedHeight(self._theme.scaled(HEADER_HEIGHT))

    def show_title(self, title: str) -> None:
        self._title.setText(" ".join(title.split()) or self.tr("New chat"))

    def show_sidebar_buttons(self, *, visible: bool) -> None:
        self._show.setVisible(visible)
        self._new.setVisible(visible)

    def show_news(self, words: str) -> None:
        """What is new in conversations that are not open, for whoever does not see their list; empty for nothing."""
        self._show.set_words("  ·  ".join(filter(None, [self.tr("Show the sidebar"), words])))
        self._show.show_dot(is_on=bool(words))

    def show_line(self, position: int) -> None:
        """A hairline below while text has gone under the header. ``position``: of the transcript, in pixels."""
        if (position > 0) != self._has_line:
            self._has_line = position > 0
            self.update()

    def title(self) -> str:
        return self._title.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._has_line:
            painter = painter_on(self)
            painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.colour("line"))
            painter.end()
