"""A reply's reasoning: one line that lives while the model thinks, and all of it for whoever opens it.

Folded unless the person opened it or pinned it open. Whether it is open follows from the person's choice and the reply,
never from a remembered transition.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPaintEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.chat.conversation import Reply, Turn
from app.chat.exchange import Readiness
from app.ui.controls.icon_button import IconButton
from app.ui.controls.label import ElidedLabel, Label
from app.ui.controls.painting import painter_on
from app.ui.reasoning.head import ReasoningHead
from app.ui.reasoning.words import head_of
from app.ui.theme import CAPTION_PX, UI_PX, Theme
from app.ui.transcript.text_pane import TextPane

LIVE_LINE_MS = 250  # faster changes cannot be read
LIVE_LINE_LENGTH = 400  # characters, far more than a line holds
LINE_PERCENT = 120


class ReasoningPane(QWidget):
    """``toggled(is_open)``: by the person. ``pinned_changed(is_pinned)``: for this and the replies to come."""

    toggled = Signal(bool)
    pinned_changed = Signal(bool)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reply = Reply()
        self._choice: bool | None = None  # what the person chose for this reply
        self._is_pinned = False
        self._drawn = ""  # reasoning that stands in the document
        self._head = ReasoningHead(theme=theme)
        self._head.clicked.connect(self._on_head_clicked)
        self._pin = IconButton(
            "pin", self.tr("Keep reasoning open"), theme=theme, size=26, icon_px=15, checked_ink="thought"
        )
        self._pin.setCheckable(True)
        self._pin.clicked.connect(self.pinned_changed)
        self._copy = IconButton("copy", self.tr("Copy the reasoning"), theme=theme, size=26, icon_px=15)
        self._copy.clicked.connect(self._on_copy_clicked)
        over = QHBoxLayout(self._head)
        over.setContentsMargins(0, 0, 4, 0)
        over.setSpacing(2)
        over.addStretch(1)
        over.addWidget(self._pin)
        over.addWidget(self._copy)
        self._live = ElidedLabel(theme=theme, ink="text3", keeps_end=True)
        self._live.setContentsMargins(0, 0, 0, 0)
        self._live_row = QWidget()
        live_row = QHBoxLayout(self._live_row)
        live_row.setContentsMargins(30, 5, 8, 0)
        live_row.addWidget(self._live)
        self._live_pause = QTimer(self, singleShot=True, interval=LIVE_LINE_MS)
        self._live_pause.timeout.connect(self._show_live_line)
        self._body = _Body(theme=theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._live_row)
        column.addWidget(self._body)

    def show_turn(self, turn: Turn, *, seconds: float, readiness: Readiness | None, is_pinned: bool) -> None:
        """``seconds``: of all thinking so far. ``readiness``: of the backend, for a reply that still waits."""
        self._reply = turn.reply
        self._is_pinned = is_pinned
        head = head_of(turn.reply, turn.effort, seconds, readiness)
        self.setVisible(head is not None)
        if head is not None:
            self._head.show_head(head, can_fold=bool(turn.reply.steps))
            self._refresh()

    @property
    def is_open(self) -> bool:
        """What the person chose for this reply, else whether reasoning is kept open."""
        wanted = self._is_pinned if self._choice is None else self._choice
        return wanted and bool(self._reply.steps)

    @property
    def head(self) -> ReasoningHead:
        return self._head

    def toggle(self) -> None:
        self._choice = not self.is_open
        self._refresh()
        self.toggled.emit(self.is_open)

    def live_line(self) -> str:
        return self._live.text() if not self._live_row.isHidden() else ""

    def text(self) -> str:
        """The reasoning that can be read now: nothing while the pane is folded."""
        return self._body.pane.text() if self.is_open else ""

    def settle(self) -> None:
        """Lays out now, from the inside out, what has changed."""
        for widget in (self._body, self._live_row, self):
            layout = widget.layout()
            if layout is not None:
                layout.activate()

    def _refresh(self) -> None:
        is_open, is_thinking = self.is_open, self._reply.is_thinking
        self._head.setChecked(is_open)
        self._pin.setChecked(self._is_pinned)
        self._pin.setVisible(is_open or (is_thinking and bool(self._reply.steps)))
        self._copy.setVisible(is_open)
        self._body.setVisible(is_open)
        if is_open:
            self._draw_body()
        self._live_row.setVisible(is_thinking and not is_open)
        if is_thinking and not is_open and not self._live_pause.isActive():
            self._show_live_line()
            self._live_pause.start()

    def _show_live_line(self) -> None:
        step = self._reply.steps[-1].text[-LIVE_LINE_LENGTH:] if self._reply.steps else ""
        self._live.setText(" ".join(step.split()))

    def _draw_body(self) -> None:
        """Appends what is new; the text before it is not laid out again."""
        reasoning = self._reply.reasoning
        if not reasoning.startswith(self._drawn):
            self._drawn = ""
            self._body.clear()
        self._body.append(reasoning[len(self._drawn) :])
        self._drawn = reasoning

    def _on_head_clicked(self) -> None:
        self.toggle()

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._reply.reasoning)


class _Body(QWidget):
    """The text at the right of its rail, under the sentence that says what it is."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        words = self.tr("Raw and unfiltered: what the model wrote to itself; it can be wrong.")
        self.note = Label(words, theme=theme, ink="text3", pixels=CAPTION_PX, wraps=True)
        self.pane = TextPane(theme=theme, font=theme.font(UI_PX), ink="text2")
        self.pane.setAccessibleName(self.tr("Reasoning"))
        column = QVBoxLayout(self)
        column.setContentsMargins(30, 11, 12, 4)
        column.setSpacing(7)
        column.addWidget(self.note)
        column.addWidget(self.pane)
        theme.changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        self.pane.set_font(self._theme.font(UI_PX))

    def clear(self) -> None:
        self.pane.document().clear()

    def append(self, text: str) -> None:
        if not text:
            return
        document = self.pane.document()
        form = QTextBlockFormat()
        form.setLineHeight(LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor = QTextCursor(document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        if document.isEmpty():
            cursor.setBlockFormat(form)
        self.pane.fit_wrapping_to(text)
        cursor.insertText(text)
        cursor.endEditBlock()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        colour = self._theme.colour("thought")
        colour.setAlphaF(0.4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(14, 10, 2, self.height() - 12), 1, 1)
        painter.end()
