"""The window's language: the first of the system's that the window is told in, else English, in which it is written.

Numbers, dates and units follow the system's region, but in the window's language: no month is named in another.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.ui.computer_words import name_this_machine

ENGLISH = "en"
TRANSLATED = ("ja",)
OURS = "soliloquy"
QT = "qtbase"  # the words on Qt's own buttons, menus and dialogs

log = logging.getLogger("soliloquy.ui")


def language_for(wanted: Sequence[str]) -> str:
    """``wanted``: BCP 47 tags such as ``ja-JP``, the most wanted first, as ``QLocale.uiLanguages`` gives them."""
    for tag in wanted:
        language = tag.replace("_", "-").split("-")[0].lower()
        if language == ENGLISH or language in TRANSLATED:
            return language
    return ENGLISH


def locale_for(language: str, system: QLocale) -> QLocale:
    """The system's own where it speaks that language; else that language, as in the system's region if Qt knows it."""
    ours = QLocale(language)
    return system if system.language() == ours.language() else QLocale(ours.language(), system.territory())


class Spoken:
    """What an application speaks: everything that is built after ``choose``."""

    def __init__(self, *, application: QCoreApplication, translations: Path, system: QLocale | None = None) -> None:
        """``system``: None for the real one."""
        self._application, self._translations = application, translations
        self._system = system or QLocale.system()
        self._installed: list[QTranslator] = []
        self._language = ""

    def choose(self, chosen: str) -> bool:
        """``chosen``: empty for the system's. Whether it is another one than before."""
        language = language_for([*filter(None, [chosen]), *self._system.uiLanguages()])
        if language == self._language:
            return False
        self.end()
        self._language = language
        QLocale.setDefault(locale_for(language, self._system))
        spoken = speak(language, application=self._application, translations=self._translations)
        self._installed = [*spoken, *name_this_machine(self._application, spoken)]
        return True

    def end(self) -> None:
        """English, as it is written."""
        for translator in self._installed:
            self._application.removeTranslator(translator)
            translator.deleteLater()
        self._installed, self._language = [], ""


def speak(language: str, *, application: QCoreApplication, translations: Path) -> list[QTranslator]:
    """Makes everything that is built from now on speak it. What was installed: remove it to speak English again.

    A file that is missing leaves English, which is no reason not to start.
    """
    if language == ENGLISH:
        return []
    installed = []
    qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for folder, name in ((qt, QT), (translations, OURS)):  # the one that comes last is asked first
        translator = QTranslator(application)
        if translator.load(f"{name}_{language}", str(folder)):
            application.installTranslator(translator)
            installed.append(translator)
        else:
            log.warning("there are no words of %s in %s", name, language)
    return installed
