"""Sentences that were made where nothing is known of languages, told in the person's own.

Translation files have them in the context "Sentences", under their English text.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from app.chat.failure import Failure
from app.chat.sentence import GIB, Sentence, Value

CONTEXT = "Sentences"
UNITS = ("B", "kB", "MB", "GB", "TB")
UNIT_STEP = 1000
FULL_WIDTH_ENDS = ("。", "？")  # they bring the room after them along


def failure_words(failure: Failure) -> str:
    """In English where nobody has said it in a form that can be translated."""
    return words_of(*failure.said) if failure.said else text_words(failure.message)


def text_words(text: str) -> str:
    """Of a text without values that was written elsewhere, such as in the catalogue of models."""
    return QCoreApplication.translate(CONTEXT, text)


def words_of(*sentences: Sentence) -> str:
    return joined(*(sentence.told(text_words(sentence.text), _words) for sentence in sentences))


def joined(*sentences: str) -> str:
    """As the language of each sets them one after another."""
    words = ""
    for sentence in sentences:
        words += sentence if not words or words.endswith(FULL_WIDTH_ENDS) else f" {sentence}"
    return words


def size_words(size_bytes: int) -> str:
    """Of files."""
    unit = unit_of(size_bytes)
    return f"{in_unit(size_bytes, unit)} {UNITS[unit]}"


def unit_of(size_bytes: float) -> int:
    unit = 0
    while size_bytes >= UNIT_STEP and unit < len(UNITS) - 1:
        size_bytes /= UNIT_STEP
        unit += 1
    return unit


def in_unit(size_bytes: int, unit: int) -> str:
    """One digit after the point from a megabyte on, for numbers below a hundred."""
    value = size_bytes / UNIT_STEP**unit
    digits = 1 if unit >= UNITS.index("MB") and value < 100 else 0
    return QLocale().toString(value, "f", digits)


def _words(value: Value) -> str:
    if value.number is None:
        return value.text
    if value.name.endswith("_bytes"):
        return size_words(value.number)
    if value.name.endswith("_memory"):
        return f"{QLocale().toString(value.number / GIB, 'f', 1)} GB"
    return QLocale().toString(value.number)
