"""The page of settings: all sections, one below the other."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.session.preferences import Settings
from app.ui.controls.column_area import ColumnArea
from app.ui.controls.page import Page
from app.ui.settings.general import GeneralSection
from app.ui.settings.looks import AppearanceSection
from app.ui.settings.model import ModelSection
from app.ui.settings.privacy import PrivacySection
from app.ui.settings.reasoning import ReasoningSection
from app.ui.settings.row import Row
from app.ui.settings.section import Section
from app.ui.theme import Theme

COLUMN = 700
SECTION_GAP = 26


class SettingsPage(Page):
    """``chosen(name, value)``: of a preference, by the person. ``left``: back to the conversation."""

    chosen = Signal(str, object)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, parent=parent)
        self.setAccessibleName(self.tr("Settings"))
        self._column = QVBoxLayout()
        self._column.setSpacing(SECTION_GAP)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 44, 0, 36)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addSpacing(18)
        column.addLayout(self._column)
        column.addStretch(1)
        self._area = ColumnArea(page, width=COLUMN, theme=theme)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)
        self.sections: list[Section] = []
        self.general = GeneralSection(theme=theme)
        self.appearance = AppearanceSection(theme=theme)
        self.reasoning = ReasoningSection(theme=theme)
        self.model = ModelSection(theme=theme)
        self.privacy = PrivacySection(theme=theme)
        for section in (self.general, self.appearance, self.reasoning, self.model, self.privacy):
            self.add_section(section)

    def add_section(self, section: Section, *, before: Section | None = None) -> None:
        """At the end, or before another one. Whatever it sets is shown and announced with the rest."""
        place = len(self.sections) if before is None else self.sections.index(before)
        self.sections.insert(place, section)
        self._column.insertWidget(place, section)
        section.chosen.connect(self.chosen)
        for first, second in pairwise([self._done, *self._controls]):
            QWidget.setTabOrder(first, second)

    def show_settings(self, settings: Settings) -> None:
        for section in self.sections:
            section.show_settings(settings)

    def opened(self) -> None:
        """The person has just come here."""
        self._area.verticalScrollBar().setValue(0)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def place(self) -> tuple[int, int | None]:
        """How far it is scrolled, and at which control the keyboard is."""
        controls = self._controls
        focused = next((index for index, each in enumerate(controls) if each.hasFocus()), None)
        return self._area.verticalScrollBar().value(), focused

    def go_to(self, place: tuple[int, int | None]) -> None:
        """The ``place`` of another page like this one."""
        scrolled, focused = place
        if focused is not None:
            self._controls[focused].setFocus(Qt.FocusReason.OtherFocusReason)
        # The words are of another length, and have their places only when the page is laid out.
        QTimer.singleShot(0, self, lambda: self._area.verticalScrollBar().setValue(scrolled))

    @property
    def _controls(self) -> list[QWidget]:
        return [control for section in self.sections for control in section.controls]

    def reveal(self, row: Row) -> None:
        """Brings a row into sight, with the keyboard at its control."""
        section = next(each for each in self.sections if row in each.rows)
        control = next((each for each in section.controls if row.isAncestorOf(each)), None)
        if control is not None:
            control.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QTimer.singleShot(0, row, lambda: self._area.ensureWidgetVisible(row))  # once it has its place
