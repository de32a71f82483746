"""A sentence for the person that can be told in any language: its English text, and the values that stand in it.

As with gettext and Qt, the English text is the key under which a translation is found. So whoever finds out what
happened needs to know neither languages nor widgets; a terminal prints ``english``, the window translates.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

GIB = 1 << 30
FILE_UNITS = ("bytes", "KB", "MB", "GB", "TB")  # powers of 1,000, as Finder counts

_NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Value:
    """What stands for ``{name}``: a text, or a number whose unit is the end of its name.

    ``…_bytes`` is the size of files (told in powers of ten), ``…_memory`` are bytes of memory (told in units of 2 **
    30, as macOS does), anything else is a count.
    """

    name: str
    text: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """Made by ``sentence``. ``text``: English, with ``{name}`` for each value."""

    text: str
    values: tuple[Value, ...] = ()

    @property
    def english(self) -> str:
        return self.told(self.text, english_words)

    def told(self, text: str, words: Callable[[Value], str]) -> str:
        """``text`` is this sentence in some language, ``words`` tells a value in it."""
        told = {value.name: words(value) for value in self.values}
        return _NAME.sub(lambda found: told.get(found[1], found[0]), text)


def sentence(text: str, **values: str | int) -> Sentence:
    """``text`` is written out where this is called, never computed: translators are given what stands there."""
    return Sentence(
        text,
        tuple(
            Value(name, text=value) if isinstance(value, str) else Value(name, number=value)
            for name, value in values.items()
        ),
    )


def english_words(value: Value) -> str:
    if value.number is None:
        return value.text
    if value.name.endswith("_bytes"):
        return english_size(value.number)
    if value.name.endswith("_memory"):
        return f"{value.number / GIB:.1f} GB"
    return f"{value.number:,}"


def english_size(size_bytes: int) -> str:
    """``12.1 GB``."""
    size = float(size_bytes)
    for unit in FILE_UNITS[:-1]:
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} {FILE_UNITS[-1]}"
