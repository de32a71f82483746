"""Esc where it means: back, or away with this. It is also a key of the menu (stop answering), which would be faster."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent


def is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier


def claims_escape(event: QEvent) -> bool:
    """For a widget's ``event``: True if that was the question whose key it is, which is answered by it."""
    if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_escape(event):
        event.accept()
        return True
    return False
