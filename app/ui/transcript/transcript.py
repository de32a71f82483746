"""The column of turns. Follows the end only while the reader is there; otherwise what is read stays where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import thread_time

import shiboken6
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QWidget

from app.chat.conversation import TurnId
from app.session.formulas import Formulas
from app.ui.controls.focus_ring import FocusRing
from app.ui.controls.scroll_bar import OverlayBar
from app.ui.controls.text_button import TextButton
from app.ui.theme import COLUMN_MARGIN, COLUMN_WIDTH, SMALL_PX, Theme
from app.ui.transcript.formula_places import Move
from app.ui.transcript.lexers_coming import load_usual
from app.ui.transcript.pace import Pace, Rank, Ranking
from app.ui.transcript.turn_column import TurnColumn
from app.ui.transcript.turn_view import INSET, TurnScene, TurnView

AT_END_PX = 4  # for who scrolls down, this near to the end is the end; the slightest way up leaves it
WARM_UP_MS = 3_000  # after the first picture, when nobody waits for anything
NEAR, FAR = 1, 4  # heights of the window: views are made so near to what is seen, and given up so far away
COVERED = 34  # pixels at the top of what is seen, where the head of a long reasoning may float
LAYOUT_PASSES = 2  # a new width makes text panes change their height, which the first pass cannot know


@dataclass(frozen=True, slots=True)
class _LeftOff:
    """What was read: which piece of a turn, how much of it is above what is seen, or how far below its top it began."""

    view: TurnView
    piece: int
    part: float
    y: int


class Transcript(QScrollArea):
    """``show_scenes`` shows a whole path, ``show_scene`` one turn of it again."""

    again_asked = Signal(str)  # TurnId
    elsewhere_asked = Signal(str)  # TurnId
    branch_asked = Signal(str)  # TurnId
    ways_asked = Signal(str)  # TurnId
    edit_asked = Signal(str)  # TurnId
    edited = Signal(str, str)  # TurnId, the words so far
    edit_submitted = Signal(str, str)  # TurnId, the words
    file_opened = Signal(object)  # Attachment
    link_activated = Signal(str)
    reasoning_pinned = Signal(bool)
    steering_asked = Signal(str, object)  # TurnId, Steering
    finish_asked = Signal(str)  # TurnId

    def __init__(self, *, theme: Theme, formulas: Formulas | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._formulas = formulas
        self._pace = Pace(self, ranking=self._ranking)
        self._pace.drew.connect(self._on_drew)
        self._unfolded = False  # what all reasoning was asked to be
        self._to_toggle: list[TurnView] = []
        self._toggling = QTimer(self, interval=0)
        self._toggling.timeout.connect(self._toggle_next)
        self._follows = True
        self._position = 0  # of the bar, before its last move
        self._is_moving = False  # the bar moves by us, not by the person
        self._left_off: _LeftOff | None = None
        self._anchor: tuple[QWidget, int] | None = None  # what is read, and where its top stands in the viewport
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Conversation"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._page = QWidget()
        self._column = TurnColumn(theme=theme, pace=self._pace, make_view=self._new_view)
        self._fit_column()
        theme.changed.connect(self._on_theme_changed)
        self._centre = centre = QHBoxLayout(self._page)
        centre.setContentsMargins(COLUMN_MARGIN - INSET, 0, COLUMN_MARGIN - INSET, 0)
        centre.addStretch(1)
        centre.addWidget(self._column, 1_000, Qt.AlignmentFlag.AlignTop)
        centre.addStretch(1)
        self.setWidget(self._page)
        self._bar = OverlayBar(self, Qt.Orientation.Vertical, theme=theme)
        self._jump = TextButton(
            self.tr("Jump to latest"),
            theme=theme,
            icon="arrow-down",
            height=30,
            radius=15,
            pixels=SMALL_PX,
            parent=self,
        )
        self._jump.hide()
        self._jump.clicked.connect(self.follow)
        self._ring = FocusRing(self, theme=theme)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._on_moved)
        bar.valueChanged.connect(self._stick_heads)
        bar.rangeChanged.connect(self._on_range_changed)

    def show_scenes(self, scenes: Sequence[TurnScene]) -> None:
        """The path as it is now; views of turns that stay are kept."""
        with self._pace.spending():
            self._column.show_scenes(scenes)
            if not self.isVisible() and self._column.count:
                self._column.put(self._column.count - 1)  # the others when there is a place to look at
            self._settle(*self._column.views.values())
            self._tend()

    def show_scene(self, scene: TurnScene) -> None:
        view = self._column.show_scene(scene)
        if view is not None:
            self._settle(view)

    def follow(self) -> None:
        """To the end, and on with it."""
        self._follows = True
        self._anchor = None
        self._move_to(self.verticalScrollBar().maximum())
        self._tend()
        self._place_jump()

    def show_turn(self, turn_id: TurnId, top: int = 0) -> TurnView | None:
        """Goes to that turn, whose top is seen so far down; None if it does not stand here."""
        index = self._column.index_of(turn_id)
        if index < 0:
            return None
        view = self._column.put(index)
        self._follows = False
        self._anchor = (view, top)
        self._settle(view)
        self._tend()
        self._place_jump()
        return view

    def keep_in_sight(self, part: QWidget, y: int, height: int) -> None:
        """Scrolls only if that stretch of the part, in its own pixels, cannot be seen."""
        top = part.mapTo(self.viewport(), QPoint(0, y)).y()
        room = self.viewport().height()
        if top < self._theme.scaled(COVERED) or top + height > room:
            self._follows = False
            self._anchor = (part, part.mapTo(self.viewport(), QPoint(0, 0)).y() - top + room // 3)
            self._hold_still()
            self._tend()
            self._place_jump()

    @property
    def is_drawn(self) -> bool:
        """Whether all that is near the reader is there."""
        return self._pace.is_at_rest

    @property
    def is_following(self) -> bool:
        return self._follows

    def view(self, turn_id: TurnId) -> TurnView | None:
        """None for a turn that is too far away to have one."""
        return self._column.views.get(turn_id)

    @property
    def views(self) -> tuple[TurnView, ...]:
        """From the first to the last of those that are there."""
        return tuple(self._column.views.values())

    @property
    def last_view(self) -> TurnView | None:
        """Of the last turn; made if it is too far away to have one."""
        if not self._column.count:
            return None
        view = self._column.put(self._column.count - 1)
        self._settle(view)
        return view

    def text(self) -> str:
        return self._column.text()

    def _tend(self) -> None:
        """Makes a view that is missing in sight, now; more of them as there is time."""
        if not self.isVisible():
            return
        index = self._next_in(0)
        with self._pace.spending():
            if index is not None:
                self._put(index)
            self._pace.draw(self)

    def _put(self, index: int) -> TurnView:
        view = self._column.put(index, holds_room=not self._follows)
        if not self._follows and self._anchor is None:
            self._anchor = (view, view.mapTo(self.viewport(), QPoint(0, 0)).y())
        self._settle(view)
        return view

    def draw_some(self, until: float) -> bool:
        """Makes views: of the turns in sight, then of one near by; when all are there, those far away go."""
        if not self.isVisible():
            return False
        while (index := self._next_in(0)) is not None:
            if not self._put(index).is_drawn or thread_time() > until:
                return True
        index = self._next_in(NEAR * self.viewport().height())
        if index is not None:
            self._put(index)
            return True
        self._give_up_far()
        return False

    def _give_up_far(self) -> None:
        top, bottom = self._sight(FAR * self.viewport().height())
        spans = self._column.spans()
        far = [index for index, (start, end) in enumerate(spans) if end < top or start > bottom]
        gone = [index for index in far if self._column.has_view(index)]
        if gone:
            self._column.drop(gone)
            self._settle()

    def _ranking(self) -> Ranking:
        """What is in sight is drawn first, from what is read on; then the views that are missing there, then what is
        near. What is not seen any more can wait."""
        top, bottom = self._sight(0)
        views = list(self._column.views.values())
        anchored = self._anchored(views)
        own_rank = 1 if self._next_in(0) is not None else 3

        def rank(worker: QWidget) -> Rank:
            if worker is self:
                return (own_rank, 0)
            if worker is self._column:
                return (4, 0)
            for index, view in enumerate(views):
                if view.isAncestorOf(worker):
                    is_seen = view.y() <= bottom and view.y() + view.height() >= top
                    distance = index - anchored
                    if self._follows:
                        distance = len(views) - index
                    elif distance < 0:
                        distance = len(views) - distance
                    return (0 if is_seen else 2, distance)
            return (2, 0)

        return rank

    def _anchored(self, views: Sequence[TurnView]) -> int:
        """Which of them is read."""
        held = self._anchor[0] if self._anchor is not None else None
        if held is None or not shiboken6.isValid(held):
            return 0
        return next((index for index, view in enumerate(views) if view is held or view.isAncestorOf(held)), 0)

    def _on_drew(self, workers: tuple[QWidget, ...]) -> None:
        views = [view for view in self.views if any(view.isAncestorOf(worker) for worker in workers)]
        if views or self._left_off is not None:
            self._column.let_drawn()
            self._settle(*(views or self.views))
            self._return()
            self._look_again()
        if views:
            self._pace.draw_later(self)  # what has grown may have pushed something into sight or out of it

    def _sight(self, around: int) -> tuple[int, int]:
        """What of the column can be seen, and so much above and below."""
        top = self.viewport().mapTo(self, QPoint(0, 0)).y() - self._column.mapTo(self, QPoint(0, 0)).y()
        return top - around, top + self.viewport().height() + around

    def _next_in(self, around: int) -> int | None:
        """A turn in that stretch that has no view yet: the last for who follows the end, else the first."""
        top, bottom = self._sight(around)
        spans = enumerate(self._column.spans())
        absent = [
            index
            for index, (start, end) in spans
            if end >= top and start <= bottom and not self._column.has_view(index)
        ]
        if not absent:
            return None
        return absent[-1] if self._follows else absent[0]

    def _on_theme_changed(self) -> None:
        """Heard before the views hear of it, which are all drawn anew: what is read is found again in the new ones."""
        self._fit_column()
        self._column.forget_heights()
        held = self._anchor if not self._follows else None
        if held is None or not shiboken6.isValid(held[0]):
            return
        for view in self.views:
            pieces = list(view.pieces())
            if held[0] in pieces:
                height = max(1, held[0].height())
                part = max(0.0, -held[1] / height)
                self._left_off = _LeftOff(view, pieces.index(held[0]), part, max(0, held[1]))
                self._anchor = (view, view.mapTo(self.viewport(), QPoint(0, 0)).y())
                self._column.hold_all()
                self._pace.draw_later(self)

    def _return(self) -> None:
        """To what was read before all was drawn anew, as soon as it is there again."""
        left, self._left_off = self._left_off, None
        if left is None or not shiboken6.isValid(left.view) or self._follows:
            return
        if not left.view.is_drawn:
            self._left_off = left
            return
        pieces = list(left.view.pieces())
        piece = pieces[min(left.piece, len(pieces) - 1)]
        self._anchor = (piece, left.y - round(left.part * piece.height()))
        self._hold_still()

    def _fit_column(self) -> None:
        self._column.setMaximumWidth(self._theme.scaled(COLUMN_WIDTH) + 2 * INSET)

    def _new_view(self, _turn_id: TurnId) -> TurnView:
        view = TurnView(theme=self._theme, formulas=self._formulas, pace=self._pace, parent=self._column)
        view.text_moved.connect(self._on_text_moved)
        view.again_asked.connect(self.again_asked)
        view.elsewhere_asked.connect(self.elsewhere_asked)
        view.branch_asked.connect(self.branch_asked)
        view.ways_asked.connect(self.ways_asked)
        view.edit_asked.connect(self.edit_asked)
        view.edited.connect(self.edited)
        view.edit_submitted.connect(self.edit_submitted)
        view.resized.connect(self._on_question_resized)
        view.file_opened.connect(self.file_opened)
        view.link_activated.connect(self.link_activated)
        view.reasoning_pinned.connect(self.reasoning_pinned)
        view.reasoning_toggled.connect(self._on_reasoning_toggled)
        view.steering_asked.connect(self.steering_asked)
        view.finish_asked.connect(self.finish_asked)
        view.place_asked.connect(self._on_place_asked)
        return view

    def _on_reasoning_toggled(self) -> None:
        """The head that was clicked stays under the pointer, also for who was following the end."""
        view = self.sender()
        assert isinstance(view, TurnView)
        self._settle_around(view, view.pane.head)

    def _on_question_resized(self) -> None:
        """The same for a question that is put into other words."""
        view = self.sender()
        assert isinstance(view, TurnView)
        self._settle_around(view, view.question)

    def _settle_around(self, view: TurnView, part: QWidget) -> None:
        self._follows = False
        self._anchor = (part, part.mapTo(self.viewport(), QPoint(0, 0)).y())
        self._settle(view)
        self._place_jump()

    def toggle_reasoning(self) -> None:
        """All of it at once, as the last one's goes; from the end upwards, a few at a time."""
        last = self.last_view
        if last is None:
            return
        wanted = not last.pane.is_open
        self._unfolded = wanted
        last.pane.choose(wanted)
        self._column.open_absent(wanted)
        self._to_toggle = [view for view in self.views if view is not last]
        self._toggling.start()

    def _toggle_next(self) -> None:
        """What is read stays where it is."""
        while self._to_toggle:
            view = self._to_toggle.pop()
            if shiboken6.isValid(view) and view.pane.is_open != self._unfolded:
                view.pane.blockSignals(True)  # nobody clicked there
                view.pane.choose(self._unfolded)
                view.pane.blockSignals(False)
                self._settle(view)
                return
        self._toggling.stop()

    def _on_place_asked(self, place: QRect) -> None:
        view = self.sender()
        assert isinstance(view, TurnView)
        self._follows = False
        self._settle(view)
        centre = view.mapTo(self._page, place.center())
        self.ensureVisible(centre.x(), centre.y(), 0, self.viewport().height() // 3)

    def _on_text_moved(self, pane: QWidget, moves: tuple[Move, ...]) -> None:
        """What is read stays where it is, also in the middle of the piece whose upper part has grown."""
        if self._anchor is not None and shiboken6.isValid(self._anchor[0]):
            widget, y = self._anchor
            if widget is pane or widget.isAncestorOf(pane):
                top = pane.mapTo(self.viewport(), QPoint(0, 0)).y()
                self._anchor = (widget, y - round(sum(move.by for move in moves if top + move.y <= 0)))
        view = self.sender()
        assert isinstance(view, TurnView)
        self._settle(view)

    def _settle(self, *views: TurnView) -> None:
        """Lays out now what has changed. Left to Qt, a new height climbs one level of widgets per turn of the event
        loop, and the text can be seen jumping on its way."""
        if not self.isVisible():
            return
        for _ in range(LAYOUT_PASSES):
            for view in views:
                view.settle()
            self._column.activate()
            self._centre.activate()
            QApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def _on_moved(self, value: int) -> None:
        went_up, self._position = value < self._position, value
        if self._is_moving:
            return
        end = self.verticalScrollBar().maximum()
        self._follows = value >= end or (not went_up and value >= end - AT_END_PX)
        self._anchor = self._left_off = None
        self._tend()
        self._anchor = None if self._follows else self._what_is_read() or self._anchor
        self._place_jump()

    def _on_range_changed(self) -> None:
        self._hold_still()
        self._place_jump()

    def _hold_still(self) -> None:
        """At the end for who follows it; else with what is read where it was."""
        if self._follows:
            self._move_to(self.verticalScrollBar().maximum())
        elif self._anchor is not None and shiboken6.isValid(self._anchor[0]) and self._anchor[0].isVisible():
            widget, y = self._anchor
            bar = self.verticalScrollBar()
            self._move_to(bar.value() + widget.mapTo(self.viewport(), QPoint(0, 0)).y() - y)

    def _what_is_read(self) -> tuple[QWidget, int] | None:
        """The first piece of the column that begins in sight, else the one that fills it; the turn if it is not drawn
        so far."""
        best: tuple[QWidget, int] | None = None
        for view in self.views:
            top = view.mapTo(self.viewport(), QPoint(0, 0)).y()
            if top > self.viewport().height():
                break
            if top + view.height() <= 0:
                continue
            if top < 0 and not view.is_drawn:
                return view, top  # it is drawn from there down
            best = best or (view, top)
            for piece in view.pieces():
                y = piece.mapTo(self.viewport(), QPoint(0, 0)).y()
                if piece.isHidden() or y + piece.height() <= 0:
                    continue
                if y >= 0:
                    return (piece, y) if best[0] is view or y < self.viewport().height() else best
                best = (piece, y)
        return best

    def _look_again(self) -> None:
        """What is read may have been drawn only now. While nothing can be seen, nothing has its place."""
        if self.isVisible() and not self._follows and self._left_off is None and not self._is_seen(self._anchor):
            self._anchor = self._what_is_read() or self._anchor

    def _is_seen(self, anchor: tuple[QWidget, int] | None) -> bool:
        if anchor is None or not shiboken6.isValid(anchor[0]):
            return False
        widget, y = anchor
        return not isinstance(widget, TurnView) and -widget.height() < y < self.viewport().height()

    def _move_to(self, value: int) -> None:
        self._is_moving = True
        self.verticalScrollBar().setValue(value)
        self._is_moving = False

    def _stick_heads(self) -> None:
        """Of reasoning and code that is read: what it is and what can be done with it, from wherever one is in it."""
        room = self.viewport().height()
        for view in self._column.views.values():
            top = view.mapTo(self.viewport(), QPoint(0, 0)).y()
            is_seen = top < room and top + view.height() > 0
            view.stick(max(0, -top) if is_seen else 0)

    def _place_jump(self) -> None:
        bar = self.verticalScrollBar()
        self._jump.setVisible(not self._follows and bar.maximum() - bar.value() > 60)
        size = self._jump.sizeHint()
        self._jump.resize(size)
        self._jump.move((self.viewport().width() - size.width()) // 2, self.viewport().height() - size.height() - 12)
        self._jump.raise_()

    def event(self, event: QEvent) -> bool:
        is_handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # also when the range stays and only what is in it moves
            self._hold_still()
            self._stick_heads()
        return is_handled

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_jump()
        self._pace.draw_later(self)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle(*self.views)
        self._tend()
        QTimer.singleShot(WARM_UP_MS, self, load_usual)
