"""The page of settings: all sections, one below the other."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.session.preferences import Settings
from app.ui.controls.column_area import ColumnArea
from app.ui.controls.label import Label
from app.ui.controls.painting import painter_on
from app.ui.controls.text_button import TextButton
from app.ui.settings.general import GeneralSection
from app.ui.settings.looks import AppearanceSection
from app.ui.settings.model import ModelSection
from app.ui.settings.privacy import PrivacySection
from app.ui.settings.reasoning import ReasoningSection
from app.ui.settings.row import Row
from app.ui.settings.section import Section
from app.ui.theme import HEADING_PX, Theme

COLUMN = 700
SECTION_GAP = 26


class SettingsPage(QWidget):
    """``chosen(name, value)``: of a preference, by the person. ``left``: back to the conversation."""

    chosen = Signal(str, object)
    left = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(self.tr("Settings"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        title = Label(self.tr("Settings"), theme=theme, pixels=HEADING_PX[0], weight=QFont.Weight.Bold)
        self._done = TextButton(self.tr("Done"), theme=theme)
        self._done.clicked.connect(self.left)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self._done)
        self._column = QVBoxLayout()
        self._column.setSpacing(SECTION_GAP)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 44, 0, 36)
        column.setSpacing(0)
        column.addLayout(head)
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
        controls = [control for each in self.sections for control in each.controls]
        for first, second in pairwise([self._done, *controls]):
            QWidget.setTabOrder(first, second)

    def show_settings(self, settings: Settings) -> None:
        for section in self.sections:
            section.show_settings(settings)

    def opened(self) -> None:
        """The person has just come here."""
        self._area.verticalScrollBar().setValue(0)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def reveal(self, row: Row) -> None:
        """Brings a row into sight, with the keyboard at its control."""
        section = next(each for each in self.sections if row in each.rows)
        control = next((each for each in section.controls if row.isAncestorOf(each)), None)
        if control is not None:
            control.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QTimer.singleShot(0, row, lambda: self._area.ensureWidgetVisible(row))  # once it has its place

    def event(self, event: QEvent) -> bool:
        # Esc is also a key of the menu (stop answering); here it means: back.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_escape(event):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        painter.fillRect(self.rect(), self._theme.colour("window"))
        painter.end()


def _is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier
