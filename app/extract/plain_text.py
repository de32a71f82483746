"""Bytes that are a text, whichever encoding it was written in, and bytes that are none."""

from __future__ import annotations

import codecs
import re

from app.chat.sentence import Sentence, sentence
from app.extract.trouble import not_text

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_JAPANESE = ("cp932", "euc_jp")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")  # not tab, line ends, form feed and escape
MOST_CONTROLS = 0.005  # of all characters; a log may hold a stray one


def decoded(
    name: str, data: bytes, declared: str | None = None, *, is_whole: bool = True
) -> tuple[str, tuple[Sentence, ...]]:
    """The text and what is to be said about it. Only what is not whole may end within a character.

    Raises ExtractError.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(name, _read(data[len(mark) :], encoding, is_whole, "replace")), ()
    for encoding in ("utf-8", *filter(None, (declared,))):
        try:
            return _checked(name, _read(data, encoding, is_whole)), ()
        except (UnicodeDecodeError, LookupError):
            continue
    if b"\0" in data:
        raise not_text(name)
    for encoding in _JAPANESE:
        try:
            text = _read(data, encoding, is_whole)
        except UnicodeDecodeError:
            continue
        if _KANA.search(text):
            return _checked(name, text), ()
    guess = sentence("It does not say how its letters are encoded: those with accents may be wrong.")
    return _checked(name, _read(data, "cp1252", is_whole, "replace")), (guess,)


def _read(data: bytes, encoding: str, is_whole: bool, errors: str = "strict") -> str:
    """Raises UnicodeDecodeError, LookupError."""
    if not codecs.lookup(encoding)._is_text_encoding:
        raise LookupError(encoding)
    return codecs.getincrementaldecoder(encoding)(errors).decode(data, is_whole)


def _checked(name: str, text: str) -> str:
    """Raises ExtractError for what only looks like a text."""
    if len(_CONTROLS.findall(text)) > MOST_CONTROLS * len(text):
        raise not_text(name)
    return text
