"""The card at the foot of a conversation: the question with its files, how hard to think, and Send or Stop."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.chat.conversation import Effort
from app.chat.exchange import ModelInfo
from app.ui.cloud.place_words import foot_words
from app.ui.composer.bar import Bar
from app.ui.composer.chips import Chips
from app.ui.composer.meter import Meter
from app.ui.composer.note import Note, WaitingNote
from app.ui.composer.prompt_edit import PromptEdit
from app.ui.composer.scene import ComposerScene
from app.ui.composer.send_button import SendButton
from app.ui.controls.icon_button import IconButton
from app.ui.controls.label import Label
from app.ui.controls.painting import draw_ground, painter_on
from app.ui.controls.segments import Segments
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.theme import CAPTION_PX, SMALL_PX, Theme

EFFORTS = tuple(Effort)
ROOM_FOR_ALL, ROOM_FOR_METER = 520, 440  # of the card's width; below it, what says least goes first


class Composer(QWidget):
    """``submitted(text, effort)``; whoever takes the question calls ``clear``, else the text stays. ``queue_asked``:
    the same while a reply grows.

    ``stop_asked``; ``effort_chosen(effort)``: by the person; ``recall_asked``: the last question, please;
    ``text_edited``: by whomever; ``attach_asked``: a file, please; ``next_edited``, ``next_removed``: what waits.
    """

    submitted = Signal(str, object)  # text, Effort
    queue_asked = Signal(str, object)  # text, Effort
    stop_asked = Signal()
    effort_chosen = Signal(object)  # Effort
    recall_asked = Signal()
    text_edited = Signal()
    attach_asked = Signal()
    next_edited = Signal()
    next_removed = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_answering = False
        self._scene = ComposerScene()
        self._model: ModelInfo | None = None
        self._elsewhere = ""
        self._notice = Note(icon="warning", ink="warn", ground="warn_soft", theme=theme)
        self._waiting = WaitingNote(theme=theme)
        self._build_bar()
        self._edit = PromptEdit(theme=theme)
        self._edit.setAccessibleName(self.tr("Your question"))
        self._edit.send_asked.connect(self._on_send_asked)
        self._edit.recall_asked.connect(self.recall_asked)
        self._edit.textChanged.connect(self._on_text_changed)
        self.chips = Chips(theme=theme)
        self._card = _ComposerCard(theme=theme)
        self._card.pressed.connect(self.take_focus)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(19, 15, 10, 10)
        inside.setSpacing(12)
        self._sight = Label(theme=theme, ink="text2", pixels=SMALL_PX, wraps=True)
        self._sight.hide()
        inside.addWidget(self.chips)
        inside.addWidget(self._sight)
        inside.addWidget(self._edit)
        inside.addLayout(self._row())
        self._foot = Label(theme=theme, ink="text3", pixels=CAPTION_PX, wraps=True)
        self._foot.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self._notice, self._waiting, self.next_bar, self._card, self._foot):
            column.addWidget(widget)
        self.setFocusProxy(self._edit)
        self.show_effort(Effort.MEDIUM)
        self.show_model(None)
        self.show_place(foot_words(None, has_gone_out=False))
        self._order_tabs()
        self._refresh()

    def _order_tabs(self) -> None:
        """From the box to what goes with it, to what waits, to the buttons: chips are made late, and the bar stands
        above."""
        order: list[QWidget] = [self._edit]
        for chip in self.chips.all:
            order += (chip.face, chip.remove)
        order += self.next_bar.buttons
        order += (self._attach, *(self._efforts.button(index) for index in range(len(EFFORTS))))
        order += (self._queue, self._send)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _build_bar(self) -> None:
        theme = self._theme
        edit = TextButton(self.tr("Edit"), theme=theme, kind=ButtonKind.QUIET, height=26, pixels=SMALL_PX)
        edit.clicked.connect(self.next_edited)
        remove = IconButton("close", self.tr("Do not send it"), theme=theme, size=26, icon_px=14)
        remove.clicked.connect(self.next_removed)
        self.next_bar = Bar(edit, remove, icon="clock", ink="text2", ground="chip", theme=theme)

    def _row(self) -> QHBoxLayout:
        theme = self._theme
        self._attach = IconButton("clip", self.tr("Attach files"), theme=theme)
        self._attach.set_words(self.tr("Attach files"), QKeySequence("Ctrl+O"))
        self._attach.clicked.connect(self.attach_asked)
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
            self._efforts.button(index).setAccessibleDescription(words)
        self._efforts.chosen.connect(self._on_effort_chosen)
        self._send = SendButton(theme=theme)
        self._send.clicked.connect(self._on_send_clicked)
        self._queue = TextButton(self.tr("Send next"), theme=theme, kind=ButtonKind.QUIET, pixels=SMALL_PX)
        self._queue.setToolTip(self.tr("Asked as soon as this answer is complete"))
        self._queue.clicked.connect(self._on_send_asked)
        self.meter = Meter(theme=theme)
        self._thinking = Label(self.tr("Thinking"), theme=theme, ink="text2", weight=QFont.Weight.Medium)
        self._meter_place = QWidget()
        place = QHBoxLayout(self._meter_place)
        place.setContentsMargins(0, 0, 0, 0)
        place.addWidget(self.meter)
        row = QHBoxLayout()
        row.setSpacing(9)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self._attach, self._thinking, self._efforts):
            row.addWidget(widget)
        row.addStretch(1)
        for each in (self._meter_place, self._queue, self._send):
            row.addWidget(each)
        return row

    def show_model(self, model: ModelInfo | None) -> None:
        self._model = model
        self._show_placeholder()

    def _show_placeholder(self) -> None:
        model = self._model
        if self._elsewhere:
            words = self.tr("Message {model}").format(model=self._elsewhere)
        elif model is None:
            words = self.tr("Ask a question")
        elif model.is_demo:
            words = self.tr("Ask the demo model")
        else:
            words = self.tr("Message {model}").format(model=model.label)
        self._edit.setPlaceholderText(words)

    def show_place(self, words: str, *, ink: str = "text3", elsewhere: str = "") -> None:
        """Where the next question goes, in a sentence below the box. ``elsewhere``: who gets it, if not this Mac."""
        self._foot.setText(words)
        self._foot.set_ink(ink)
        self._elsewhere = elsewhere
        self._show_placeholder()

    @property
    def place(self) -> str:
        return self._foot.text()

    def show_effort(self, effort: Effort) -> None:
        self._efforts.choose(EFFORTS.index(effort))

    def show_activity(self, *, is_answering: bool) -> None:
        self._is_answering = is_answering
        self._refresh()

    def show_scene(self, scene: ComposerScene) -> None:
        if scene == self._scene:
            return
        self._scene = scene
        self.chips.show_scene(scene)
        self._order_tabs()
        self._waiting.follow(scene)
        self._sight.setText(scene.sight)
        self._sight.setVisible(bool(scene.sight))
        self.next_bar.show_words(self.tr("Next: {question}").format(question=scene.next) if scene.next else "")
        self._refresh()

    def show_text(self, text: str) -> None:
        """Replaces what stands in the box, with the cursor behind it."""
        if text != self._edit.toPlainText():
            self._edit.setPlainText(text)
            cursor = self._edit.textCursor()
            cursor.movePosition(cursor.MoveOperation.End)
            self._edit.setTextCursor(cursor)

    def show_notice(self, words: str) -> None:
        """A sentence about the box, until the box changes."""
        self._notice.show_words(words)

    def show_drop(self, *, is_over: bool) -> None:
        """Something is held over the window that will be attached when it is let go."""
        self._card.show_drop(is_over=is_over)

    @property
    def text(self) -> str:
        return self._edit.toPlainText()

    @property
    def effort(self) -> Effort:
        return EFFORTS[self._efforts.choice]

    @property
    def sight(self) -> str:
        """Whether whoever answers will see the pictures; empty if there is nothing to say."""
        return self._sight.text()

    @property
    def notice(self) -> str:
        return self._notice.text()

    @property
    def waiting(self) -> str:
        """What a question waits for that was to be sent; empty if nothing was."""
        return self._waiting.text()

    def wait_as(self, other: Composer) -> None:
        """It was to be sent there, in whose place this one is."""
        if other._waiting.holds and self._scene.pending:
            self._waiting.hold(self._scene)

    @property
    def edit(self) -> PromptEdit:
        return self._edit

    @property
    def send_button(self) -> SendButton:
        return self._send

    @property
    def queue_button(self) -> TextButton:
        return self._queue

    @property
    def card(self) -> QWidget:
        """What the box stands on."""
        return self._card

    def choose_effort(self, effort: Effort) -> None:
        """As if the person had clicked it."""
        self.show_effort(effort)
        self.effort_chosen.emit(effort)

    def clear(self) -> None:
        self._edit.clear()
        self._notice.hide()
        self._waiting.leave()

    def take_focus(self) -> None:
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _asks_anything(self) -> bool:
        return bool(self.text.strip() or self._scene.files)

    def _refresh(self) -> None:
        self._send.show_state(stops=self._is_answering, can_send=self._asks_anything, pending=self._scene.pending)
        self._queue.setVisible(self._is_answering and self._asks_anything)

    def _on_text_changed(self) -> None:
        self._notice.hide()
        self._waiting.go_on()
        self._refresh()
        self.text_edited.emit()

    def _on_send_asked(self) -> None:
        if self._scene.pending:
            self._waiting.hold(self._scene)
        elif not self._asks_anything:
            return
        elif self._is_answering:
            self.queue_asked.emit(self.text, self.effort)
        else:
            self.submitted.emit(self.text, self.effort)

    def _on_send_clicked(self) -> None:
        if self._is_answering:
            self.stop_asked.emit()
        else:
            self._on_send_asked()

    def _on_effort_chosen(self, index: int) -> None:
        self.effort_chosen.emit(EFFORTS[index])
        self.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = event.size().width()
        self._thinking.setVisible(width >= self._theme.scaled(ROOM_FOR_ALL))
        self.meter.show_room(has_room=width >= self._theme.scaled(ROOM_FOR_ALL))
        self._meter_place.setVisible(width >= self._theme.scaled(ROOM_FOR_METER))


class _ComposerCard(QWidget):
    """A raised card; a press anywhere on it goes to the box."""

    pressed = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._is_drop_over = False

    def show_drop(self, *, is_over: bool) -> None:
        self._is_drop_over = is_over
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect = self._theme, QRectF(self.rect())
        ground, line = ("accent_soft", "focus") if self._is_drop_over else ("raised", "line")
        draw_ground(painter, rect, 16, theme.colour(ground), theme.colour(line))
        painter.end()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.pressed.emit()
