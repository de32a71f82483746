"""The cloud in the window: what the session says of it goes to the views, and what the person wants goes back."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.chat.conversation import SourceKind, Turn, TurnId
from app.chat.egress import Choice
from app.chat.failure import Failure
from app.session.chat_session import ChatSession
from app.session.cloud import Cloud
from app.session.preferences import Preferences
from app.ui.cloud.place_words import choices_of, foot_words, place_of, promise_words
from app.ui.cloud.words import instead_words
from app.ui.conversation_view import ConversationView


class CloudShowing(QObject):
    """Of the conversation: its card, its place, and what is offered after a failure."""

    def __init__(
        self,
        *,
        cloud: Cloud,
        session: ChatSession,
        preferences: Preferences,
        conversation: ConversationView,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._cloud, self._session, self._preferences = cloud, session, preferences
        self._view = conversation
        cloud.pending_changed.connect(self._show_pending)
        cloud.destination_changed.connect(self._show_place)
        cloud.services.changed.connect(self._show_place)
        cloud.spending.changed.connect(self._show_place)
        cloud.failed.connect(self._on_failed)
        session.conversation_changed.connect(self._show_place)
        session.activity_changed.connect(self._show_place)
        conversation.egress.chosen.connect(self._on_chosen)
        conversation.egress.successor_asked.connect(self._on_successor_asked)
        conversation.header.place.chosen.connect(self._on_place_chosen)
        conversation.transcript.elsewhere_asked.connect(self._on_elsewhere_asked)
        conversation.composer.edit.textChanged.connect(self._on_text_changed)
        self._show_place()
        self._show_pending()

    def offer_words(self, turn: Turn) -> str:
        """What the button under a failed turn says; nothing where nobody is to be offered."""
        offered = self._cloud.offer_for(turn)
        return "" if offered is None else instead_words(offered)

    def ask_again(self, turn_id: TurnId) -> bool:
        """Whether that turn was a service's, which is asked again then; a card comes first where it has to."""
        turn = self._session.conversation.turn(turn_id)
        source = turn.reply.source
        if source is None or source.kind is not SourceKind.CLOUD:
            return False
        service = self._cloud.services.that_answered(source)
        if service is None:
            return False
        self._cloud.ask_again(turn_id, service, self._preferences.effort)
        return True

    def _show_pending(self) -> None:
        pending, card = self._cloud.pending, self._view.egress
        was_shown = card.pending is not None
        warning = None if pending is None else self._cloud.services.warning_for(pending.service)
        successor = None if pending is None or warning is None else self._cloud.services.successor_of(pending.service)
        card.show_pending(pending, warning, "" if successor is None else instead_words(successor))
        self._view.make_room()
        if pending is not None and not was_shown:
            card.take_focus()

    def _show_place(self) -> None:
        conversation, destination = self._session.conversation, self._cloud.destination
        has_gone_out = self._cloud.has_gone_out(conversation)
        choices = choices_of(self._cloud.services.usable, destination)
        self._view.header.place.show_place(place_of(destination, has_gone_out=has_gone_out), choices)
        self._view.composer.show_place(
            foot_words(destination, has_gone_out=has_gone_out),
            ink="text3" if destination is None else "warn",
            elsewhere="" if destination is None else destination.model.label,
        )
        self._view.show_promise(promise_words(destination), is_here=destination is None)

    def _on_chosen(self, choice: Choice) -> None:
        self._cloud.choose(choice)
        if self._cloud.pending is None:
            self._view.composer.take_focus()

    def _on_successor_asked(self) -> None:
        pending = self._cloud.pending
        successor = None if pending is None else self._cloud.services.successor_of(pending.service)
        if successor is not None:
            self._cloud.ask_instead(successor)

    def _on_place_chosen(self, service_id: str) -> None:
        self._cloud.choose_destination(self._cloud.services.find(service_id))
        self._view.composer.take_focus()

    def _on_elsewhere_asked(self, turn_id: str) -> None:
        turn = TurnId(turn_id)
        offered = self._cloud.offer_for(self._session.conversation.turn(turn))
        if offered is not None:
            self._cloud.ask_again(turn, offered)

    def _on_text_changed(self) -> None:
        """The card shows the question as it was; whoever changes it means another one."""
        pending = self._cloud.pending
        if pending is not None and pending.again is None and self._view.composer.text != pending.text:
            self._cloud.dismiss()

    def _on_failed(self, failure: Failure) -> None:
        self._view.notices.show_failure(failure)
