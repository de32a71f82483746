"""Pictures that go with a question, and a command that takes pictures of them.

``QT_QPA_PLATFORM=offscreen PYTHONPATH=. python tests/ui/picture_scenes.py FOLDER [NAME …]``;
``QT_SCALE_FACTOR=2`` for Retina, ``LANG=ja_JP.UTF-8`` for Japanese.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QLocale, QRect, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from stage import RESOURCES, Stage, conversation_of, reply_of

from app.chat.attachment import Attachment
from app.chat.conversation import Effort
from app.chat.egress import Choice
from app.extract.picture import picture_from
from app.extract.source import Source
from app.session.drafts import place_of
from app.session.preferences import Appearance
from app.ui.language import language_for, speak

BEFORE = conversation_of("Evening at the lake", ("Hello", reply_of("Hello! What can I do for you?")))
QUESTION = "Where does the light come from, and what time of day is it?"


def evening(width: int = 2_400, height: int = 1_600) -> bytes:
    """A sun over a lake, as a camera would give it."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    sky = QLinearGradient(0, 0, 0, height)
    for at, colour in ((0.0, "#26365f"), (0.45, "#d9825b"), (0.6, "#f4c98a"), (0.61, "#2b4a63"), (1.0, "#101c2b")):
        sky.setColorAt(at, QColor(colour))
    painter.fillRect(QRect(0, 0, width, height), sky)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#ffe9b8"))
    painter.drawEllipse(int(width * 0.62), int(height * 0.42), height // 7, height // 7)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 90)  # type: ignore[call-overload]  # the stub wants bytes
    return bytes(buffer.data().data())


def photo() -> Attachment:
    data = evening()
    return picture_from(Source("IMG_2041.jpg", data, len(data)))


def opened(stage: Stage) -> None:
    stage.session.open_conversation(BEFORE.id)
    stage.wait(lambda: stage.session.conversation.id == BEFORE.id)


def attached(stage: Stage) -> None:
    """In the box, for the model of this Mac; a service could see it."""
    stage.hand_cloud.allow()
    opened(stage)
    stage.writing.drafts.attach(place_of(stage.session.conversation), photo())
    stage.window.conversation.composer.show_text(QUESTION)


def card(stage: Stage) -> None:
    attached(stage)
    stage.wait(lambda: stage.cloud.spending.is_read)
    stage.cloud.choose_destination(stage.cloud.services.usable[0])
    stage.window.conversation.composer.send_button.click()


def answered(stage: Stage) -> None:
    card(stage)
    stage.cloud.choose(Choice.ONCE)
    stage.wait(lambda: len(stage.hand_cloud.outside.asked) == 1)
    stage.hand_cloud.outside.last.say("From the low sun at the right, over the water: it is a little before sunset.")
    stage.hand_cloud.outside.last.finish()


def viewer(stage: Stage) -> QWidget:
    opened(stage)
    stage.window.writing.viewer.show_file(photo())
    return stage.window.writing.viewer


def local_only(stage: Stage) -> None:
    """Nobody outside may be asked, and nobody is named."""
    opened(stage)
    stage.session.submit(QUESTION, Effort.LOW, (photo(),))
    stage.wait(lambda: len(stage.backend.requests) == 1)
    stage.answer("I am sorry, I cannot see the picture itself. From its name I can only tell that it is a photo.")
    stage.finish()
    stage.writing.drafts.attach(place_of(stage.session.conversation), photo())


SCENES: dict[str, Callable[[Stage], QWidget | None]] = {
    scene.__name__: scene for scene in (attached, card, answered, viewer, local_only)
}


def main() -> None:
    folder, *names = sys.argv[1:]
    app = QApplication([])
    speak(language_for(QLocale.system().uiLanguages()), application=app, translations=RESOURCES / "translations")
    Path(folder).mkdir(parents=True, exist_ok=True)
    ratio = int(app.devicePixelRatio())
    for name in names or SCENES:
        with tempfile.TemporaryDirectory() as home:
            stage = Stage(Path(home), conversations=(BEFORE,))
            stage.window.resize(1120, 780)
            stage.window.show()
            stage.wait(stage.has_conversations)
            shown = SCENES[name](stage) or stage.window
            for appearance in (Appearance.LIGHT, Appearance.DARK):
                stage.preferences.appearance = appearance
                for _ in range(40):
                    app.processEvents()
                shown.grab().save(f"{folder}/picture_{name}_{appearance}_{ratio}x.png")
            stage.close()


if __name__ == "__main__":
    main()
