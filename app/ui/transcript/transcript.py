"""The column of turns. Follows the end only while the reader is there; otherwise what is read stays where it is."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.chat.conversation import TurnId
from app.session.formulas import Formulas
from app.ui.controls.focus_ring import FocusRing
from app.ui.controls.scroll_bar import OverlayBar
from app.ui.controls.text_button import TextButton
from app.ui.theme import COLUMN_MARGIN, COLUMN_WIDTH, SMALL_PX, Theme
from app.ui.transcript.formula_places import Move
from app.ui.transcript.turn_view import INSET, TurnScene, TurnView

AT_END_PX = 4  # for who scrolls down, this near to the end is the end; the slightest way up leaves it
TURN_GAP = 26
AT_ONCE = 8  # turns, from the end; the ones above follow, one in each turn of the event loop
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
        self._views: dict[TurnId, TurnView] = {}
        self._later: list[TurnScene] = []  # of earlier turns that have no view yet
        self._earlier = QTimer(self, interval=0)
        self._earlier.timeout.connect(self._put_earlier)
        self._unfolded = False  # what all reasoning was asked to be
        self._to_toggle: list[TurnView] = []
        self._toggling = QTimer(self, interval=0)
        self._toggling.timeout.connect(self._toggle_next)
        self._follows = True
        self._position = 0  # of the bar, before its last move
        self._is_moving = False  # the bar moves by us, not by the person
        self._anchor: tuple[QWidget, int] | None = None  # what is read, and where its top stands in the viewport
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Conversation"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._page = QWidget()
        self._stack = QWidget()
        self._fit_column()
        theme.changed.connect(self._fit_column)
        self._turns = QVBoxLayout(self._stack)
        self._turns.setContentsMargins(0, 20, 0, 28)
        self._turns.setSpacing(TURN_GAP)
        self._centre = centre = QHBoxLayout(self._page)
        centre.setContentsMargins(COLUMN_MARGIN - INSET, 0, COLUMN_MARGIN - INSET, 0)
        centre.addStretch(1)
        centre.addWidget(self._stack, 1_000, Qt.AlignmentFlag.AlignTop)
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
        bar.rangeChanged.connect(self._on_range_changed)

    def _fit_column(self) -> None:
        self._stack.setMaximumWidth(self._theme.scaled(COLUMN_WIDTH) + 2 * INSET)

    def show_scenes(self, scenes: Sequence[TurnScene]) -> None:
        """The path as it is now; views of turns that stay are kept."""
        wanted = {scene.turn.id for scene in scenes}
        for turn_id in [held for held in self._views if held not in wanted]:
            view = self._views.pop(turn_id)
            self._turns.removeWidget(view)
            view.hide()
            view.deleteLater()
        self._later = [scene for scene in scenes[:-AT_ONCE] if scene.turn.id not in self._views]
        late = {scene.turn.id for scene in self._later}
        shown = [scene for scene in scenes if scene.turn.id not in late]
        for index, scene in enumerate(shown):
            self._put(index, scene)
        self._views = {scene.turn.id: self._views[scene.turn.id] for scene in shown}
        self._settle(*self._views.values())
        if self._later:
            self._earlier.start()

    def show_scene(self, scene: TurnScene) -> None:
        """Nothing if that turn is not on screen."""
        view = self._views.get(scene.turn.id)
        if view is not None:
            view.show_scene(scene)
            self._settle(view)

    def follow(self) -> None:
        """To the end, and on with it."""
        self._follows = True
        self._anchor = None
        self._move_to(self.verticalScrollBar().maximum())
        self._place_jump()

    @property
    def is_following(self) -> bool:
        return self._follows

    def view(self, turn_id: TurnId) -> TurnView | None:
        return self._views.get(turn_id)

    @property
    def views(self) -> tuple[TurnView, ...]:
        """From the first to the last that stands there."""
        return tuple(self._views.values())

    @property
    def last_view(self) -> TurnView | None:
        return next(reversed(self._views.values()), None)

    def text(self) -> str:
        return "\n\n".join(view.text() for view in self._views.values())

    def _put(self, index: int, scene: TurnScene) -> TurnView:
        view = self._views.get(scene.turn.id) or self._new_view(scene.turn.id)
        if self._turns.indexOf(view) != index:
            self._turns.insertWidget(index, view)
        view.show_scene(scene)
        view.show()
        return view

    def _put_earlier(self) -> None:
        """One more turn above those that are there; what is read stays where it is."""
        if not self._later:
            self._earlier.stop()
            return
        view = self._put(0, self._later.pop())
        turn_id = next(reversed(self._views))
        self._views = {turn_id: self._views.pop(turn_id), **self._views}
        self._settle(view)

    def _new_view(self, turn_id: TurnId) -> TurnView:
        view = TurnView(theme=self._theme, formulas=self._formulas, parent=self._stack)
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
        self._views[turn_id] = view
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
        self._to_toggle = [view for view in self._views.values() if view is not last]
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
            self._turns.activate()
            self._centre.activate()
            QApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def _on_moved(self, value: int) -> None:
        went_up, self._position = value < self._position, value
        if self._is_moving:
            return
        end = self.verticalScrollBar().maximum()
        self._follows = value >= end or (not went_up and value >= end - AT_END_PX)
        self._anchor = None if self._follows else self._what_is_read()
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
        """The first piece of the column that begins in sight, else the one that fills it."""
        best: tuple[QWidget, int] | None = None
        for view in self._views.values():
            top = view.mapTo(self.viewport(), QPoint(0, 0)).y()
            if top > self.viewport().height():
                break
            if top + view.height() < 0:
                continue
            for piece in view.pieces():
                y = piece.mapTo(self.viewport(), QPoint(0, 0)).y()
                if y >= 0:
                    return (piece, y) if best is None or y < self.viewport().height() else best
                best = (piece, y)
        return best

    def _move_to(self, value: int) -> None:
        self._is_moving = True
        self.verticalScrollBar().setValue(value)
        self._is_moving = False

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
        return is_handled

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_jump()
