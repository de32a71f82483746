"""Conversations grouped by the day on which they were last used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.chat.conversation import ConversationSummary
from app.ui.dates import group_words


def grouped(conversations: Iterable[ConversationSummary], today: date) -> list[tuple[str, list[ConversationSummary]]]:
    """Heading and conversations, newest group first, empty groups left out. Days are those of the local clock."""
    groups: dict[str, list[ConversationSummary]] = {}
    for summary in sorted(conversations, key=lambda each: each.updated_at, reverse=True):
        groups.setdefault(group_words(summary.updated_at, today), []).append(summary)
    return list(groups.items())
