"""Sentences for whoever sits at the terminal, in the window's language; never JSON.

Costs Qt's core, its translations and a look at the settings, so it is asked only when there is something to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from unicodedata import east_asian_width

from app.chat.failure import Failure
from app.chat.sentence import Sentence
from app.machine_name import on_this_machine
from app.system_libraries import OFFSCREEN, missing_packages

Tell = Callable[..., str]  # sentences, one after the other


@contextmanager
def telling() -> Iterator[Tell]:
    """For as long as there is something to tell. In English where Qt, or what it needs of the system, is missing."""
    if missing_packages(OFFSCREEN) or find_spec("PySide6") is None:
        yield in_english
        return
    from PySide6.QtCore import QCoreApplication, QLocale

    from app.paths import data_folder, resources_folder
    from app.store.settings import SettingsFile
    from app.ui.language import Spoken
    from app.ui.sentences import words_of

    application = QCoreApplication.instance() or QCoreApplication(["soliloquy"])
    spoken, before = Spoken(application=application, translations=resources_folder() / "translations"), QLocale()
    spoken.choose(SettingsFile(data_folder()).load().language)
    try:
        yield words_of
    finally:
        spoken.end()
        QLocale.setDefault(before)


def told(*said: Sentence) -> str:
    with telling() as tell:
        return tell(*said)


def in_english(*said: Sentence) -> str:
    return on_this_machine(" ".join(sentence.english for sentence in said))


def failure_told(failure: Failure) -> str:
    """Said in English where nobody has said it otherwise."""
    return told(*failure.said) if failure.said else told(Sentence(failure.message))


def columns(text: str) -> int:
    """Of a terminal: Chinese and Japanese characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
