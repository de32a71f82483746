"""A sentence about the box, above it; and the one that says what a question waits for that was to be sent."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QHBoxLayout

from app.ui.composer.scene import ComposerScene
from app.ui.controls.announcing import announce
from app.ui.controls.card import Card
from app.ui.controls.icon_glyph import IconGlyph
from app.ui.controls.label import Label
from app.ui.theme import SMALL_PX, Theme


class Note(Card):
    def __init__(self, *, icon: str, ink: str, ground: str, theme: Theme) -> None:
        super().__init__(theme=theme, ground=ground, radius=10)
        self._words = Label(theme=theme, pixels=SMALL_PX, wraps=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(13, 8, 13, 8)
        row.setSpacing(9)
        self._icon = IconGlyph(icon, ink=ink, side=16, theme=theme)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    def show_words(self, words: str) -> None:
        self._words.setText(words)
        self.show()

    def text(self) -> str:
        return self._words.text() if not self.isHidden() else ""


class WaitingNote(Note):
    """Shown from the moment when something was to be sent too early until the person goes on writing. Sends nothing."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__(icon="clock", ink="text2", ground="chip", theme=theme)
        self._held: ComposerScene | None = None

    @property
    def holds(self) -> bool:
        return self._held is not None

    def hold(self, scene: ComposerScene) -> None:
        """A file of it is still being read."""
        self._held = scene
        self._icon.show_icon("clock", "text2")
        self._say(waiting_words(scene.pending))

    def follow(self, scene: ComposerScene) -> None:
        """What has become of the files since."""
        if self._held is None:
            return
        if scene.place != self._held.place:
            self.leave()
        elif scene.pending:
            self.hold(scene)
        elif len(scene.files) > len(self._held.files):
            self._held = None
            self._icon.show_icon("check", "ok")
            self._say(self.tr("Attached: you can send now."))
        else:  # it was removed, or could not be read, which is said beside
            self.leave()

    def leave(self) -> None:
        self._held = None
        self.hide()

    def go_on(self) -> None:
        """The person writes: what was waited for stays in sight, that it is there does not."""
        if self._held is None:
            self.hide()

    def _say(self, words: str) -> None:
        if words != self.text():
            self.show_words(words)
            announce(self, words)


def waiting_words(pending: tuple[str, ...]) -> str:
    if len(pending) == 1:
        words = QCoreApplication.translate("WaitingNote", "Waiting for “{name}”… You can send as soon as it is read.")
        return words.format(name=pending[0])
    words = QCoreApplication.translate(
        "WaitingNote", "Waiting for {count} files… You can send as soon as they are read."
    )
    return words.format(count=QLocale().toString(len(pending)))
