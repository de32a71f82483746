"""How fast each model answers on this machine, noted from replies that were long enough to tell."""

from __future__ import annotations

from app.chat.conversation import Usage
from app.session.preferences import Preferences
from app.store.settings import ModelSpeed

LEAST_TOKENS = 32  # below, the first token's wait weighs too much


def speed_of(usage: Usage) -> float | None:
    """Generated tokens a second; None if the reply was too short to tell."""
    tokens = usage.reasoning_tokens + usage.answer_tokens
    if tokens < LEAST_TOKENS or usage.generation_seconds <= 0:
        return None
    return tokens / usage.generation_seconds


class Speeds:
    """Kept in the settings."""

    def __init__(self, *, preferences: Preferences) -> None:
        self._preferences = preferences

    def of(self, model_id: str) -> float | None:
        return next((held.tokens_per_second for held in self._preferences.model_speeds if held.model == model_id), None)

    def note(self, model_id: str, usage: Usage) -> bool:
        """False if there was nothing to learn."""
        speed = speed_of(usage)
        if speed is None:
            return False
        others = tuple(held for held in self._preferences.model_speeds if held.model != model_id)
        self._preferences.model_speeds = (*others, ModelSpeed(model_id, round(speed, 1)))
        return True
