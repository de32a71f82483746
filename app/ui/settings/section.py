"""What belongs together on the page of settings: a heading and rows on one card.

A section of one's own says in its ``__init__`` which preferences it sets, and that is all: ::

    class GeneralSection(Section):
        def __init__(self, *, theme: Theme) -> None:
            super().__init__(theme=theme)
            self.set_title(self.tr("General"))
            self.add_switch("works_ahead", self.tr("Read ahead"), self.tr("What it does, in a sentence."))
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.session.preferences import Settings
from app.ui.controls.card import Card
from app.ui.controls.label import Label
from app.ui.settings.controls import Choice, Control, Stepper, Switch
from app.ui.settings.row import Row
from app.ui.theme import UI_PX, Theme


class Section(QWidget):
    """``chosen(name, value)``: of a preference, by the person."""

    chosen = Signal(str, object)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._controls: list[QWidget] = []
        self._preferences: dict[str, Control] = {}
        self.rows: list[Row] = []
        self._heading = Label(theme=theme, ink="text2", pixels=UI_PX, weight=QFont.Weight.DemiBold)
        card = Card(theme=theme, ground="raised", line="line")
        self._column = QVBoxLayout(card)
        self._column.setContentsMargins(0, 2, 0, 2)
        self._column.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._heading)
        column.addWidget(card)

    def set_title(self, title: str) -> None:
        self._heading.setText(title)
        self.setAccessibleName(title)

    @property
    def title(self) -> str:
        return self._heading.text()

    def show_settings(self, settings: Settings) -> None:
        for name, control in self._preferences.items():
            control.show_value(getattr(settings, name))

    def add_switch(self, preference: str, title: str, sentence: str) -> Row:
        return self.add_control(preference, title, sentence, Switch(preference, title, theme=self._theme))

    def add_choice(self, preference: str, title: str, sentence: str, options: Sequence[tuple[object, str]]) -> Row:
        """``options``: values with their words."""
        return self.add_control(preference, title, sentence, Choice(preference, title, options, theme=self._theme))

    def add_stepper(
        self,
        preference: str,
        title: str,
        sentence: str,
        options: Sequence[tuple[object, str]],
        *,
        less: str,
        more: str,
    ) -> Row:
        stepper = Stepper(preference, options, less=less, more=more, theme=self._theme)
        return self.add_control(preference, title, sentence, stepper)

    def add_control(self, preference: str, title: str, sentence: str, control: Control) -> Row:
        """A control that says ``picked(name, value)``."""
        self._preferences[preference] = control
        control.picked.connect(self.chosen)
        row = self.add_row(title, sentence, control)
        self._controls[-1:] = control.controls
        return row

    def add_row(self, title: str, sentence: str, control: QWidget | None = None) -> Row:
        """For what is no preference: a button, or words alone."""
        row = Row(title, sentence, control, theme=self._theme)
        if not self.rows:
            row.be_first()
        self.rows.append(row)
        self._column.addWidget(row)
        if control is not None:
            self._controls.append(control)
        return row

    def control(self, preference: str) -> Control:
        """Raises KeyError."""
        return self._preferences[preference]

    @property
    def preferences(self) -> list[str]:
        return list(self._preferences)

    @property
    def controls(self) -> list[QWidget]:
        """In the order of Tab."""
        return self._controls
