"""A reply's reasoning: a line or a few that live while the model thinks, and all of it for whoever opens it.

Whether it is open follows from the person's choice, the settings and the reply, never from a remembered transition; so
it folds by itself when the answer begins, unless the person opened it.
"""

from __future__ import annotations

from time import thread_time

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.chat.conversation import Reply, SourceKind, Turn, TurnId
from app.chat.exchange import Readiness
from app.session.formulas import Formulas
from app.session.preferences import WhileThinking
from app.ui.controls.icon_button import IconButton
from app.ui.controls.label import ElidedLabel
from app.ui.reasoning.body import STEP_GAP, Body
from app.ui.reasoning.find_bar import FindBar
from app.ui.reasoning.head import ReasoningHead
from app.ui.reasoning.peek import Peek
from app.ui.reasoning.steering_row import SteeringRow
from app.ui.reasoning.words import head_of
from app.ui.theme import Theme
from app.ui.transcript.pace import Pace

LIVE_LINE_MS = 250  # faster changes cannot be read
SETTLED_SECONDS = 0.3  # of thinking: a shorter thought would only flash up
LIVE_LINE_LENGTH = 400  # characters, far more than a line holds
SLICE = 4_000  # characters that are written in one go, in about two milliseconds


class ReasoningPane(QWidget):
    """``toggled(is_open)``: by the person. ``pinned_changed(is_pinned)``: for this and the replies to come.

    ``steering_asked(Steering)``; ``place_asked(QWidget, y, height)``: a stretch of a part of it that is to be
    seen, in that part's pixels.
    """

    toggled = Signal(bool)
    pinned_changed = Signal(bool)
    steering_asked = Signal(object)
    place_asked = Signal(QWidget, int, int)
    text_moved = Signal(QWidget, object)  # the pane, tuple[Move, ...]: formulas took the place of their sources

    def __init__(
        self,
        *,
        theme: Theme,
        formulas: Formulas | None = None,
        is_steered: bool = True,
        pace: Pace | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``is_steered``: a reasoning that grows here can be ended or prolonged."""
        super().__init__(parent)
        self._pace = pace or Pace(self)
        self._is_steered = is_steered
        self._turn: TurnId | None = None
        self._reply = Reply()
        self._has_lasted = False  # the thinking, so that it is worth a look
        self._choice: bool | None = None  # what the person chose for this reply
        self._is_pinned = False
        self._while_thinking = WhileThinking.LINE
        self._wanted, self._drawn = "", ""  # reasoning that is to stand in the document, and that does
        self._above = 0  # pixels of it that are above what is seen
        self._found: list[QTextCursor] = []
        self._found_at = 0
        self._head = ReasoningHead(theme=theme)
        self._head.clicked.connect(self.toggle)
        self._find = IconButton("search", self.tr("Find in this reasoning"), theme=theme, size=26, icon_px=15)
        self._find.clicked.connect(self.look_inside)
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
        for button in (self._find, self._pin, self._copy):
            over.addWidget(button)
        self._live = ElidedLabel(theme=theme, ink="text3", keeps_end=True)
        self._peek = Peek(theme=theme)
        self._live_row = QWidget()
        live_row = QVBoxLayout(self._live_row)
        live_row.setContentsMargins(30, 5, 8, 0)
        live_row.addWidget(self._live)
        live_row.addWidget(self._peek)
        self._live_pause = QTimer(self, singleShot=True, interval=LIVE_LINE_MS)
        self._live_pause.timeout.connect(self._show_live)
        self._body = Body(theme=theme, formulas=formulas)
        self._body.text_moved.connect(self.text_moved)
        self._body.text_moved.connect(self._look_again)
        self._body.outdated.connect(self._on_body_outdated)
        self._body.rail_clicked.connect(self.toggle)
        self._bar = FindBar(theme=theme)
        self._bar.changed.connect(self._look)
        self._bar.stepped.connect(self._on_stepped)
        self._bar.left.connect(self._on_find_left)
        theme.changed.connect(self._on_theme_changed)
        self._body.column.insertWidget(0, self._bar)
        self._steering = SteeringRow(theme=theme)
        self._steering.asked.connect(self.steering_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self._head, self._live_row, self._body, self._steering):
            column.addWidget(widget)

    def show_turn(
        self,
        turn: Turn,
        *,
        seconds: float,
        readiness: Readiness | None,
        is_pinned: bool,
        while_thinking: WhileThinking = WhileThinking.LINE,
    ) -> None:
        """``seconds``: of all thinking so far. ``readiness``: of the backend, for a reply that still waits."""
        if turn.id != self._turn:
            self._turn = turn.id
            self._steering.forget()
        self._reply = turn.reply
        self._has_lasted = seconds >= SETTLED_SECONDS
        self._is_pinned, self._while_thinking = is_pinned, while_thinking
        head = head_of(turn.reply, turn.effort, seconds, readiness)
        self.setVisible(head is not None)
        if head is not None:
            self._head.show_head(head, can_fold=bool(turn.reply.steps))
            self._refresh()
        else:
            self._head.rest()

    @property
    def is_open(self) -> bool:
        """What the person chose for this reply, else what the settings say of one that thinks or has thought."""
        wanted = self._is_pinned or (self._while_thinking is WhileThinking.OPEN and self._thinks_long)
        return (wanted if self._choice is None else self._choice) and bool(self._reply.steps)

    @property
    def choice(self) -> bool | None:
        """What the person chose for this reply; None if nothing."""
        return self._choice

    @property
    def head(self) -> ReasoningHead:
        return self._head

    @property
    def find_bar(self) -> FindBar:
        return self._bar

    @property
    def steering(self) -> SteeringRow:
        return self._steering

    def toggle(self) -> None:
        self.choose(not self.is_open)

    def choose(self, is_open: bool) -> None:
        """The person wants it open, or folded."""
        before = self.is_open
        self._choice = is_open
        if self.is_open != before:
            self._refresh()
            self.toggled.emit(self.is_open)

    def look_inside(self) -> None:
        """Opens it, with a line to find words in it."""
        self.choose(True)
        if self.is_open:
            self._bar.open()
            self._look(self._bar.line.text())

    def live_line(self) -> str:
        return self._live.text() if self._live.isVisibleTo(self) else ""

    def peek_text(self) -> str:
        return self._peek.text() if self._peek.isVisibleTo(self) else ""

    def text(self) -> str:
        """The reasoning that can be read now: nothing while the pane is folded."""
        return self._body.text() if self.is_open else ""

    def settle(self) -> None:
        """Lays out now, from the inside out, what has changed."""
        for widget in (self._body, self._live_row, self._steering, self):
            layout = widget.layout()
            if layout is not None:
                layout.activate()

    @property
    def _thinks_long(self) -> bool:
        return self._has_lasted and not self._reply.status.is_over and not self._reply.answer

    @property
    def _can_be_steered(self) -> bool:
        source = self._reply.source
        return self._is_steered and self._reply.is_thinking and (source is None or source.kind is SourceKind.LOCAL)

    def _refresh(self) -> None:
        is_open, is_thinking = self.is_open, self._reply.is_thinking
        self._head.setChecked(is_open)
        self._pin.setChecked(self._is_pinned)
        self._pin.setVisible(is_open or (is_thinking and self._has_lasted))
        self._copy.setVisible(is_open)
        self._find.setVisible(is_open)
        self._body.setVisible(is_open)
        if is_open:
            self._draw_body()
        lives = is_thinking and not is_open and self._has_lasted
        self._live_row.setVisible(lives)
        self._live.setVisible(lives and self._while_thinking is not WhileThinking.PEEK)
        self._peek.setVisible(lives and self._while_thinking is WhileThinking.PEEK)
        self._steering.setVisible(self._can_be_steered and self._has_lasted)
        if lives and not self._live_pause.isActive():
            self._show_live()
            self._live_pause.start()

    def _show_live(self) -> None:
        step = self._reply.steps[-1].text if self._reply.steps else ""
        self._live.setText(" ".join(step[-LIVE_LINE_LENGTH:].split()))
        self._peek.show_text(step)

    def _draw_body(self) -> None:
        """Appends what is new; the text before it is not laid out again."""
        self._wanted = STEP_GAP.join(step.text for step in self._reply.steps)
        if not self._wanted.startswith(self._drawn):
            self._forget_body()
        self._pace.draw(self)

    def draw_some(self, until: float) -> bool:
        """Slices of the reasoning that are not there yet."""
        if not self.is_open:
            return False
        before = len(self._drawn)
        while len(self._drawn) < len(self._wanted):
            piece = self._wanted[len(self._drawn) : len(self._drawn) + SLICE]
            self._body.append(piece)
            self._drawn += piece
            is_all = self._drawn == self._wanted
            self._body.look_for_formulas(is_over=is_all and not self._reply.is_thinking)
            if thread_time() > until:
                break
        else:
            self._body.look_for_formulas(is_over=not self._reply.is_thinking)
        if len(self._drawn) > before:
            self._look_again()
        return len(self._drawn) < len(self._wanted)

    @property
    def is_filled(self) -> bool:
        """Whether all that is open is drawn."""
        return not self.is_open or len(self._drawn) == len(self._wanted)

    def stick(self, above: int) -> None:
        """So many pixels of it are above what is seen: while its text is read, the head stays in sight over it."""
        self._above = above
        end = self._body.y() + self._body.height() - self._head.height()
        top = max(0, min(above, end)) if self.is_open else 0
        if top != self._head.y():
            self._head.move(self._head.x(), top)
        self._head.float_over(top > 0)

    def _forget_body(self) -> None:
        self._drawn = ""
        self._body.clear()

    def _on_body_outdated(self) -> None:
        self._forget_body()
        if self.is_open:
            self._draw_body()

    def _on_theme_changed(self) -> None:
        if self._found:
            self._mark()

    def _look_again(self) -> None:
        """Among more than before."""
        words = self._bar.line.text()
        if words and not self._bar.isHidden():
            had_any = bool(self._found)
            self._found = self._body.places_of(words)
            self._mark()
            if not had_any:
                self._show_found()

    def _look(self, words: str) -> None:
        self._found, self._found_at = self._body.places_of(words), 0
        self._mark()
        self._show_found()

    def _on_stepped(self, by: int) -> None:
        if self._found:
            self._found_at = (self._found_at + by) % len(self._found)
            self._mark()
            self._show_found()

    def _mark(self) -> None:
        self._found_at = min(self._found_at, max(0, len(self._found) - 1))
        self._body.mark(self._found, self._found_at)
        self._bar.show_place(self._found_at, len(self._found))

    def _show_found(self) -> None:
        if self._found:
            place = self._body.place_of(self._found[self._found_at])
            self.place_asked.emit(self._body, place.top(), place.height())

    def _on_find_left(self) -> None:
        self._bar.hide()
        self._found = []
        self._body.mark([], 0)
        self._head.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._reply.reasoning)

    def event(self, event: QEvent) -> bool:
        # Esc is also a key of the menu (stop answering); in an open reasoning that is over it means: fold it.
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._is_fold_key(event):
            event.accept()
            return True
        is_handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self._above > 0:
            self.stick(self._above)  # the layout has put the head back
        return is_handled

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_fold_key(event):
            self._head.setFocus(Qt.FocusReason.OtherFocusReason)
            self.choose(False)
        else:
            super().keyPressEvent(event)

    def _is_fold_key(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and self.is_open and self._reply.status.is_over
