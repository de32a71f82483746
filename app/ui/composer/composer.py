"""The card at the foot of a conversation: the question, how hard to think about it, and Send or Stop."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.chat.conversation import Effort
from app.chat.exchange import ModelInfo
from app.ui.composer.prompt_edit import MOST_PASTED, MOST_PASTED_LINES, PromptEdit
from app.ui.composer.send_button import SendButton
from app.ui.controls.card import Card
from app.ui.controls.icon_glyph import IconGlyph
from app.ui.controls.label import Label
from app.ui.controls.painting import draw_ground, painter_on
from app.ui.controls.segments import Segments
from app.ui.theme import CAPTION_PX, SMALL_PX, Theme

EFFORTS = tuple(Effort)


class Composer(QWidget):
    """``submitted(text, effort)``; whoever takes the question calls ``clear``, else the text stays.

    ``stop_asked``; ``effort_chosen(effort)``: by the person; ``recall_asked``: the last question, please.
    """

    submitted = Signal(str, object)  # text, Effort
    stop_asked = Signal()
    effort_chosen = Signal(object)  # Effort
    recall_asked = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_answering = False
        self._notice = _Notice(theme=theme)
        self._notice.hide()
        self._edit = PromptEdit(theme=theme)
        self._edit.setAccessibleName(self.tr("Your question"))
        self._edit.send_asked.connect(self._on_send_asked)
        self._edit.recall_asked.connect(self.recall_asked)
        self._edit.paste_refused.connect(self._on_paste_refused)
        self._edit.textChanged.connect(self._on_text_changed)
        self._efforts = Segments(
            (self.tr("Low"), self.tr("Medium"), self.tr("High")), name=self.tr("Reasoning effort"), theme=theme
        )
        for index, words in enumerate(
            (
                self.tr("Think briefly: quick answers"),
                self.tr("Think as long as it seems to need"),
                self.tr("Think long: slower, and better at hard questions"),
            )
        ):
            keys = QKeySequence(f"Ctrl+{index + 1}").toString(QKeySequence.SequenceFormat.NativeText)
            self._efforts.button(index).setToolTip("  ".join((words, keys)))
        self._efforts.chosen.connect(self._on_effort_chosen)
        self._send = SendButton(theme=theme)
        self._send.clicked.connect(self._on_send_clicked)
        thinking = Label(self.tr("Thinking"), theme=theme, ink="text2", weight=QFont.Weight.Medium)
        row = QHBoxLayout()
        row.setSpacing(9)
        row.addWidget(thinking)
        row.addWidget(self._efforts)
        row.addStretch(1)
        row.addWidget(self._send)
        self._card = _ComposerCard(theme=theme)
        self._card.pressed.connect(self.take_focus)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(19, 15, 10, 10)
        inside.setSpacing(12)
        inside.addWidget(self._edit)
        inside.addLayout(row)
        foot = Label(
            self.tr("Runs on this Mac. Nothing is sent anywhere. Check important facts."),
            theme=theme,
            ink="text3",
            pixels=CAPTION_PX,
        )
        foot.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._notice)
        column.addWidget(self._card)
        column.addWidget(foot)
        self.setFocusProxy(self._edit)
        self.show_effort(Effort.MEDIUM)
        self.show_model(None)

    def show_model(self, model: ModelInfo | None) -> None:
        if model is None:
            words = self.tr("Ask a question")
        elif model.is_demo:
            words = self.tr("Ask the demo model")
        else:
            words = self.tr("Message {model}").format(model=model.label)
        self._edit.setPlaceholderText(words)

    def show_effort(self, effort: Effort) -> None:
        self._efforts.choose(EFFORTS.index(effort))

    def show_activity(self, *, is_answering: bool) -> None:
        self._is_answering = is_answering
        self._refresh()

    def show_text(self, text: str) -> None:
        """Replaces what stands in the box, with the cursor behind it."""
        if text != self._edit.toPlainText():
            self._edit.setPlainText(text)
            cursor = self._edit.textCursor()
            cursor.movePosition(cursor.MoveOperation.End)
            self._edit.setTextCursor(cursor)

    @property
    def text(self) -> str:
        return self._edit.toPlainText()

    @property
    def effort(self) -> Effort:
        return EFFORTS[self._efforts.choice]

    @property
    def notice(self) -> str:
        return self._notice.text() if not self._notice.isHidden() else ""

    @property
    def edit(self) -> PromptEdit:
        return self._edit

    @property
    def send_button(self) -> SendButton:
        return self._send

    def choose_effort(self, effort: Effort) -> None:
        """As if the person had clicked it."""
        self.show_effort(effort)
        self.effort_chosen.emit(effort)

    def clear(self) -> None:
        self._edit.clear()
        self._notice.hide()

    def take_focus(self) -> None:
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refresh(self) -> None:
        self._send.show_state(stops=self._is_answering, can_send=bool(self.text.strip()))

    def _on_text_changed(self) -> None:
        self._notice.hide()
        self._refresh()

    def _on_send_asked(self) -> None:
        if self.text.strip() and not self._is_answering:
            self.submitted.emit(self.text, self.effort)

    def _on_send_clicked(self) -> None:
        if self._is_answering:
            self.stop_asked.emit()
        else:
            self._on_send_asked()

    def _on_effort_chosen(self, index: int) -> None:
        self.effort_chosen.emit(EFFORTS[index])
        self.take_focus()

    def _on_paste_refused(self, characters: int) -> None:
        locale = QLocale()
        self._notice.show_words(
            self.tr(
                "That text has {count} characters, and a question can hold {most} in {lines} lines. Nothing was "
                "changed: it is still on the clipboard, please paste the part that matters."
            ).format(
                count=locale.toString(characters),
                most=locale.toString(MOST_PASTED),
                lines=locale.toString(MOST_PASTED_LINES),
            )
        )
        self._notice.show()


class _Notice(Card):
    """A sentence about the box, until the box changes."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__(theme=theme, ground="warn_soft", radius=10)
        self._words = Label(theme=theme, pixels=SMALL_PX, wraps=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(13, 8, 13, 8)
        row.setSpacing(9)
        row.addWidget(IconGlyph("warning", ink="warn", side=16, theme=theme), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)

    def text(self) -> str:
        return self._words.text()

    def show_words(self, words: str) -> None:
        self._words.setText(words)


class _ComposerCard(QWidget):
    """A raised card; a press anywhere on it goes to the box."""

    pressed = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect = self._theme, QRectF(self.rect())
        draw_ground(painter, rect, 16, theme.colour("raised"), theme.colour("line"))
        painter.end()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.pressed.emit()
