"""What would leave this machine, as a person sees it before it does; and when that has been allowed.

Pure: nothing is sent here. ``Egress`` is made from the very messages of the request, so card and request cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from app.chat.cloud_model import CloudModel
from app.chat.endpoint import Endpoint
from app.chat.outgoing import MESSAGE_TOKENS, OutgoingMessage, OutgoingRole, outgoing_messages
from app.chat.picture import Picture
from app.chat.prompt import Prompt
from app.chat.unseen import has_unseen

CountTokens = Callable[[str], int]
Place = tuple[str, str, str]  # address, service and model: two accounts at one address are two places


@dataclass(frozen=True, slots=True)
class PriceRange:
    """In micro-dollars: for no answer, and for the longest; ``at_most`` None if an answer has no known limit."""

    at_least: int
    at_most: int | None


@dataclass(frozen=True, slots=True)
class Egress:
    """``tokens``: of all messages, counted or estimated here. ``price``: None if prices are unknown, or what
    a picture takes; ``uncounted_pictures`` are not in ``tokens`` then."""

    base_url: str
    service: str
    model: str
    messages: tuple[OutgoingMessage, ...]
    tokens: int
    price: PriceRange | None = None
    uncounted_pictures: int = 0

    @property
    def place(self) -> Place:
        return self.base_url, self.service, self.model

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(picture for message in self.messages for picture in message.pictures)

    @property
    def has_unseen(self) -> bool:
        return any(has_unseen(message.text) for message in self.messages)


def egress_of(
    prompt: Prompt, endpoint: Endpoint, model: CloudModel, count: CountTokens, max_tokens: int | None = None
) -> Egress:
    """What asking this would send. ``max_tokens``: the limit of the request. Raises NotForServicesError."""
    messages = outgoing_messages(prompt, sees_pictures=model.sees_pictures)
    tokens = sum(MESSAGE_TOKENS + count(message.text) for message in messages)
    of_pictures = [
        model.tokens_of_picture(picture.width, picture.height) for message in messages for picture in message.pictures
    ]
    tokens += sum(counted for counted in of_pictures if counted is not None)
    uncounted = of_pictures.count(None)
    limits = [limit for limit in (max_tokens, model.output_tokens) if limit is not None]
    at_least = model.cost(tokens, 0)
    at_most = model.cost(tokens, min(limits)) if limits else None
    price = None if at_least is None or uncounted else PriceRange(at_least, at_most)
    return Egress(endpoint.base_url, endpoint.name, model.id, messages, tokens, price, uncounted)


@dataclass(frozen=True, slots=True)
class Known:
    """What a service has already seen of a conversation, or said itself."""

    place: Place
    messages: frozenset[OutgoingMessage]


def known_from(egress: Egress) -> Known:
    return Known(egress.place, frozenset(egress.messages))


def grows_by_more_than_the_question(previous: Known, now: Egress) -> bool:
    """Whether more goes out than what that service knows and one new question: another place, model or text."""
    if previous.place != now.place:
        return True
    *history, asked = now.messages or (None,)
    if asked is None or asked.role is not OutgoingRole.USER:
        return True
    return not previous.messages.issuperset(history)


class Choice(StrEnum):
    """What a person may answer to the card."""

    ONCE = "once"
    CONVERSATION = "conversation"
    NOT_NOW = "not_now"


@dataclass(frozen=True, slots=True)
class Consent:
    """What has been allowed for one conversation; nothing at first.

    ``once``: this very egress, one time. ``conversation``: what the service knows, and each new question to it.
    """

    once: Egress | None = None
    conversation: Known | None = None


def permits(consent: Consent, egress: Egress) -> bool:
    """Whether this may be sent without showing a card."""
    if consent.once == egress:
        return True
    return consent.conversation is not None and not grows_by_more_than_the_question(consent.conversation, egress)


def chosen(consent: Consent, shown: Egress, choice: Choice) -> Consent:
    """After a card that showed ``shown``. Whatever was allowed for another place ends with a new choice."""
    match choice:
        case Choice.ONCE:
            return replace(consent, once=shown)
        case Choice.CONVERSATION:
            return Consent(conversation=_grown(consent.conversation, shown))
        case Choice.NOT_NOW:
            return replace(consent, once=None)


def sent(consent: Consent, egress: Egress) -> Consent:
    """After it went out. Raises ValueError if that was not permitted: a fault of ours that must not pass."""
    if not permits(consent, egress):
        raise ValueError("nothing goes out without consent")
    if consent.once == egress:
        return replace(consent, once=None)
    return Consent(conversation=_grown(consent.conversation, egress))


def answered(consent: Consent, egress: Egress, answer: str) -> Consent:
    """What a service said itself is no news to it."""
    known = consent.conversation
    if known is None or known.place != egress.place:
        return consent
    said = OutgoingMessage(OutgoingRole.ASSISTANT, answer)
    return replace(consent, conversation=replace(known, messages=known.messages | {said}))


def _grown(known: Known | None, egress: Egress) -> Known:
    fresh = known_from(egress)
    if known is None or known.place != fresh.place:
        return fresh
    return replace(known, messages=known.messages | fresh.messages)
