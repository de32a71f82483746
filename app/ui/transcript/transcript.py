"""The column of turns. Follows the end only while the reader is there; otherwise what is read stays where it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import thread_time

import shiboken6
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QWidget

from app.chat.conversation import TurnId
from app.session.formulas import Formulas
from app.ui.controls.focus_ring import FocusRing
from app.ui.controls.scroll_bar import OverlayBar
from app.ui.controls.text_button import TextButton
from app.ui.theme import COLUMN_MARGIN, COLUMN_WIDTH, SMALL_PX, Theme
from app.ui.transcript.formula_places import Move
from app.ui.transcript.held_place import HeldPlace
from app.ui.transcript.lexers_coming import load_usual
from app.ui.transcript.pace import Pace, Rank, Ranking
from app.ui.transcript.turn_column import TurnColumn
from app.ui.transcript.turn_view import INSET, TurnScene, TurnView

WARM_UP_MS = 3_000  # after the first picture, when nobody waits for anything
NEAR, FAR = 1, 4  # heights of the window: views are made so near to what is seen, and given up so far away
COVERED = 34  # pixels at the top of what is seen, where the head of a long reasoning may float
LAYOUT_PASSES = 2  # a new width makes text panes change their height, which the first pass cannot know


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
        self._place = HeldPlace(self)
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
        self._place.follow()
        self._tend()
        self._place_jump()

    def show_turn(self, turn_id: TurnId, top: int = 0) -> TurnView | None:
        """Goes to that turn, whose top is seen so far down; None if it does not stand here."""
        index = self._column.index_of(turn_id)
        if index < 0:
            return None
        view = self._column.put(index)
        self._place.hold(view, top)
        self._settle(view)
        self._tend()
        self._place_jump()
        return view

    def keep_in_sight(self, part: QWidget, y: int, height: int) -> None:
        """Scrolls only if that stretch of the part, in its own pixels, cannot be seen. It stays there, whatever is
        drawn around it."""
        top = self._place.top_of(part) + y
        room = self.viewport().height()
        is_seen = self._theme.scaled(COVERED) <= top and top + height <= room
        self._place.hold(part, (top if is_seen else room // 3) - y)
        self._place.hold_still()
        self._tend()
        self._place_jump()

    @property
    def is_drawn(self) -> bool:
        """Whether all that is near the reader is there."""
        return self._pace.is_at_rest

    @property
    def is_following(self) -> bool:
        return self._place.follows

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
        """Makes a view that is missing in sight, now; more of them as there is time, also if it waits for its turn."""
        if not self.isVisible():
            return
        index = self._next_in(0)
        with self._pace.spending() as until:
            is_short = index is not None and self._put(index).is_drawn  # another one may be in sight now
            if is_short and self._pace.is_waiting(self) and thread_time() < until:
                self.draw_some(until)
            self._pace.draw(self)

    def _put(self, index: int) -> TurnView:
        view = self._column.put(index, holds_room=not self._place.follows)
        self._place.hold_unless_held(view)
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
        anchored = self._place.index_in(views)
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
                    if self._place.follows:
                        distance = len(views) - index
                    elif distance < 0:
                        distance = len(views) - distance
                    return (0 if is_seen else 2, distance)
            return (2, 0)

        return rank

    def _on_drew(self, workers: tuple[QWidget, ...]) -> None:
        views = [view for view in self.views if any(view.isAncestorOf(worker) for worker in workers)]
        if views or self._place.is_left_off:
            self._column.let_drawn()
            self._settle(*(views or self.views))
            self._place.go_on()
            self._place.look_again(self.views)
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
        return absent[-1] if self._place.follows else absent[0]

    def _on_theme_changed(self) -> None:
        """Heard before the views hear of it, which are all drawn anew: what is read is found again in the new ones."""
        self._fit_column()
        self._column.forget_heights()
        if self._place.leave_off(self.views):
            self._column.hold_all()
            self._pace.draw_later(self)

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
        self._place.hold(part)
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

    @property
    def chosen_reasoning(self) -> dict[TurnId, bool]:
        """Which turns' reasoning the person unfolded or folded."""
        return self._column.chosen

    def choose_reasoning(self, choices: Mapping[TurnId, bool]) -> None:
        """As it was in another transcript of the same path."""
        self._column.choose(choices)

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

    def _on_place_asked(self, part: QWidget, y: int, height: int) -> None:
        view = self.sender()
        assert isinstance(view, TurnView)
        self._settle(view)
        self.keep_in_sight(part, y, height)

    def _on_text_moved(self, pane: QWidget, moves: tuple[Move, ...]) -> None:
        self._place.on_text_moved(pane, moves)
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
        if self._place.on_moved(value):
            self._tend()
            self._place.look(self.views)
            self._place_jump()

    def _on_range_changed(self) -> None:
        self._place.hold_still()
        self._place_jump()

    def _stick_heads(self) -> None:
        """Of reasoning and code that is read: what it is and what can be done with it, from wherever one is in it."""
        room = self.viewport().height()
        for view in self._column.views.values():
            top = self._place.top_of(view)
            is_seen = top < room and top + view.height() > 0
            view.stick(max(0, -top) if is_seen else 0)

    def _place_jump(self) -> None:
        bar = self.verticalScrollBar()
        self._jump.setVisible(not self._place.follows and bar.maximum() - bar.value() > 60)
        size = self._jump.sizeHint()
        self._jump.resize(size)
        self._jump.move((self.viewport().width() - size.width()) // 2, self.viewport().height() - size.height() - 12)
        self._jump.raise_()

    def event(self, event: QEvent) -> bool:
        is_handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # also when the range stays and only what is in it moves
            self._place.hold_still()
            self._stick_heads()
        return is_handled

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle(*self.views)  # before it is painted: what is read is to be seen where it was
        self._place_jump()
        self._pace.draw_later(self)
        if self.isVisible() and event.size().width() != event.oldSize().width():
            self._pace.leave_out_a_turn()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle(*self.views)
        self._tend()
        QTimer.singleShot(WARM_UP_MS, self, load_usual)
