"""Under the cards: where the models are kept, and what can be done with that."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.session.model_card import Progress
from app.ui.controls.label import ElidedLabel, Label
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.models.progress_bar import ProgressBar
from app.ui.models.repository_row import RepositoryRow
from app.ui.models.words import bytes_done_words
from app.ui.theme import SMALL_PX, Theme

GAP = 8
LEAST_WIDTH = 300


class Foot(QWidget):
    """``add_asked``: a folder with a model; ``repository_asked(text)``, ``repository_left``; ``move_asked``;
    ``stop_asked``: of moving."""

    add_asked = Signal()
    repository_asked = Signal(str)
    repository_left = Signal()
    move_asked = Signal()
    stop_asked = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._place = ElidedLabel(theme=theme, ink="text3", pixels=SMALL_PX, keeps_end=True)
        promise = Label(
            self.tr("Downloads go on after a break and are checked against their SHA-256 sums before they are used."),
            theme=theme,
            ink="text3",
            pixels=SMALL_PX,
            wraps=True,
        )
        self._add = TextButton(self.tr("Add a folder…"), theme=theme, icon="folder")
        self._add.clicked.connect(self.add_asked)
        self._named = TextButton(self.tr("Add a repository…"), theme=theme, icon="download")
        self.row = RepositoryRow(theme=theme)
        self._named.clicked.connect(self._on_named)
        self.row.asked.connect(self.repository_asked)
        self.row.left.connect(self._on_left)
        self._move = TextButton(self.tr("Move the models folder…"), theme=theme)
        self._move.clicked.connect(self.move_asked)
        self._moving = Label(theme=theme, ink="text2", pixels=SMALL_PX)
        self._bar = ProgressBar(name=self.tr("Moving the models folder"), theme=theme)
        self._stop = TextButton(self.tr("Stop moving"), theme=theme, kind=ButtonKind.QUIET)
        self._stop.clicked.connect(self.stop_asked)
        self._buttons = QGridLayout()
        self._buttons.setSpacing(GAP)
        self._buttons.addWidget(self._add, 0, 0)
        self._buttons.addWidget(self._named, 0, 1)
        self._buttons.addWidget(self._move, 0, 2)
        self._buttons.setColumnStretch(3, 1)
        moving = QHBoxLayout()
        moving.setSpacing(10)
        moving.addWidget(self._moving)
        moving.addWidget(self._bar, 1)
        moving.addWidget(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(promise)
        column.addWidget(self._place)
        column.addLayout(moving)
        column.addSpacing(8)
        column.addLayout(self._buttons)
        column.addWidget(self.row)

    @property
    def controls(self) -> list[QWidget]:
        """In the order of Tab."""
        return [self._stop, self._add, self._named, self._move, *self.row.controls]

    def _on_named(self) -> None:
        self.row.open()

    def _on_left(self) -> None:
        self._named.setFocus(Qt.FocusReason.TabFocusReason)
        self.repository_left.emit()

    def _arrange(self) -> None:
        """What is done least goes below the others where there is no room beside them."""
        beside = self._add.width() + self._named.width() + 2 * GAP + self._move.sizeHint().width()
        row, column, span = (1, 0, 3) if beside > self.width() else (0, 2, 1)
        self._buttons.addWidget(self._move, row, column, 1, span)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        # What the buttons need beside each other must not keep the page from becoming narrow enough to stack them.
        return QSize(LEAST_WIDTH, super().minimumSizeHint().height())

    def show_folder(self, folder: Path, *, moving: Progress | None) -> None:
        self._place.setText(self.tr("Models folder: {folder}").format(folder=_shown(folder)))
        is_moving = moving is not None
        for part in (self._moving, self._bar, self._stop):
            part.setVisible(is_moving)
        self._move.setVisible(not is_moving)
        if moving is not None:
            self._moving.setText(self.tr("Moving: {done}").format(done=bytes_done_words(moving)))
            self._bar.show_fraction(moving.fraction)


def _shown(folder: Path) -> str:
    """A home folder is told as ``~``: nobody's name on a picture of the window."""
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except ValueError:
        return str(folder)
