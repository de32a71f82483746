"""What may go out of which conversation, for as long as the app runs: the next start asks again."""

from __future__ import annotations

from app.chat.conversation import ConversationId
from app.chat.egress import Choice, Consent, Egress, Known, answered, chosen, permits, sent


class CloudConsents:
    """One ``Consent`` for each conversation; see ``app.chat.egress`` for what it allows."""

    def __init__(self) -> None:
        self._consents: dict[str, Consent] = {}

    def permits(self, conversation: str, egress: Egress) -> bool:
        return permits(self._of(conversation), egress)

    def choose(self, conversation: str, shown: Egress, choice: Choice) -> None:
        """After a card that showed ``shown``."""
        self._consents[conversation] = chosen(self._of(conversation), shown, choice)

    def use(self, conversation: str, egress: Egress) -> None:
        """Right before it goes out. Raises ValueError if that is not permitted."""
        self._consents[conversation] = sent(self._of(conversation), egress)

    def learn(self, conversation: str, egress: Egress, answer: str) -> None:
        """What a service said itself is no news to it."""
        self._consents[conversation] = answered(self._of(conversation), egress, answer)

    def known(self, conversation: ConversationId) -> Known | None:
        """What a service may see of it without being asked about."""
        return self._of(conversation).conversation

    def withdraw(self, conversation: str, egress: Egress) -> None:
        """What was allowed once and was not sent."""
        self._consents[conversation] = chosen(self._of(conversation), egress, Choice.NOT_NOW)

    def forget(self, conversation: str) -> None:
        self._consents.pop(conversation, None)

    def forget_all(self) -> None:
        self._consents.clear()

    def _of(self, conversation: str) -> Consent:
        return self._consents.get(conversation, Consent())
