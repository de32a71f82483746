"""All that the composer shows beside the text and what the person is doing: values, and how counts are written."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLocale

from app.chat.attachment import Attachment

WARN_AT = 0.8  # of the context; beyond it, room for an answer gets scarce


@dataclass(frozen=True, slots=True)
class Count:
    """Of tokens. ``is_estimate``: made from the length of the text, since no model is loaded yet."""

    tokens: int
    is_estimate: bool = False

    @property
    def short(self) -> str:
        return f"{'~' if self.is_estimate else ''}{short_number(self.tokens)}"

    def __add__(self, other: Count) -> Count:
        return Count(self.tokens + other.tokens, self.is_estimate or other.is_estimate)


@dataclass(frozen=True, slots=True)
class MeterScene:
    """``used`` of ``context`` tokens; a context of 0 is not known."""

    used: Count
    draft: Count
    context: int

    @property
    def warns(self) -> bool:
        return self.context > 0 and self.used.tokens >= WARN_AT * self.context


@dataclass(frozen=True, slots=True)
class FileScene:
    """``tokens`` None: not counted yet."""

    attachment: Attachment
    tokens: Count | None = None


@dataclass(frozen=True, slots=True)
class ComposerScene:
    """``pending``: names of files that are being read. ``persona``: its name. ``next``: what waits for the reply, told
    in one line."""

    files: tuple[FileScene, ...] = ()
    pending: tuple[str, ...] = ()
    persona: str = ""
    next: str = ""


def short_number(number: int) -> str:
    """``950``, ``3.1k``, ``128k``: where there is no room for all digits."""
    locale = QLocale()
    if number < 1_000:
        return locale.toString(number)
    thousands = number / 1_000
    return locale.toString(thousands, "f", 1 if thousands < 9.95 else 0) + "k"
