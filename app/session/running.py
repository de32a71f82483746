"""A reply that is asked for and not over, in whichever conversation."""

from __future__ import annotations

from dataclasses import dataclass

from app.backends.base import Backend
from app.chat.conversation import ConversationId, Reply, TurnId
from app.chat.exchange import RequestId


@dataclass(slots=True)
class Running:
    """``is_sent``: its question is on disk and ``backend``, which is to answer, has it. ``now``: seconds that never
    run backwards."""

    request: RequestId
    conversation: ConversationId
    turn: TurnId
    backend: Backend
    is_sent: bool = False
    _thinking_since: float | None = None
    _thinking_shown: float = 0.0

    def watch(self, before: Reply, after: Reply, now: float) -> None:
        """Notes when a reasoning step opens: the backend tells its seconds only at its end."""
        if not after.is_thinking:
            self._thinking_since = None
        elif not before.is_thinking:
            self._thinking_since = now

    def thinking_seconds(self, reply: Reply, now: float) -> float:
        """Ended steps and the open one. Never less than was said before, though the backend may measure less."""
        open_seconds = now - self._thinking_since if self._thinking_since is not None else 0.0
        self._thinking_shown = max(self._thinking_shown, reply.reasoning_seconds + open_seconds)
        return self._thinking_shown
