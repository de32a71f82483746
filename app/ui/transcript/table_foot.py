"""Under a table that is too long to be drawn as a whole: how many rows are left, and the way to them."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.controls.label import Label
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.theme import SMALL_PX, Theme

COPIED_MS = 1_500


class TableFoot(QWidget):
    """``show_left(rows, following)``. ``more_asked``: the following ones, please. ``csv_asked``: the whole table."""

    more_asked = Signal()
    csv_asked = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows, self._places = 0, 0
        self._left = Label(theme=theme, ink="text3", pixels=SMALL_PX)
        quiet = ButtonKind.QUIET
        self.more = TextButton("", theme=theme, kind=quiet, icon="chevron-down", pixels=SMALL_PX, height=26)
        self.more.clicked.connect(self.more_asked)
        self.csv = TextButton(self.tr("Copy as CSV"), theme=theme, kind=quiet, icon="copy", pixels=SMALL_PX, height=26)
        self.csv.setAccessibleName(self.tr("Copy the whole table as CSV"))
        self.csv.clicked.connect(self.csv_asked)
        self._copied = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._copied.timeout.connect(self._on_copied_shown)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 0)
        row.setSpacing(2)
        row.addWidget(self._left)
        row.addStretch(1)
        row.addWidget(self.more)
        row.addWidget(self.csv)
        self.hide()

    def show_left(self, rows: int, following: int) -> None:
        """``following``: how many of them come with the next step."""
        self._rows = rows
        step = QLocale().toString(following)
        words = self.tr("Show all") if following >= rows else self.tr("Show {count} more").format(count=step)
        if words != self.more.text():
            self.more.setText(words)
            self.more.updateGeometry()
        self.more.setVisible(rows > 0)
        self._left.setVisible(rows > 0)
        self._tell()

    def show_found(self, places: int) -> None:
        """In those rows, of the words that are looked for."""
        if places != self._places:
            self._places = places
            self._tell()

    def _tell(self) -> None:
        locale = QLocale()
        count = locale.toString(self._rows)
        words = self.tr("1 more row") if self._rows == 1 else self.tr("{count} more rows").format(count=count)
        if self._places == 1:
            words = self.tr("{rows}, with 1 place found").format(rows=words)
        elif self._places:
            words = self.tr("{rows}, with {places} places found").format(
                rows=words, places=locale.toString(self._places)
            )
        self._left.setText(words)
        self._left.set_ink("text" if self._places else "text3")

    def show_copied(self) -> None:
        self.csv.setText(self.tr("Copied"))
        self._copied.start()

    def text(self) -> str:
        return self._left.text() if not self._left.isHidden() else ""

    def _on_copied_shown(self) -> None:
        self.csv.setText(self.tr("Copy as CSV"))
