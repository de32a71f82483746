"""The left side of the window: new chat, the conversations, what can be undone, and the engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.chat.conversation import ConversationId, ConversationSummary
from app.chat.exchange import Readiness
from app.ui.controls.card import Card
from app.ui.controls.icon_button import IconButton
from app.ui.controls.label import ElidedLabel, Label
from app.ui.controls.painting import painter_on
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.sidebar.conversation_list import ConversationList
from app.ui.sidebar.engine_status import EngineStatus
from app.ui.sidebar.search_field import SearchField
from app.ui.theme import BODY_PX, HEADER_HEIGHT, SMALL_PX, UI_PX, Theme


class Sidebar(QWidget):
    """Intent goes out as signals; what to show comes in by the ``show_`` methods."""

    new_asked = Signal()
    hide_asked = Signal()
    undo_asked = Signal()
    search_asked = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setMinimumWidth(200)
        name = Label(self.tr("Soliloquy"), theme=theme, pixels=BODY_PX, weight=QFont.Weight.DemiBold)
        self._hide = IconButton("sidebar", self.tr("Hide the sidebar"), theme=theme)
        self._hide.clicked.connect(self.hide_asked)
        self._new = IconButton("compose", self.tr("New chat"), theme=theme)
        self._new.set_words(self.tr("New chat"), QKeySequence("Ctrl+N"))
        self._new.clicked.connect(self.new_asked)
        top = QHBoxLayout()
        top.setContentsMargins(20, 0, 10, 0)
        top.setSpacing(4)
        top.addWidget(name, 1)
        top.addWidget(self._hide)
        top.addWidget(self._new)
        self._head = QWidget()
        self._head.setLayout(top)
        self._search = SearchField(QKeySequence("Ctrl+K"), theme=theme)
        self._search.clicked.connect(self.search_asked)
        search = QHBoxLayout()
        search.setContentsMargins(12, 0, 12, 6)
        search.addWidget(self._search)
        self.list = ConversationList(theme=theme)
        self._empty = Label(
            self.tr("Your conversations will stand here. They stay on this Mac."),
            theme=theme,
            ink="text3",
            pixels=UI_PX,
            wraps=True,
        )
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setContentsMargins(20, 8, 20, 0)
        self._undo = _UndoBar(theme=theme)
        self._undo.undo_asked.connect(self.undo_asked)
        self._undo.hide()
        self.status = EngineStatus(theme=theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addLayout(search)
        column.addWidget(self._empty, 1)
        column.addWidget(self.list, 1)
        column.addWidget(self._undo)
        column.addWidget(self.status)
        self._fit()
        theme.changed.connect(self._fit)

    def _fit(self) -> None:
        self._head.setFixedHeight(self._theme.scaled(HEADER_HEIGHT))

    def show_conversations(
        self, conversations: Sequence[ConversationSummary], *, open_id: ConversationId | None, today: date
    ) -> None:
        self._empty.setVisible(not conversations)
        self.list.setVisible(bool(conversations))
        self.list.show_conversations(conversations, open_id=open_id, today=today)

    def show_undo(self, title: str | None) -> None:
        """``title`` of what was deleted last; None when nothing can be undone."""
        self._undo.show_title(title)

    def show_readiness(self, readiness: Readiness, *, is_answering: bool) -> None:
        self.status.show_readiness(readiness, is_answering=is_answering)

    def undo_words(self) -> str:
        return self._undo.text() if not self._undo.isHidden() else ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        painter.fillRect(self.rect(), self._theme.colour("sidebar"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self._theme.colour("line"))
        painter.end()


class _UndoBar(QWidget):
    undo_asked = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._words = ElidedLabel(theme=theme, ink="text2", pixels=SMALL_PX)
        undo = TextButton(self.tr("Undo"), theme=theme, kind=ButtonKind.QUIET, height=26, pixels=SMALL_PX)
        undo.setAccessibleName(self.tr("Undo deleting the conversation"))
        undo.clicked.connect(self.undo_asked)
        card = Card(theme=theme, ground="raised", line="line", radius=9)
        row = QHBoxLayout(card)
        row.setContentsMargins(11, 3, 4, 3)
        row.setSpacing(4)
        row.addWidget(self._words, 1)
        row.addWidget(undo)
        around = QVBoxLayout(self)
        around.setContentsMargins(10, 6, 10, 10)
        around.addWidget(card)

    def show_title(self, title: str | None) -> None:
        self.setVisible(title is not None)
        if title is not None:
            words = self.tr("Deleted “{title}”").format(title=title)
            self._words.setText(words)
            self._words.setToolTip("")

    def text(self) -> str:
        return self._words.text()
