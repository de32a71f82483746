"""What is written and not yet asked: in the box, or waiting for the reply before it."""

from __future__ import annotations

from dataclasses import dataclass

from app.chat.attachment import Attachment
from app.chat.conversation import Effort

LONG_WORD_CHARACTERS = 32  # without a space: a writing that has none
OPEN_CHARACTERS = 8  # of such a writing, which the next ones may still be joined with


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


def settled(text: str) -> str:
    """The beginning of a text being written that has the same tokens whatever is written next.

    It ends where a space follows a letter or a digit; no token of o200k_base reaches across that. In a writing without
    spaces the last few characters are left out, which is right nearly always: a guess, for work that may be in vain.
    """
    end = text.rfind(" ")
    while end > 0 and not text[end - 1].isalnum():
        end = text.rfind(" ", 0, end)
    end = max(end, 0)
    return text[:-OPEN_CHARACTERS] if len(text) - end > LONG_WORD_CHARACTERS else text[:end]
