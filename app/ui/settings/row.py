"""One setting: what it is, a sentence on what it does, and its control beside them, or below where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QWidget

from app.ui.controls.label import Label
from app.ui.controls.painting import painter_on
from app.ui.theme import SMALL_PX, UI_PX, Theme

LEAST_WORDS = 230  # px; below that the sentence would be a tower
GAP = 20
LEAST_WIDTH = 300


class Row(QWidget):
    def __init__(self, title: str, sentence: str, control: QWidget | None, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._control = control
        self._is_first = False
        self.title = title
        self.sentence = sentence
        self._title = Label(title, theme=theme, pixels=UI_PX, weight=QFont.Weight.Medium, wraps=True)
        self._sentence = Label(sentence, theme=theme, ink="text2", pixels=SMALL_PX, wraps=True)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 12, 16, 12)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        # A title alone stands in the middle of its control's height.
        side = Qt.AlignmentFlag.AlignVCenter if not sentence and control is not None else Qt.AlignmentFlag.AlignBottom
        self._grid.addWidget(self._title, 0, 0, side)
        self._grid.addWidget(self._sentence, 1, 0, Qt.AlignmentFlag.AlignTop)
        self._sentence.setVisible(bool(sentence))
        theme.changed.connect(self._arrange)
        if control is not None:
            control.setAccessibleDescription(sentence)
            if not control.accessibleName() and not isinstance(control, QAbstractButton):
                control.setAccessibleName(title)
        self._is_beside: bool | None = None
        self._arrange()

    def be_first(self) -> None:
        """No line above it."""
        self._is_first = True

    def show_sentence(self, sentence: str) -> None:
        self.sentence = sentence
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        if self._control is not None:
            self._control.setAccessibleDescription(sentence)

    def _arrange(self) -> None:
        control = self._control
        if control is None:
            return
        is_beside = control.sizeHint().width() + self._theme.scaled(LEAST_WORDS) + GAP + 32 <= self.width()
        if is_beside == self._is_beside:
            return
        self._is_beside = is_beside
        self._grid.removeWidget(control)
        if is_beside:
            self._grid.setRowMinimumHeight(2, 0)
            self._grid.addWidget(
                control, 0, 1, 2 if self.sentence else 1, 1, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            )
        else:
            self._grid.setRowMinimumHeight(2, GAP // 3)
            self._grid.addWidget(control, 3, 0, 1, 1, Qt.AlignmentFlag.AlignLeft)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        # What they need beside each other must not keep the page from becoming narrow enough to stack them.
        return QSize(LEAST_WIDTH, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._is_first:
            return
        painter = painter_on(self)
        painter.fillRect(16, 0, self.width() - 32, 1, self._theme.colour("line"))
        painter.end()
