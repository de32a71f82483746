"""The files that go with a question, at its bubble; each opens to be read."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.chat.attachment import Attachment
from app.ui.composer.file_words import fact_of, notice_words, spoken, warns_of
from app.ui.controls.chip import Chip
from app.ui.controls.flow import Flow
from app.ui.controls.preview import image_of
from app.ui.theme import Theme


class FilesRow(QWidget):
    opened = Signal(object)  # Attachment

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._files: tuple[Attachment, ...] = ()
        self._chips: list[Chip] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = Flow(self, at_end=True)
        self.hide()

    @property
    def all(self) -> list[Chip]:
        return list(self._chips)

    def text(self) -> str:
        return "\n".join(chip.text() for chip in self._chips)

    def show_files(self, files: tuple[Attachment, ...]) -> None:
        """They never change once a question is asked, so they are drawn once."""
        if files == self._files:
            return
        self._files = files
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._chips = [self._chip(file) for file in files]
        for chip in self._chips:
            self._flow.addWidget(chip)
        self.setVisible(bool(files))

    def _chip(self, file: Attachment) -> Chip:
        chip = Chip(
            file.name,
            icon="file",
            fact=fact_of(file, None),
            warns=warns_of(file),
            picture=image_of(file.preview),
            ground="bubble",
            spoken=spoken(file, None),
            theme=self._theme,
            parent=self,
        )
        chip.face.setToolTip(notice_words(file))
        chip.opened.connect(lambda: self.opened.emit(file))
        return chip
