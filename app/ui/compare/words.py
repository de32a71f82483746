"""What is said about a comparison: only what was computed, never that two answers mean the same."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from app.chat.conversation import Effort, Reply, SourceKind, Usage
from app.chat.difference import Detail, Difference
from app.ui.cloud.words import made_words
from app.ui.reasoning.words import effort_words
from app.ui.transcript.usage_words import usage_words


def source_words(reply: Reply) -> str:
    """Who answered, as far as that is known."""
    if reply.source is not None:
        return reply.source.label if reply.source.kind is SourceKind.LOCAL else made_words(reply.source)
    if reply.status.is_over:
        return QCoreApplication.translate("Compare", "Unknown model")
    return QCoreApplication.translate("Compare", "Answering now")


def fact_words(effort: Effort, reply: Reply) -> str:
    """Effort, tokens and seconds. A service that shows no reasoning may know nothing of efforts."""
    is_from_outside = reply.source is not None and reply.source.kind is SourceKind.CLOUD
    parts = [] if is_from_outside and not reply.steps else [effort_words(effort)]
    if reply.usage is not None and reply.usage != Usage():
        parts.append(usage_words(reply.usage, has_pace=False))
    return " · ".join(parts)


def difference_words(differences: Sequence[Difference]) -> str:
    """Of one answer or two to the first."""
    said = [_sentence(differences)]
    if len(differences) > 1 and not any(each.detail is Detail.NONE for each in differences):
        said.append(
            QCoreApplication.translate(
                "Compare",
                "Marked is what the first answer does not say; in the first, what neither of the others says.",
            )
        )
    if any(each.detail is Detail.PASSAGES for each in differences):
        said.append(
            QCoreApplication.translate(
                "Compare", "They are too long for every word to be compared: some passages are marked as a whole."
            )
        )
    return " ".join(said)


def growing_words() -> str:
    return QCoreApplication.translate("Compare", "What differs is marked when every answer is complete.")


def running_words() -> str:
    return QCoreApplication.translate("Compare", "Comparing…")


def empty_words() -> str:
    return QCoreApplication.translate("Compare", "One of these has no answer, so nothing is marked.")


def _sentence(differences: Sequence[Difference]) -> str:
    if any(each.detail is Detail.NONE for each in differences):
        return QCoreApplication.translate("Compare", "These answers are too long to be compared: nothing is marked.")
    if all(each.is_same for each in differences):
        return QCoreApplication.translate("Compare", "Word for word the same.")
    places = [each.places for each in differences]
    if places == [1]:
        return QCoreApplication.translate("Compare", "They differ in 1 passage.")
    counts = [QLocale().toString(count) for count in places]
    if len(counts) == 1:
        return QCoreApplication.translate("Compare", "They differ in {count} passages.").format(count=counts[0])
    return QCoreApplication.translate(
        "Compare", "Passages in which they differ from the first: {second} in the second, {third} in the third."
    ).format(second=counts[0], third=counts[1])
