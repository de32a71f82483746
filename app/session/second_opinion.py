"""A question asked once more of somebody else: at another effort, or of another model on this disk.

The reply is a sibling of the one that is there, so nothing is overwritten. What is chosen stays chosen: a model that
was loaded for it goes on answering until the person takes another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from app.chat.conversation import Effort, TurnId
from app.session.chat_session import ChatSession
from app.session.models import Models


@dataclass(frozen=True, slots=True)
class AtEffort:
    """The model that answers now, at this effort."""

    effort: Effort


@dataclass(frozen=True, slots=True)
class WithModel:
    """Another model of this machine, at the effort of the turn. ``id``: of its card."""

    id: str
    label: str


Way = AtEffort | WithModel


class SecondOpinion:
    """``ways``: what can be offered now. ``ask``: does it."""

    def __init__(self, *, session: ChatSession, models: Models) -> None:
        self._session = session
        self._models = models

    @property
    def ways(self) -> tuple[Way, ...]:
        others = (card for card in self._models.cards if card.state.is_on_disk and not card.is_current)
        return (*map(AtEffort, Effort), *(WithModel(card.id, card.label) for card in others))

    def ask(self, turn_id: TurnId, way: Way) -> TurnId | None:
        """The new sibling. None while a reply of this conversation grows, or if the model is refused: then ``Models``
        has said why. Raises KeyError if there is no such turn."""
        if self._session.is_answering:
            return None
        turn = self._session.conversation.turn(turn_id)
        match way:
            case AtEffort(effort):
                return self._session.ask_again(turn_id, effort)
            case WithModel(model_id):
                self._models.choose(model_id)
                current = self._models.current
                if current is None or current.id != model_id:
                    return None
                return self._session.ask_again(turn_id, turn.effort)
            case _:
                assert_never(way)
