"""All that the composer shows beside the text and what the person is doing: values, and how counts are written."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLocale

from app.chat.attachment import Attachment
from app.session.counts import TokenCount

WARN_AT = 0.8  # of the context; beyond it, room for an answer gets scarce


@dataclass(frozen=True, slots=True)
class MeterScene:
    """``used`` of ``context`` tokens; a context of 0 is not known."""

    used: TokenCount
    draft: TokenCount
    context: int

    @property
    def warns(self) -> bool:
        return self.context > 0 and self.used.tokens >= WARN_AT * self.context


@dataclass(frozen=True, slots=True)
class FileScene:
    """``tokens`` None: not counted yet."""

    attachment: Attachment
    tokens: TokenCount | None = None


@dataclass(frozen=True, slots=True)
class ComposerScene:
    """``place``: of the draft. ``pending``: names of files that are being read. ``persona``: its name. ``next``: what
    waits for the reply, told in one line. ``sight``: who answers will not see the pictures."""

    files: tuple[FileScene, ...] = ()
    pending: tuple[str, ...] = ()
    persona: str = ""
    next: str = ""
    sight: str = ""
    place: str = ""


def short_count(count: TokenCount) -> str:
    """With a mark where it is an estimate."""
    return f"{'~' if count.is_estimate else ''}{short_number(count.tokens)}"


def short_context(tokens: int) -> str:
    """As models are described: 131,072 tokens are called 128k."""
    return f"{QLocale().toString(tokens // 1024)}k" if tokens >= 1024 and tokens % 1024 == 0 else short_number(tokens)


def short_number(number: int) -> str:
    """``950``, ``3.1k``, ``128k``: where there is no room for all digits."""
    locale = QLocale()
    if number < 1_000:
        return locale.toString(number)
    thousands = number / 1_000
    return locale.toString(thousands, "f", 1 if thousands < 9.95 else 0) + "k"
