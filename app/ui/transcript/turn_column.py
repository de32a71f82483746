"""The turns of a conversation one below the other, of which only those near the reader exist as widgets.

In place of the others stands room: as high as a turn was when it was last seen, or as its words let one expect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from time import thread_time

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from app.chat.conversation import Turn, TurnId
from app.ui.reasoning.pane import ReasoningPane
from app.ui.theme import Theme
from app.ui.transcript.pace import Pace
from app.ui.transcript.turn_view import TurnScene, TurnView, visible_text

TURN_GAP = 26
ABOVE, BELOW = 20, 28
_FIXED = (QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
LETTER_PX, LINE_PX, REST_PX = 7.4, 23, 150  # of a usual turn at 100 %, where nothing better is known


class TurnColumn(QWidget):
    """``show_scenes`` tells all turns; ``put`` and ``drop`` say which of them have a view."""

    def __init__(
        self, *, theme: Theme, pace: Pace, make_view: Callable[[TurnId], TurnView], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pace = pace
        self._make_view = make_view
        self._scenes: dict[TurnId, TurnScene] = {}
        self._order: list[TurnId] = []
        self._views: dict[TurnId, TurnView] = {}
        self._heights: dict[TurnId, int] = {}  # of turns without a view, as they were
        self._open: dict[TurnId, bool] = {}  # whether their reasoning was
        self._held: set[TurnId] = set()  # turns that are still being drawn and keep the height that is expected of them
        self._leaving: list[TurnView] = []  # no longer seen; to be given up in slices
        self._guesses: dict[TurnId, tuple[Turn, int]] = {}  # how high turns without a view may be, for this width
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, ABOVE, 0, BELOW)
        self._rows.setSpacing(0)
        self._rooms: dict[TurnId, QSpacerItem] = {}
        self._rest = _room(0)
        self._rows.addSpacerItem(self._rest)

    def show_scenes(self, scenes: Sequence[TurnScene]) -> None:
        self._scenes = {scene.turn.id: scene for scene in scenes}
        self._order = list(self._scenes)
        for turn_id in [held for held in self._views if held not in self._scenes]:
            self._forget(turn_id)
        for turn_id, view in self._views.items():
            if view.scene is not self._scenes[turn_id]:
                view.show_scene(self._scenes[turn_id])
        self._heights = {turn_id: height for turn_id, height in self._heights.items() if turn_id in self._scenes}
        self._open = {turn_id: is_open for turn_id, is_open in self._open.items() if turn_id in self._scenes}
        self._guesses = {turn_id: held for turn_id, held in self._guesses.items() if turn_id in self._scenes}
        self._lay_out()

    def show_scene(self, scene: TurnScene) -> TurnView | None:
        """The view that shows it, if there is one."""
        if scene.turn.id not in self._scenes:
            return None
        self._scenes[scene.turn.id] = scene
        view = self._views.get(scene.turn.id)
        if view is not None:
            view.show_scene(scene)
        return view

    @property
    def count(self) -> int:
        return len(self._order)

    @property
    def views(self) -> dict[TurnId, TurnView]:
        """From the first to the last."""
        return {turn_id: self._views[turn_id] for turn_id in self._order if turn_id in self._views}

    def has_view(self, index: int) -> bool:
        return self._order[index] in self._views

    def index_of(self, turn_id: TurnId) -> int:
        """−1 for a turn that does not stand here."""
        return self._order.index(turn_id) if turn_id in self._scenes else -1

    def put(self, index: int, *, holds_room: bool = False) -> TurnView:
        """The view of that turn, made if need be. ``holds_room``: what is below it stays where it was expected to be
        until it is drawn."""
        turn_id = self._order[index]
        if turn_id not in self._views:
            expected = self._height(turn_id)
            view = self._make_view(turn_id)
            self._insert(turn_id, view)
            self._lay_out()
            view.show()  # with its width, before there is text: else all of it would be laid out twice
            view.show_scene(self._scenes[turn_id])
            is_open = self._open.pop(turn_id, view.pane.is_open)
            if is_open != view.pane.is_open:
                _choose_unheard(view.pane, is_open)
            if holds_room and not view.is_drawn:
                self._hold(turn_id, expected)
        return self._views[turn_id]

    def drop(self, indexes: Sequence[int]) -> None:
        """Keeps what may not be lost: words that are being written, a selection, the place of the keyboard."""
        for index in indexes:
            turn_id = self._order[index]
            view = self._views.get(turn_id)
            if view is None or _is_in_use(view):
                continue
            self._heights[turn_id] = view.height()
            self._open[turn_id] = view.pane.is_open
            self._forget(turn_id)
        self._lay_out()

    def hold_all(self) -> None:
        """All of them are about to be drawn anew, and keep their heights until they are."""
        for turn_id, view in self._views.items():
            self._hold(turn_id, view.height())

    def let_drawn(self) -> None:
        """Turns that are drawn are as high as they are."""
        for turn_id in [held for held in self._held if self._views[held].is_drawn]:
            self._held.remove(turn_id)
            self._views[turn_id].setMinimumHeight(0)

    def _hold(self, turn_id: TurnId, height: int) -> None:
        self._held.add(turn_id)
        self._views[turn_id].setMinimumHeight(height)

    def draw_some(self, until: float) -> bool:
        """Gives up views that have left: the text of a long turn takes long to go, too."""
        while self._leaving:
            view = self._leaving[-1]
            if not view.drop_one():
                self._leaving.pop()
                view.deleteLater()
            if thread_time() > until:
                break
        return bool(self._leaving)

    def open_absent(self, is_open: bool) -> None:
        """The reasoning of turns without a view, once they have one."""
        self._open.update({turn_id: is_open for turn_id in self._order if turn_id not in self._views})

    @property
    def chosen(self) -> dict[TurnId, bool]:
        """Whose reasoning the person unfolded or folded, also of turns without a view."""
        choices = {turn_id: view.pane.choice for turn_id, view in self._views.items()}
        return self._open | {turn_id: choice for turn_id, choice in choices.items() if choice is not None}

    def choose(self, choices: Mapping[TurnId, bool]) -> None:
        """The same as ``chosen`` in another column."""
        for turn_id, is_open in choices.items():
            if turn_id in self._views:
                _choose_unheard(self._views[turn_id].pane, is_open)
            elif turn_id in self._scenes:
                self._open[turn_id] = is_open

    def spans(self) -> list[tuple[int, int]]:
        """Where each turn begins and ends, in pixels of this column."""
        heights = [self._height(turn_id) for turn_id in self._order]
        tops = accumulate((height + TURN_GAP for height in heights), initial=ABOVE)
        return [(top, top + height) for top, height in zip(tops, heights, strict=False)]

    def text(self) -> str:
        """All that can be read in the turns that are there, and the words of the others."""
        return "\n\n".join(
            self._views[turn_id].text() if turn_id in self._views else _words(self._scenes[turn_id])
            for turn_id in self._order
        )

    def forget_heights(self) -> None:
        """Of turns that are not there: the text has another size."""
        self._heights.clear()
        self._guesses.clear()
        self._lay_out()

    def activate(self) -> None:
        """Lays out now what has changed."""
        self._rows.activate()

    def _height(self, turn_id: TurnId) -> int:
        view = self._views.get(turn_id)
        if view is not None and view.isVisibleTo(self):
            return view.height()
        return self._heights.get(turn_id) or self._expected(self._scenes[turn_id])

    def _expected(self, scene: TurnScene) -> int:
        """Asked for at each look around: the words are read once."""
        turn, height = self._guesses.get(scene.turn.id, (None, 0))
        if turn is not scene.turn:
            words = _words(scene)
            lines = len(words) / max(20.0, self.width() / LETTER_PX) + words.count("\n") * 0.6
            height = self._theme.scaled(REST_PX + lines * LINE_PX)
            self._guesses[scene.turn.id] = (scene.turn, height)
        return height

    def _forget(self, turn_id: TurnId) -> None:
        view = self._views.pop(turn_id)
        self._rows.removeWidget(view)
        self._rows.removeItem(self._rooms.pop(turn_id))
        view.hide()
        self._held.discard(turn_id)
        self._pace.forget(view)
        self._leaving.append(view)
        self._pace.draw_later(self)

    def _insert(self, turn_id: TurnId, view: TurnView) -> None:
        self._views[turn_id] = view
        at = 2 * list(self.views).index(turn_id)
        self._rooms[turn_id] = _room(0)
        self._rows.insertSpacerItem(at, self._rooms[turn_id])
        self._rows.insertWidget(at + 1, view)

    def _lay_out(self) -> None:
        """Above each view, room for the turns before it that are not there."""
        room = 0
        for index, turn_id in enumerate(self._order):
            room += TURN_GAP if index else 0
            if turn_id in self._views:
                self._rooms[turn_id].changeSize(0, room, *_FIXED)
                room = 0
            else:
                room += self._height(turn_id)
        self._rest.changeSize(0, room, *_FIXED)
        self._rows.invalidate()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._guesses.clear()


def _choose_unheard(pane: ReasoningPane, is_open: bool) -> None:
    pane.blockSignals(True)  # nobody clicked there
    pane.choose(is_open)
    pane.blockSignals(False)


def _room(height: int) -> QSpacerItem:
    return QSpacerItem(0, height, *_FIXED)


def _is_in_use(view: TurnView) -> bool:
    focused = QApplication.focusWidget()
    is_focused = focused is not None and view.isAncestorOf(focused)
    return is_focused or view.question.editor is not None or not view.is_over or view.has_selection


def _words(scene: TurnScene) -> str:
    return f"{scene.turn.prompt}\n{visible_text(scene.turn.reply)}"
