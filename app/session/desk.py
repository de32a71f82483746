"""The conversations that are in memory: the one that is open, and others that are still needed.

Holds values and announces nothing; who needs a conversation is known to ``ChatSession``.
"""

from __future__ import annotations

from app.chat.conversation import Conversation, ConversationId, TurnId


class Desk:
    """``open_id`` is always one of them. Each has a leaf, the last turn of the path on screen; None without turns."""

    def __init__(self, first: Conversation) -> None:
        self._conversations = {first.id: first}
        self._leaves: dict[ConversationId, TurnId] = {}
        self.open_id = first.id

    @property
    def open(self) -> Conversation:
        return self._conversations[self.open_id]

    @property
    def leaf(self) -> TurnId | None:
        """Of the open one."""
        return self._leaves.get(self.open_id)

    @leaf.setter
    def leaf(self, leaf: TurnId) -> None:
        self.turn_to(self.open_id, leaf)

    def turn_to(self, conversation_id: ConversationId, leaf: TurnId) -> None:
        """The path of that conversation ends there."""
        self._leaves[conversation_id] = leaf

    @property
    def ids(self) -> tuple[ConversationId, ...]:
        return tuple(self._conversations)

    def __contains__(self, conversation_id: ConversationId) -> bool:
        return conversation_id in self._conversations

    def __getitem__(self, conversation_id: ConversationId) -> Conversation:
        return self._conversations[conversation_id]

    def lay(self, conversation: Conversation) -> None:
        """Beside the others, at its newest leaf; nothing happens if it is here already, where it may be newer."""
        if conversation.id not in self._conversations:
            self._conversations[conversation.id] = conversation
            if conversation.newest_leaf is not None:
                self._leaves[conversation.id] = conversation.newest_leaf

    def replace(self, conversation: Conversation) -> None:
        """What is here of the same conversation."""
        self._conversations[conversation.id] = conversation

    def take_away(self, conversation_id: ConversationId) -> None:
        """Nothing happens if it is not here, or open."""
        if conversation_id != self.open_id:
            self._conversations.pop(conversation_id, None)
            self._leaves.pop(conversation_id, None)
