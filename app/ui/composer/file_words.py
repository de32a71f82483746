"""A file that goes with a question, in the few words of a chip and in the sentences of its viewer."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from app.chat.attachment import Attachment
from app.session.counts import TokenCount
from app.ui.composer.scene import short_count
from app.ui.sentences import words_of


def fact_of(attachment: Attachment, tokens: TokenCount | None) -> str:
    """``1.2k tokens · cut``."""
    parts = []
    if tokens is not None:
        told = QCoreApplication.translate("Files", "{count} tokens").format(count=short_count(tokens))
        parts.append(told)
    if attachment.notices:
        parts.append(QCoreApplication.translate("Files", "not all of it"))
    return " · ".join(parts)


def notice_words(attachment: Attachment) -> str:
    return words_of(*attachment.notices)


def spoken(attachment: Attachment, tokens: TokenCount | None) -> str:
    """For reading aloud."""
    count = ""
    if tokens is not None:
        number = QLocale().toString(tokens.tokens)
        count = QCoreApplication.translate("Files", "{count} tokens").format(count=number)
    return ", ".join(filter(None, (attachment.name, count, notice_words(attachment))))
