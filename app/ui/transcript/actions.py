"""The row under an answer: copy, ask again, the other answers to the same question, and what it took."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.chat.conversation import Reply, ReplyStatus, SourceKind
from app.ui.cloud.words import made_words
from app.ui.controls.icon_button import IconButton
from app.ui.controls.icon_glyph import IconGlyph
from app.ui.controls.label import ElidedLabel, tip_of
from app.ui.theme import SMALL_PX, Theme
from app.ui.transcript.usage_words import usage_words
from app.ui.transcript.walker import Walker

COPIED_MS = 1_500


class Actions(QWidget):
    """``sibling_asked(step)``: −1 for the answer before, +1 for the next. ``ways_asked``: whom else one could ask, and
    what else can be done with this turn."""

    copy_asked = Signal()
    again_asked = Signal()
    ways_asked = Signal()
    sibling_asked = Signal(int)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._copy = IconButton("copy", self.tr("Copy the answer"), theme=theme)
        self._copy.clicked.connect(self._on_copy_clicked)
        self._again = IconButton("again", self.tr("Ask again"), theme=theme)
        self._again.clicked.connect(self.again_asked)
        self.ways = IconButton("chevron-down", self.tr("Ask again another way"), theme=theme, size=22, icon_px=13)
        self.ways.clicked.connect(self.ways_asked)
        self.walker = Walker(theme=theme)
        self.walker.step_asked.connect(self.sibling_asked)
        self._cloud = IconGlyph("cloud", ink="warn", side=15, theme=theme)
        self._made = ElidedLabel(theme=theme, ink="text3", pixels=SMALL_PX)
        self._facts = ElidedLabel(theme=theme, ink="text3", pixels=SMALL_PX)
        self._copied = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._copied.timeout.connect(self._on_copied_shown)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        row.addWidget(self._copy)
        row.addWidget(self._again)
        row.addSpacing(-3)
        row.addWidget(self.ways)
        row.addWidget(self.walker)
        row.addStretch(1)
        row.addWidget(self._cloud)
        row.addWidget(self._made)
        row.addWidget(self._facts)

    def show_reply(self, reply: Reply, *, place: int, count: int, can_ask: bool) -> None:
        """``place`` (from 0) of ``count`` answers to the same question. While it grows there is only the way to the
        others."""
        is_over = reply.status.is_over
        self._copy.setVisible(is_over and bool(reply.answer or reply.preambles))
        for button in (self._again, self.ways):
            button.setVisible(is_over and reply.status is not ReplyStatus.FAILED)  # its card offers that already
            button.setEnabled(can_ask)
        self.walker.show_place(place, count)
        made = made_words(reply.source)
        is_cloud = reply.source is not None and reply.source.kind is SourceKind.CLOUD
        self._cloud.setVisible(is_cloud)
        self._made.set_ink("warn" if is_cloud else "text3")
        facts = "" if reply.usage is None else usage_words(reply.usage)
        self._made.setText(f"{made} ·" if made and facts else made)
        self._made.setToolTip(tip_of(made))
        self._facts.setText(facts)
        self._facts.setToolTip(facts)

    def made(self) -> str:
        """Where the answer was made."""
        return self._made.text().removesuffix(" ·")

    def facts(self) -> str:
        return self._facts.text()

    def place(self) -> str:
        return self.walker.text() if self.walker.isVisibleTo(self) else ""

    def _on_copy_clicked(self) -> None:
        self.copy_asked.emit()
        self._copy.set_icon("check")
        self._copied.start()

    def _on_copied_shown(self) -> None:
        self._copy.set_icon("copy")
