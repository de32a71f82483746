"""The words of a document in which formulas are single characters: each stands there as it was written."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument

from app.ui.transcript.formula_object import OBJECT_CHARACTER, SOURCE


def with_sources(text: str, document: QTextDocument, start: int = 0) -> str:
    """``text``: what Qt gives for a stretch of the document that begins at ``start``."""
    first, *others = text.split(OBJECT_CHARACTER)
    words, at = [first], start
    for part in others:
        found = document.find(OBJECT_CHARACTER, at)
        at = found.position()
        words += [str(found.charFormat().property(SOURCE) or OBJECT_CHARACTER), part]
    return "".join(words)
