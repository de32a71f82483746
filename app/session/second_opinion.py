"""A question asked once more of somebody else: at another effort, of another model on this disk, of a service.

The reply is a sibling of the one that is there, so nothing is overwritten. What is chosen stays chosen: a model that
was loaded for it goes on answering until the person takes another one. A service is asked through ``Cloud``, whose card
comes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from app.chat.conversation import Effort, SourceKind, Turn, TurnId
from app.chat.service import Service
from app.session.chat_session import ChatSession
from app.session.cloud import Cloud
from app.session.models import Models


@dataclass(frozen=True, slots=True)
class AtEffort:
    """Whoever answered, at this effort."""

    effort: Effort


@dataclass(frozen=True, slots=True)
class WithModel:
    """Another model of this machine, at the effort of the turn. ``id``: of its card."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class OfService:
    """Somebody outside, at the effort of the turn; nothing goes out before the person has seen it."""

    service: Service


Way = AtEffort | WithModel | OfService


class SecondOpinion:
    """``ways``: what can be offered for a turn. ``ask``: does it."""

    def __init__(self, *, session: ChatSession, models: Models, cloud: Cloud) -> None:
        self._session = session
        self._models = models
        self._cloud = cloud

    def ways(self, turn_id: TurnId) -> tuple[Way, ...]:
        """Raises KeyError if there is no such turn."""
        turn = self._session.conversation.turn(turn_id)
        answered = self._service_of(turn)
        efforts = tuple(Effort)
        if _is_from_outside(turn):
            efforts = () if answered is None else tuple(held for held in Effort if held in answered.model.efforts)
        here = [
            WithModel(card.id, card.label)
            for card in self._models.cards
            if card.state.is_on_disk and (_is_from_outside(turn) or not card.is_current)
        ]
        outside = [OfService(held) for held in self._cloud.services.usable if held != answered]
        return (*map(AtEffort, efforts), *here, *outside)

    def ask(self, turn_id: TurnId, way: Way) -> TurnId | None:
        """The new sibling. None while a reply of this conversation grows; if the model is refused: then ``Models`` has
        said why; and while a card of ``Cloud`` waits for the person. Raises KeyError if there is no such turn."""
        if self._session.is_answering:
            return None
        turn = self._session.conversation.turn(turn_id)
        match way:
            case AtEffort(effort):
                if not _is_from_outside(turn):
                    return self._session.ask_again(turn_id, effort)
                service = self._service_of(turn)
                return None if service is None else self._cloud.ask_again(turn_id, service, effort)
            case WithModel(model_id):
                self._models.choose(model_id)
                current = self._models.current
                if current is None or current.id != model_id:
                    return None
                return self._session.ask_again(turn_id, turn.effort)
            case OfService(service):
                return self._cloud.ask_again(turn_id, service)
            case _:
                assert_never(way)

    def ask_instead(self, turn_id: TurnId, text: str, effort: Effort) -> TurnId | None:
        """Other words in the place of that turn's, of whoever gets the next question of this conversation.

        None: refused, or a card waits; the caller keeps the text until ``Cloud.sent`` says that it has become a turn.
        """
        service = self._cloud.destination
        if service is None:
            return self._session.ask_instead(turn_id, text, effort)
        return self._cloud.ask_edited(turn_id, text, effort, service)

    def _service_of(self, turn: Turn) -> Service | None:
        return self._cloud.services.that_answered(turn.reply.source)


def _is_from_outside(turn: Turn) -> bool:
    return turn.reply.source is not None and turn.reply.source.kind is SourceKind.CLOUD
