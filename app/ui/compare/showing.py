"""Answers side by side in the window: how one gets there and back, and which are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.chat.conversation import Turn, TurnId
from app.session.chat_session import ChatSession
from app.session.formulas import Formulas
from app.ui.branching import Branching
from app.ui.later import LaterPage
from app.ui.model_pages import ModelPages
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.ui.compare.column import ColumnScene
    from app.ui.compare.page import ComparePage

MOST_COLUMNS = 3


class CompareShowing(QObject):
    """Adds its page to those of ``pages``, when it is first wanted. Choosing an answer there is the same as walking
    to it."""

    link_activated = Signal(str)

    def __init__(
        self,
        *,
        session: ChatSession,
        branching: Branching,
        pages: ModelPages,
        theme: Theme,
        formulas: Formulas | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._pages, self._theme, self._formulas = session, pages, theme, formulas
        self._shown: list[TurnId] = []
        self._page = LaterPage(pages.widget, self._new_page)
        pages.widget.currentChanged.connect(self._on_page_changed)
        branching.compare_asked.connect(self.open)
        session.turn_changed.connect(self._on_turn_changed)
        session.turn_added.connect(self._refresh)
        session.branch_changed.connect(self._refresh)
        session.activity_changed.connect(self._refresh)
        session.readiness_changed.connect(self._refresh)
        session.conversation_changed.connect(self._on_conversation_changed)

    @property
    def page(self) -> ComparePage:
        return self._page.value

    def _new_page(self) -> ComparePage:
        from app.ui.compare.page import ComparePage

        page = ComparePage(theme=self._theme, formulas=self._formulas)
        page.chosen.connect(self._on_chosen)
        page.step_asked.connect(self._on_step_asked)
        page.added.connect(self._on_added)
        page.removed.connect(self._on_removed)
        page.left.connect(self._pages.close)
        page.link_activated.connect(self.link_activated)
        return page

    def open(self, turn_id: str) -> None:
        """This answer and the one before it; or the next one, for the first."""
        siblings = self._siblings(TurnId(turn_id))
        if len(siblings) < 2:
            return
        at = siblings.index(TurnId(turn_id))
        first = max(0, at - 1)
        self._shown = list(siblings[first : first + 2])
        self._page.show()
        self._refresh()
        self.page.opened()

    @property
    def _is_open(self) -> bool:
        return self._page.is_shown

    def _siblings(self, turn_id: TurnId) -> tuple[TurnId, ...]:
        conversation = self._session.conversation
        return conversation.sibling_ids[conversation.turn(turn_id).parent]

    def _refresh(self) -> None:
        if not self._is_open:
            return
        turns = [self._session.conversation.turn(turn_id) for turn_id in self._shown]
        siblings = self._siblings(self._shown[0])
        shows_question = len({turn.prompt for turn in turns}) > 1
        path = {turn.id for turn in self._session.path}
        self.page.show_columns(
            [self._scene(turn, siblings, shows_question=shows_question, is_here=turn.id in path) for turn in turns],
            can_add=len(turns) < min(MOST_COLUMNS, len(siblings)),
        )

    def _scene(self, turn: Turn, siblings: tuple[TurnId, ...], *, shows_question: bool, is_here: bool) -> ColumnScene:
        from app.ui.compare.column import ColumnScene

        is_over = turn.reply.status.is_over
        return ColumnScene(
            turn,
            siblings.index(turn.id),
            len(siblings),
            thinking_seconds=turn.reply.reasoning_seconds if is_over else self._session.thinking_seconds(turn.id),
            readiness=None if is_over else self._session.readiness,
            is_here=is_here,
            can_leave=len(self._shown) > 2,
            shows_question=shows_question,
        )

    def _on_turn_changed(self, turn_id: str) -> None:
        if turn_id in self._shown:
            self._refresh()

    def _on_conversation_changed(self) -> None:
        """Another one is open; or only its title is another."""
        if self._is_open and self._shown[0] not in {turn.id for turn in self._session.conversation.turns}:
            self._pages.close()

    def _on_page_changed(self) -> None:
        if not self._is_open and self._shown:
            self._shown = []
            self.page.closed()

    def _on_chosen(self, index: int) -> None:
        self._session.show_branch(self._shown[index])
        self._pages.close()

    def _on_step_asked(self, index: int, step: int) -> None:
        """To the next one in that direction that stands in no other column."""
        siblings = self._siblings(self._shown[index])
        at = siblings.index(self._shown[index]) + step
        while 0 <= at < len(siblings) and siblings[at] in self._shown:
            at += step
        if 0 <= at < len(siblings):
            self._shown[index] = siblings[at]
            self._refresh()

    def _on_added(self) -> None:
        other = next((each for each in self._siblings(self._shown[0]) if each not in self._shown), None)
        if other is not None and len(self._shown) < MOST_COLUMNS:
            self._shown.append(other)
            self._refresh()

    def _on_removed(self, index: int) -> None:
        if len(self._shown) > 2:
            del self._shown[index]
            self._refresh()
