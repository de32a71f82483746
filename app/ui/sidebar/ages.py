"""Conversations grouped by the day on which they were last used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

from app.chat.conversation import ConversationSummary

WEEK_DAYS = 7


def grouped(conversations: Iterable[ConversationSummary], today: date) -> list[tuple[str, list[ConversationSummary]]]:
    """Heading and conversations, newest group first, empty groups left out. Days are those of the local clock."""
    groups: dict[str, list[ConversationSummary]] = {}
    for summary in sorted(conversations, key=lambda each: each.updated_at, reverse=True):
        groups.setdefault(_age_words(summary.updated_at, today), []).append(summary)
    return list(groups.items())


def _age_words(updated_at: float, today: date) -> str:
    try:
        days = (today - datetime.fromtimestamp(updated_at).date()).days
    except (ValueError, OverflowError, OSError):  # from a clock that was wrong, or a damaged row
        days = WEEK_DAYS + 1
    if days <= 0:
        return QCoreApplication.translate("Sidebar", "Today")
    if days == 1:
        return QCoreApplication.translate("Sidebar", "Yesterday")
    if days <= WEEK_DAYS:
        return QCoreApplication.translate("Sidebar", "Previous 7 days")
    return QCoreApplication.translate("Sidebar", "Earlier")
