"""The cloud, only when asked: who can be asked, what would go out, and whether it may.

The public door of everything in ``cloud_*``. A question for a service is a *pending* one first, which the window shows
as a card with exactly what would leave this machine; it becomes a turn when the person accepts. Nothing here ever
switches by itself: after a failure a service is only offered.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, Signal

from app.chat.attachment import Attachment
from app.chat.conversation import Conversation, ConversationId, Effort, SourceKind, Turn, TurnId
from app.chat.egress import Choice, CountTokens, egress_of
from app.chat.exchange import Sampling
from app.chat.outgoing import NotForServicesError, estimated_tokens
from app.chat.prompt import prompt_asking
from app.chat.service import Service
from app.models.cloud_models import CloudTable
from app.session.chat_session import PROMPT_EMPTY, ChatSession
from app.session.cloud_consents import CloudConsents
from app.session.cloud_door import TOOLS_STAY, CloudDoor, MakeBackend
from app.session.cloud_keys import CloudKeys
from app.session.cloud_listing import CloudListing, MakeList
from app.session.cloud_offer import offer_for
from app.session.cloud_pending import Pending
from app.session.cloud_services import CloudServices
from app.session.cloud_spending import CloudSpending
from app.session.preferences import Preferences
from app.store.history import History
from app.store.secrets import Secrets


class Cloud(QObject):
    """``services``, ``listing``, ``keys`` and ``spending`` are public and announce their own changes."""

    pending_changed = Signal()  # another card is to be shown, or none
    destination_changed = Signal()  # of the open conversation
    sent = Signal(object)  # the Pending that became a turn
    failed = Signal(object)  # a Failure that belongs to no turn

    def __init__(
        self,
        *,
        session: ChatSession,
        history: History,
        preferences: Preferences,
        secrets: Secrets,
        table: CloudTable,
        make_backend: MakeBackend,
        make_list: MakeList,
        sampling: Sampling = Sampling(),
        count: CountTokens = estimated_tokens,
        now: Callable[[], float] = time.time,
        today: Callable[[], date] = date.today,
        parent: QObject | None = None,
    ) -> None:
        """``make_backend``: who talks to a service, with the key of one request; ``make_list``: who reads what it
        offers. ``sampling``: the session's."""
        super().__init__(parent)
        self._session = session
        self._make_backend = make_backend
        self._sampling, self._count, self._now = sampling, count, now
        self.keys = CloudKeys(preferences=preferences, secrets=secrets, parent=self)
        self.services = CloudServices(preferences=preferences, keys=self.keys, table=table, today=today, parent=self)
        self.listing = CloudListing(services=self.services, keys=self.keys, make_list=make_list, parent=self)
        self.spending = CloudSpending(history=history, preferences=preferences, now=now, parent=self)
        self._consents = CloudConsents()
        self._doors: dict[Service, CloudDoor] = {}
        self._pending: dict[ConversationId, Pending] = {}
        self._destinations: dict[ConversationId, str] = {}  # ids of services; this machine where there is none
        self._last: str = ""  # the service that was asked last
        self.keys.failed.connect(self.failed)
        self.spending.failed.connect(self.failed)
        self.services.changed.connect(self._on_services_changed)
        session.conversation_changed.connect(self._on_conversation_changed)

    def start(self) -> None:
        self.spending.start()

    @property
    def pending(self) -> Pending | None:
        """Of the open conversation."""
        return self._pending.get(self._session.conversation.id)

    @property
    def destination(self) -> Service | None:
        """Who gets the next question of the open conversation; None: the model of this machine."""
        return self.services.find(self._destinations.get(self._session.conversation.id, ""))

    def stays_here(self, conversation: ConversationId) -> bool:
        """Its next question is for the model of this machine."""
        return self.services.find(self._destinations.get(conversation, "")) is None

    @property
    def preferred(self) -> Service | None:
        """The one to offer: who was asked last, else the first."""
        usable = self.services.usable
        return self.services.find(self._last) or (usable[0] if usable else None)

    def has_gone_out(self, conversation: Conversation) -> bool:
        """For ever, once something of it was sent; also if that happened on another machine."""
        return self.spending.has_gone_out(conversation.id) or any(
            turn.reply.source is not None and turn.reply.source.kind is SourceKind.CLOUD and turn.reply.has_text
            for turn in conversation.turns
        )

    def offer_for(self, turn: Turn) -> Service | None:
        """Whom to offer after this turn failed: a service in place of this machine, or the successor of a model."""
        return offer_for(turn, self.services, lambda: self.preferred)

    def choose_destination(self, service: Service | None) -> None:
        """For the questions to come of the open conversation."""
        conversation = self._session.conversation.id
        if service is None:
            self._destinations.pop(conversation, None)
        else:
            self._destinations[conversation] = service.id
        self.destination_changed.emit()

    def ask(
        self, text: str, effort: Effort, service: Service, attachments: tuple[Attachment, ...] = ()
    ) -> TurnId | None:
        """Asks after the last turn of the path. None: a card has to be answered first (``pending``), or it is refused.

        The caller keeps the text until ``sent`` says that it has become a turn.
        """
        if not text.strip() and not attachments:
            self.failed.emit(PROMPT_EMPTY)
            return None
        return self._ask(text, effort, service, self._session.leaf, None, attachments)

    def ask_again(self, turn_id: TurnId, service: Service, effort: Effort | None = None) -> TurnId | None:
        """The question of any turn of the open conversation, as its sibling. ``effort``: another than the turn's."""
        turn = self._session.conversation.turn(turn_id)
        return self._ask(turn.prompt, effort or turn.effort, service, turn.parent, turn_id, turn.attachments)

    def ask_edited(self, turn_id: TurnId, text: str, effort: Effort, service: Service) -> TurnId | None:
        """Other words in the place of that turn's, with its files, as its sibling."""
        turn = self._session.conversation.turn(turn_id)
        if not text.strip() and not turn.attachments:
            self.failed.emit(PROMPT_EMPTY)
            return None
        return self._ask(text, effort, service, turn.parent, turn_id, turn.attachments)

    def choose(self, choice: Choice) -> TurnId | None:
        """The person's answer to the card that is shown; the turn that it became, if any."""
        pending = self.pending
        if pending is None:
            return None
        now = None if choice is Choice.NOT_NOW else self._prepared(pending)
        if choice is not Choice.NOT_NOW and not pending.may_go_as(now):
            self._put(pending.conversation, now)  # something is different by now: look again
            return None
        self._consents.choose(pending.conversation, pending.egress, choice)
        self._put(pending.conversation, None)
        return None if choice is Choice.NOT_NOW else self._send(pending)

    def ask_instead(self, service: Service) -> TurnId | None:
        """The question of the card that is shown, of another service: another card."""
        pending = self.pending
        if pending is None:
            return None
        self.dismiss()
        return self._ask(pending.text, pending.effort, service, pending.parent, pending.again, pending.attachments)

    def dismiss(self) -> None:
        self.choose(Choice.NOT_NOW)

    def forget(self, conversation: ConversationId) -> None:
        """The conversation was deleted."""
        self._consents.forget(conversation)
        self._pending.pop(conversation, None)
        self._destinations.pop(conversation, None)
        self.pending_changed.emit()

    def shutdown(self) -> None:
        """Before the history is closed: the ledger is to have the last counts."""
        for door in self._doors.values():
            door.shutdown()
        self.listing.shutdown()
        self.keys.shutdown()
        self.spending.shutdown()

    def _ask(
        self,
        text: str,
        effort: Effort,
        service: Service,
        parent: TurnId | None,
        again: TurnId | None,
        attachments: tuple[Attachment, ...],
    ) -> TurnId | None:
        conversation = self._session.conversation
        if self._session.is_answering or self.services.find(service.id) != service:
            return None
        if self.spending.budget.limit is not None:
            self.spending.take_up()  # known before the question is on the disk, and so before the door looks
        try:
            pending = self._pending_of(conversation, text, effort, service, parent, again, attachments)
        except NotForServicesError:
            self.failed.emit(TOOLS_STAY)
            return None
        self._consents.withdraw(conversation.id, pending.egress)  # of an earlier card, whose question was never sent
        # A file is more than the question, and a question that was meant for another is not new.
        is_more = (bool(attachments) or again is not None) and pending.egress.messages[-1] not in pending.known
        if not is_more and pending.refusal is None and self._consents.permits(conversation.id, pending.egress):
            self._put(conversation.id, None)
            return self._send(pending)
        self._put(conversation.id, pending)
        return None

    def _pending_of(
        self,
        conversation: Conversation,
        text: str,
        effort: Effort,
        service: Service,
        parent: TurnId | None,
        again: TurnId | None,
        attachments: tuple[Attachment, ...],
    ) -> Pending:
        """Raises NotForServicesError."""
        prompt = prompt_asking(conversation, parent, text, effort, attachments)
        egress = egress_of(prompt, service.endpoint, service.model, self._count, self._sampling.max_tokens)
        known = self._consents.known(conversation.id)
        is_there = known is not None and known.place == egress.place
        return Pending(
            conversation.id,
            parent,
            again,
            text,
            effort,
            service,
            attachments,
            egress,
            known.messages if known is not None and is_there else frozenset(),
            self.spending.budget,
            self.spending.refusal(egress.price),
        )

    def _prepared(self, pending: Pending) -> Pending | None:
        """The same question as it would go out now; None if it cannot any more."""
        service, conversation = self.services.find(pending.service.id), self._session.conversation
        if service is None or self._session.is_answering:
            return None
        try:
            return self._pending_of(
                conversation,
                pending.text,
                pending.effort,
                service,
                pending.parent,
                pending.again,
                pending.attachments,
            )
        except (NotForServicesError, KeyError):
            return None

    def _send(self, pending: Pending) -> TurnId | None:
        service = pending.service
        self._last = service.id
        turn = self._session.ask_elsewhere(
            self._door(service),
            service.answers_as,
            pending.text,
            pending.effort,
            pending.parent,
            pending.attachments,
        )
        if turn is None:
            self._consents.withdraw(pending.conversation, pending.egress)
        else:
            self.sent.emit(pending)
        return turn

    def _door(self, service: Service) -> CloudDoor:
        if service not in self._doors:
            self._doors[service] = CloudDoor(
                service=service,
                make_backend=self._make_backend,
                is_open=lambda: self.services.find(service.id) == service,
                consents=self._consents,
                keys=self.keys,
                spending=self.spending,
                count=self._count,
                now=self._now,
                parent=self,
            )
            self._session.attend(self._doors[service])
        return self._doors[service]

    def _put(self, conversation: ConversationId, pending: Pending | None) -> None:
        if pending is None:
            self._pending.pop(conversation, None)
        else:
            self._pending[conversation] = pending
        self.pending_changed.emit()

    def _on_services_changed(self) -> None:
        """What can no longer be asked is not waited for, and what was agreed to is asked about again."""
        if self.services.is_never:
            for door in self._doors.values():
                door.stop_all()
            self._consents.forget_all()
            self._destinations.clear()
        gone = [key for key, held in self._pending.items() if self.services.find(held.service.id) != held.service]
        for conversation in gone:
            del self._pending[conversation]
        self.pending_changed.emit()
        self.destination_changed.emit()

    def _on_conversation_changed(self) -> None:
        self.pending_changed.emit()
        self.destination_changed.emit()
