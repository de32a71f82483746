"""For a machine that is no Mac: the same words, with its name in them."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QTranslator

from app.machine_name import on_this_machine


def name_this_machine(
    application: QCoreApplication, spoken: Sequence[QTranslator], platform: str = sys.platform
) -> list[QTranslator]:
    """``spoken``: what the language has installed. What is to be removed with it; nothing on a Mac."""
    if platform == "darwin":
        return []
    words = ComputerWords(spoken, application)
    application.installTranslator(words)
    return [words]


class ComputerWords(QTranslator):
    """Asked before ``others``, the translators of a language, and answers for what says that this is a Mac."""

    def __init__(self, others: Sequence[QTranslator], parent: QCoreApplication) -> None:
        super().__init__(parent)
        self._others = others

    def isEmpty(self) -> bool:
        return False  # it holds no file, and would not be asked

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:  # None: nothing to say
        if "Mac" not in source:
            return None
        found = (other.translate(context, source, disambiguation, n) for other in reversed(self._others))
        words = next(filter(None, found), source)
        told = on_this_machine(words, platform="")
        return None if told == words else told
