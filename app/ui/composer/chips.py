"""What goes with the question, above its words: the persona, files, and files that are being read."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.composer.file_words import fact_of, notice_words, spoken, warns_of
from app.ui.composer.scene import ComposerScene, FileScene
from app.ui.controls.chip import Chip
from app.ui.controls.flow import Flow
from app.ui.controls.preview import image_of
from app.ui.theme import Theme


class Chips(QWidget):
    """``file_opened(index)``, ``file_removed(index)``, ``reading_cancelled(index)``; the persona likewise."""

    file_opened = Signal(int)
    file_removed = Signal(int)
    reading_cancelled = Signal(int)
    persona_opened = Signal()
    persona_removed = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chips: list[Chip] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = Flow(self)
        self.hide()

    @property
    def all(self) -> list[Chip]:
        return list(self._chips)

    def text(self) -> str:
        return "\n".join(chip.text() for chip in self._chips)

    def show_scene(self, scene: ComposerScene) -> None:
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        if scene.persona:
            self._add(self._persona_chip(scene.persona))
        for index, file in enumerate(scene.files):
            self._add(self._file_chip(index, file))
        for index, name in enumerate(scene.pending):
            self._add(self._pending_chip(index, name))
        self.setVisible(bool(self._chips))
        self.updateGeometry()

    def _add(self, chip: Chip) -> None:
        self._chips.append(chip)
        self._flow.addWidget(chip)
        chip.show()

    def _persona_chip(self, name: str) -> Chip:
        chip = Chip(
            name,
            icon="person",
            ink="thought",
            ground="thought_soft",
            remove_words=self.tr("Answer without this persona"),
            spoken=self.tr("Persona: {name}").format(name=name),
            theme=self._theme,
            parent=self,
        )
        chip.opened.connect(self.persona_opened)
        chip.removed.connect(self.persona_removed)
        return chip

    def _file_chip(self, index: int, file: FileScene) -> Chip:
        attachment = file.attachment
        chip = Chip(
            attachment.name,
            icon="file",
            fact=fact_of(attachment, file.tokens),
            warns=warns_of(attachment),
            picture=image_of(attachment.preview),
            remove_words=self.tr("Remove this file"),
            spoken=spoken(attachment, file.tokens),
            theme=self._theme,
            parent=self,
        )
        chip.face.setToolTip(notice_words(attachment))  # our own sentences; a name could be taken for HTML
        chip.opened.connect(lambda: self.file_opened.emit(index))
        chip.removed.connect(lambda: self.file_removed.emit(index))
        return chip

    def _pending_chip(self, index: int, name: str) -> Chip:
        chip = Chip(
            name,
            icon="clock",
            fact=self.tr("reading…"),
            remove_words=self.tr("Do not attach it"),
            theme=self._theme,
            parent=self,
        )
        chip.removed.connect(lambda: self.reading_cancelled.emit(index))
        return chip
