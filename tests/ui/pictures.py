"""Pictures of every page and state: each look, each pixel ratio, each language.

``QT_QPA_PLATFORM=offscreen PYTHONPATH=. python tests/ui/pictures.py FOLDER [SCENE …]`` takes all; the tests take
a few of each and look at them by machine.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from scenes import SCENES, library
from stage import RESOURCES, Stage

from app.session.preferences import Appearance, Follow
from app.ui.language import speak

SIZE = (1120, 780)
LANGUAGES = {"en": QLocale("en_US"), "ja": QLocale("ja_JP")}
LOOKS = {
    "light": (Appearance.LIGHT, Follow.NEVER),
    "dark": (Appearance.DARK, Follow.NEVER),
    "light-high": (Appearance.LIGHT, Follow.ALWAYS),
    "dark-high": (Appearance.DARK, Follow.ALWAYS),
}
RATIOS = (1, 2)


@contextmanager
def speaking(language: str, application: QApplication) -> Iterator[None]:
    """What is built meanwhile speaks it, numbers and dates, too."""
    before = QLocale()
    translators = speak(language, application=application, translations=RESOURCES / "translations")
    QLocale.setDefault(LANGUAGES[language])
    try:
        yield
    finally:  # a picture that is refused leaves English to the tests after it
        QLocale.setDefault(before)
        for translator in translators:
            application.removeTranslator(translator)


def set_up(stage: Stage, name: str) -> None:
    stage.window.resize(*SIZE)
    SCENES[name](stage)
    rest(stage)


def wear(stage: Stage, look: str) -> None:
    stage.preferences.appearance, stage.preferences.contrast = LOOKS[look]
    rest(stage)


def picture(widget: QWidget, ratio: int) -> QImage:
    """As the screen would show it, also at a ratio that this process does not have."""
    image = QImage(widget.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    widget.render(image)
    return image


def rest(stage: Stage) -> None:
    """Until what was asked of the window is drawn, and laid out."""
    for _ in range(12):
        QApplication.processEvents()
    stage.wait(lambda: stage.window.conversation.transcript.is_drawn)
    QApplication.processEvents()


def main() -> None:
    folder, *names = sys.argv[1:]
    application = QApplication([])
    Path(folder).mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        with speaking(language, application):
            for name in names or SCENES:
                with tempfile.TemporaryDirectory() as home:
                    stage = Stage(Path(home), conversations=library())
                    stage.window.show()
                    stage.wait(stage.has_conversations)
                    set_up(stage, name)
                    for look in LOOKS:
                        wear(stage, look)
                        for ratio in RATIOS:
                            picture(stage.window, ratio).save(f"{folder}/{name}_{look}_{language}_{ratio}x.png")
                    stage.close()


if __name__ == "__main__":
    main()
