"""The page on which two or three answers to one question stand side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.chat.difference import Difference, Span
from app.session.formulas import Formulas
from app.ui.compare.column import AnswerColumn, ColumnScene
from app.ui.compare.comparison import Comparison
from app.ui.compare.marks import Shown, StandIns, mark, shown_in, unmark, whole_text
from app.ui.compare.words import difference_words, empty_words, growing_words, running_words
from app.ui.controls.label import ElidedLabel, Label
from app.ui.controls.page import Page
from app.ui.controls.painting import painter_on
from app.ui.controls.scroll_bar import OverlayBar
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.theme import HEADING_PX, SMALL_PX, UI_PX, Theme
from app.ui.transcript.pace import Pace
from app.ui.transcript.turn_view import INSET

MARGIN = 28
LEAST_COLUMN = 210  # narrower, an answer is no longer read but guessed
GAP = 36  # between two columns, with a line in its middle
SETTLE_MS = 30  # how soon it is looked again whether every text stands as it will stay


class ComparePage(Page):
    """``show_columns(scenes)``. ``chosen(index)``: go on with that one; ``step_asked(index, step)``: another answer in
    that column; ``added``: a third one; ``removed(index)``; ``left``: back, and nothing was changed."""

    chosen = Signal(int)
    step_asked = Signal(int, int)
    added = Signal()
    removed = Signal(int)
    link_activated = Signal(str)

    def __init__(self, *, theme: Theme, formulas: Formulas | None = None, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, parent=parent)
        self.setAccessibleName(self.tr("Answers side by side"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the answers have the keyboard
        self._formulas = formulas
        self._pace = Pace(self)
        self._stand_ins = StandIns()
        self._columns: list[AnswerColumn] = []
        self._can_add = False
        self._differences: tuple[Difference, ...] = ()
        self._compared: tuple[tuple[Shown, ...], ...] = ()
        self._title = Label(self.tr("Side by side"), theme=theme, pixels=HEADING_PX[1], weight=QFont.Weight.Bold)
        self._question = ElidedLabel(theme=theme, ink="text2", pixels=UI_PX)
        self._summary = Label(theme=theme, ink="text2", pixels=SMALL_PX, wraps=True)
        self._add = TextButton(self.tr("Add a third"), theme=theme, kind=ButtonKind.QUIET)
        self._add.clicked.connect(self.added)
        self._heads = _Lined(theme=theme)
        self._bodies = _Lined(theme=theme)
        self._area = _Area(self._bodies, theme=theme)
        self._lay_out()
        self._comparison = Comparison(self)
        self._comparison.done.connect(self._on_compared)
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(self._compare)
        theme.changed.connect(self._settling.start)  # the texts are drawn anew, without marks

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self._title)
        top.addWidget(self._question, 1)
        top.addWidget(self._add)
        top.addWidget(self._done)
        head = QVBoxLayout()
        head.setContentsMargins(MARGIN, 14, MARGIN, 10)
        head.setSpacing(6)
        head.addLayout(top)
        head.addWidget(self._summary)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(_Rule(theme=self._theme))
        column.addWidget(self._heads)
        column.addWidget(_Rule(theme=self._theme))
        column.addWidget(self._area, 1)

    def show_columns(self, scenes: Sequence[ColumnScene], *, can_add: bool) -> None:
        """Two or three. Columns keep what stands in them while it is the same answer."""
        while len(self._columns) > len(scenes):
            self._drop(self._columns.pop())
        while len(self._columns) < len(scenes):
            self._columns.append(self._new_column())
        for column, scene in zip(self._columns, scenes, strict=True):
            column.show_scene(scene)
        self._question.setText("" if scenes[0].shows_question else " ".join(scenes[0].turn.prompt.split()))
        self._can_add = can_add
        self._add.setVisible(can_add and self._has_room_for(len(scenes) + 1))
        self._order_tabs()
        self._compare()

    def opened(self) -> None:
        """The person has just come here."""
        self._area.verticalScrollBar().setValue(0)
        self._area.setFocus(Qt.FocusReason.OtherFocusReason)

    def closed(self) -> None:
        """Nobody looks: nothing is kept, and nothing is compared."""
        self._comparison.stop()
        self._settling.stop()
        self._compared, self._differences = (), ()
        while self._columns:
            self._drop(self._columns.pop())

    @property
    def columns(self) -> tuple[AnswerColumn, ...]:
        return tuple(self._columns)

    @property
    def summary(self) -> str:
        return self._summary.text()

    @property
    def is_comparing(self) -> bool:
        return self._comparison.is_running or self._settling.isActive()

    @property
    def add_button(self) -> TextButton:
        return self._add

    def text(self) -> str:
        parts = [self._question.text(), self._summary.text(), *(column.text() for column in self._columns)]
        return "\n".join(parts)

    def _new_column(self) -> AnswerColumn:
        column = AnswerColumn(theme=self._theme, formulas=self._formulas, pace=self._pace, parent=self)
        column.text_moved.connect(self._settling.start)
        column.chosen.connect(self._on_chosen)
        column.step_asked.connect(self._on_step_asked)
        column.removed.connect(self._on_removed)
        column.link_activated.connect(self.link_activated)
        self._heads.add(column.head)
        self._bodies.add(column.body)
        return column

    def _drop(self, column: AnswerColumn) -> None:
        self._heads.remove(column.head)
        self._bodies.remove(column.body)
        self._pace.forget(column.body)
        column.delete()

    def _order_tabs(self) -> None:
        heads = [part for column in self._columns for part in (column.walker, column.close, column.choose)]
        for before, after in pairwise([self._add, self._done, *heads]):
            QWidget.setTabOrder(before, after)

    def _compare(self) -> None:
        scenes = [column.scene for column in self._columns if column.scene is not None]
        if len(scenes) < 2:
            return
        if not all(scene.turn.reply.status.is_over for scene in scenes):
            self._forget_marks(growing_words())
            return
        if any(column.answer.is_reviewing or not column.answer.is_filled for column in self._columns):
            self._settling.start()
            return
        shown = self._shown()
        if shown == self._compared:
            return
        texts = [whole_text(each) for each in shown]
        if not all(text.strip() for text in texts):
            self._forget_marks(empty_words())
            return
        self._forget_marks(running_words())
        self._compared = shown
        self._comparison.start(texts)

    def _shown(self) -> tuple[tuple[Shown, ...], ...]:
        return tuple(
            () if column.answer.isHidden() else shown_in(column.answer, self._stand_ins) for column in self._columns
        )

    def _on_compared(self, differences: tuple[Difference, ...]) -> None:
        if self._shown() != self._compared:  # drawn anew meanwhile: these are places in texts that are gone
            self._compared = ()
            self._settling.start()
            return
        self._differences = differences
        first = _both(differences)
        for shown, spans in zip(self._compared, (first, *(each.right for each in differences)), strict=True):
            mark(shown, spans, theme=self._theme)
        self._summary.setText(difference_words(differences))

    def _forget_marks(self, words: str) -> None:
        self._comparison.stop()
        self._compared, self._differences = (), ()
        for column in self._columns:
            unmark(column.answer)
        self._summary.setText(words)

    def _has_room_for(self, count: int) -> bool:
        return self.width() >= 2 * MARGIN + count * LEAST_COLUMN + (count - 1) * GAP

    def _fit(self) -> None:
        """A third one gives way where there is no room for it."""
        if len(self._columns) > 2 and not self._has_room_for(len(self._columns)):
            self.removed.emit(len(self._columns) - 1)
        else:
            self._add.setVisible(self._can_add and self._has_room_for(len(self._columns) + 1))

    def _index_of_sender(self) -> int:
        sender = self.sender()
        return next(index for index, column in enumerate(self._columns) if column is sender)

    def _on_chosen(self) -> None:
        self.chosen.emit(self._index_of_sender())

    def _on_step_asked(self, step: int) -> None:
        self.step_asked.emit(self._index_of_sender(), step)

    def _on_removed(self) -> None:
        self.removed.emit(self._index_of_sender())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)


class _Area(QScrollArea):
    """The answers, scrolled together."""

    def __init__(self, content: QWidget, *, theme: Theme) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidget(content)
        OverlayBar(self, Qt.Orientation.Vertical, theme=theme)


class _Lined(QWidget):
    """Columns of the same width, with a line between any two."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(MARGIN - INSET, 12, MARGIN - INSET, 0)
        self._row.setSpacing(GAP)

    def add(self, widget: QWidget) -> None:
        widget.setMinimumWidth(1)  # so that all get the same, whatever they hold
        self._row.addWidget(widget, 1)

    def remove(self, widget: QWidget) -> None:
        self._row.removeWidget(widget)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        painter.fillRect(self.rect(), self._theme.colour("window"))
        for index in range(1, self._row.count()):
            item = self._row.itemAt(index)
            if item is not None:
                painter.fillRect(item.geometry().left() - GAP // 2, 0, 1, self.height(), self._theme.colour("line"))
        painter.end()


class _Rule(QWidget):
    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        painter.fillRect(self.rect(), self._theme.colour("line"))
        painter.end()


def _both(differences: Sequence[Difference]) -> tuple[Span, ...]:
    """What of the first text is in none of the others."""
    spans = differences[0].left
    for other in differences[1:]:
        spans = tuple(
            Span(max(one.start, two.start), min(one.end, two.end))
            for one in spans
            for two in other.left
            if one.start < two.end and two.start < one.end
        )
    return spans
