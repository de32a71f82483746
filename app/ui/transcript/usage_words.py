"""What a reply took, in figures: its pace, its tokens, its seconds."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from app.chat.conversation import Usage


def usage_words(usage: Usage, *, has_pace: bool = True) -> str:
    locale = QLocale()
    written = usage.reasoning_tokens + usage.answer_tokens
    parts = []
    if has_pace and usage.generation_seconds > 0 and written > 0:
        rate = written / usage.generation_seconds
        shown = locale.toString(rate, "f", 0 if rate >= 10 else 1)
        parts.append(QCoreApplication.translate("Actions", "{rate} tok/s").format(rate=shown))
    count = locale.toString(written)
    if written == 1:
        parts.append(QCoreApplication.translate("Actions", "1 token"))
    else:
        parts.append(QCoreApplication.translate("Actions", "{count} tokens").format(count=count))
    if usage.generation_seconds >= 0.05:  # less would be shown as none
        seconds = locale.toString(usage.generation_seconds, "f", 1)
        parts.append(QCoreApplication.translate("Actions", "{seconds} s").format(seconds=seconds))
    return " · ".join(parts)
