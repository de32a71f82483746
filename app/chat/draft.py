"""What is written and not yet asked: in the box, or waiting for the reply before it."""

from __future__ import annotations

from dataclasses import dataclass

from app.chat.attachment import Attachment
from app.chat.conversation import Effort


@dataclass(frozen=True, slots=True)
class Draft:
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    effort: Effort = Effort.MEDIUM

    def __bool__(self) -> bool:
        """Whether there is anything to keep; blank space is, too, though it asks nothing."""
        return bool(self.text or self.attachments)

    @property
    def asks_anything(self) -> bool:
        return bool(self.text.strip() or self.attachments)


def joined(first: Draft, second: Draft) -> Draft:
    """No word of either is lost."""
    text = "\n\n".join(text for text in (first.text, second.text) if text)
    return Draft(text, (*first.attachments, *second.attachments), first.effort)
