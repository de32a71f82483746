"""The row under an answer: copy, ask again, the other answers to the same question, and what it took."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.chat.conversation import Reply, ReplyStatus, Usage
from app.ui.controls.icon_button import IconButton
from app.ui.controls.label import Label
from app.ui.theme import SMALL_PX, Theme

COPIED_MS = 1_500


class Actions(QWidget):
    """``sibling_asked(step)``: −1 for the answer before, +1 for the next."""

    copy_asked = Signal()
    again_asked = Signal()
    sibling_asked = Signal(int)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._copy = IconButton("copy", self.tr("Copy the answer"), theme=theme)
        self._copy.clicked.connect(self._on_copy_clicked)
        self._again = IconButton("again", self.tr("Ask again"), theme=theme)
        self._again.clicked.connect(self.again_asked)
        self._back = IconButton("chevron-left", self.tr("Show the answer before"), theme=theme, size=24, icon_px=15)
        self._back.clicked.connect(self._on_back_clicked)
        self._place = Label(theme=theme, ink="text3", pixels=SMALL_PX)
        self._next = IconButton("chevron-right", self.tr("Show the next answer"), theme=theme, size=24, icon_px=15)
        self._next.clicked.connect(self._on_next_clicked)
        self._facts = Label(theme=theme, ink="text3", pixels=SMALL_PX)
        self._copied = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._copied.timeout.connect(self._on_copied_shown)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        for widget in (self._copy, self._again):
            row.addWidget(widget)
        row.addSpacing(4)
        for each in (self._back, self._place, self._next):
            row.addWidget(each)
        row.addStretch(1)
        row.addWidget(self._facts)

    def show_reply(self, reply: Reply, *, place: int, count: int, can_ask: bool) -> None:
        """``place`` (from 0) of ``count`` answers to the same question."""
        self._copy.setVisible(bool(reply.answer or reply.preambles))
        self._again.setVisible(reply.status is not ReplyStatus.FAILED)  # its card offers that already
        self._again.setEnabled(can_ask)
        for widget in (self._back, self._place, self._next):
            widget.setVisible(count > 1)
        locale = QLocale()
        self._place.setText(
            self.tr("{place} / {count}").format(place=locale.toString(place + 1), count=locale.toString(count))
        )
        self._back.setEnabled(place > 0)
        self._next.setEnabled(place < count - 1)
        self._facts.setText("" if reply.usage is None else self._facts_of(reply.usage))

    def facts(self) -> str:
        return self._facts.text()

    def place(self) -> str:
        return self._place.text() if self._place.isVisibleTo(self) else ""

    def _facts_of(self, usage: Usage) -> str:
        locale = QLocale()
        written = usage.reasoning_tokens + usage.answer_tokens
        parts = []
        if usage.generation_seconds > 0 and written > 0:
            rate = written / usage.generation_seconds
            parts.append(self.tr("{rate} tok/s").format(rate=locale.toString(rate, "f", 0 if rate >= 10 else 1)))
        count = locale.toString(written)
        parts.append(self.tr("1 token") if written == 1 else self.tr("{count} tokens").format(count=count))
        if usage.generation_seconds >= 0.05:  # less would be shown as none
            seconds = locale.toString(usage.generation_seconds, "f", 1)
            parts.append(self.tr("{seconds} s").format(seconds=seconds))
        return " · ".join(parts)

    def _on_copy_clicked(self) -> None:
        self.copy_asked.emit()
        self._copy.set_icon("check")
        self._copied.start()

    def _on_copied_shown(self) -> None:
        self._copy.set_icon("copy")

    def _on_back_clicked(self) -> None:
        self.sibling_asked.emit(-1)

    def _on_next_clicked(self) -> None:
        self.sibling_asked.emit(1)
