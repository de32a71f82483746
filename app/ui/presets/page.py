"""The page of prompts and personas."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.chat.preset import Preset, PresetKind
from app.ui.composer.bar import Bar
from app.ui.controls.card import Card
from app.ui.controls.column_area import ColumnArea
from app.ui.controls.label import Label
from app.ui.controls.page import Page
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.presets.row import PresetRow
from app.ui.theme import SMALL_PX, UI_PX, Theme

COLUMN = 700


class PresetsPage(Page):
    """``create_asked(kind)``, ``edited(id, name, text)``, ``delete_asked(id)``, ``undo_asked``; ``left``: back."""

    create_asked = Signal(object)
    edited = Signal(str, str, str)
    delete_asked = Signal(str)
    undo_asked = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, parent=parent)
        self.setAccessibleName(self.tr("Prompts and personas"))
        undo = TextButton(self.tr("Undo"), theme=theme, kind=ButtonKind.QUIET, height=26, pixels=SMALL_PX)
        undo.clicked.connect(self.undo_asked)
        self.undo_bar = Bar(undo, icon="trash", ink="text2", ground="chip", theme=theme)
        self.prompts = _Section(
            PresetKind.PROMPT,
            self.tr("Prompts"),
            self.tr("Type / in an empty box to put one into it."),
            self.tr("New prompt"),
            theme=theme,
        )
        self.personas = _Section(
            PresetKind.PERSONA,
            self.tr("Personas"),
            self.tr("How the model is to answer in a conversation. Type / in an empty box to choose one."),
            self.tr("New persona"),
            theme=theme,
        )
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 44, 0, 36)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addSpacing(14)
        column.addWidget(self.undo_bar)
        column.addSpacing(14)
        for section in (self.prompts, self.personas):
            section.create_asked.connect(self.create_asked)
            section.edited.connect(self.edited)
            section.delete_asked.connect(self.delete_asked)
            column.addWidget(section)
            column.addSpacing(26)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ColumnArea(page, width=COLUMN, theme=theme))

    def opened(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_presets(
        self, prompts: Sequence[Preset], personas: Sequence[Preset], *, undo_name: str | None = None
    ) -> None:
        self.prompts.show_presets(prompts)
        self.personas.show_presets(personas)
        words = ""
        if undo_name is not None:
            words = self.tr("“{name}” was deleted.").format(name=undo_name or self.tr("Without a name"))
        self.undo_bar.show_words(words)

    @property
    def being_edited(self) -> list[str]:
        """Whose boxes are open."""
        sections = (self.prompts, self.personas)
        return [preset_id for section in sections for preset_id, row in section.rows.items() if row.is_open]

    def edit(self, preset_id: str) -> None:
        """Opens the boxes of that one."""
        for section in (self.prompts, self.personas):
            if preset_id in section.rows:
                section.rows[preset_id].open()

    def text(self) -> str:
        return "\n".join(row.text() for section in (self.prompts, self.personas) for row in section.rows.values())


class _Section(QWidget):
    create_asked = Signal(object)  # PresetKind
    edited = Signal(str, str, str)
    delete_asked = Signal(str)

    def __init__(self, kind: PresetKind, title: str, sentence: str, create: str, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kind = kind
        self.rows: dict[str, PresetRow] = {}
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(title, theme=theme, ink="text2", pixels=UI_PX, weight=QFont.Weight.DemiBold))
        words.addWidget(Label(sentence, theme=theme, ink="text3", pixels=SMALL_PX, wraps=True))
        self.create_button = TextButton(create, theme=theme, icon="plus", height=28, pixels=SMALL_PX)
        self.create_button.clicked.connect(self._on_create_clicked)
        head = QHBoxLayout()
        head.addLayout(words, 1)
        head.addWidget(self.create_button, 0, Qt.AlignmentFlag.AlignBottom)
        self._card = Card(theme=theme, ground="raised", line="line")
        self._column = QVBoxLayout(self._card)
        self._column.setContentsMargins(0, 2, 0, 2)
        self._column.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._card)

    def show_presets(self, presets: Sequence[Preset]) -> None:
        """Rows that stay are kept, and with them what is being written."""
        wanted = {preset.id for preset in presets}
        for preset_id in [held for held in self.rows if held not in wanted]:
            row = self.rows.pop(preset_id)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        rows: dict[str, PresetRow] = {}
        for index, preset in enumerate(presets):
            row = self.rows.get(preset.id) or self._new_row(preset)
            if self._column.indexOf(row) != index:
                self._column.insertWidget(index, row)
            row.show_preset(preset)
            row.be_first(index == 0)
            rows[preset.id] = row
        self.rows = rows
        self._card.setVisible(bool(rows))

    def _new_row(self, preset: Preset) -> PresetRow:
        row = PresetRow(preset, theme=self._theme)
        row.edited.connect(self.edited)
        row.delete_asked.connect(self.delete_asked)
        return row

    def _on_create_clicked(self) -> None:
        self.create_asked.emit(self._kind)
