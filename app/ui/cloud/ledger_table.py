"""Every request that went to a service, newest first: a table that only draws the rows in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from app.chat.ledger import LedgerEntry
from app.ui.cloud.words import dollars_words, terminal_words
from app.ui.controls.scroll_bar import OverlayBar
from app.ui.dates import moment_words
from app.ui.theme import SMALL_PX, Theme

ROW, TWO_LINES = 26, 46
WIDTHS = (150, 92, 118, 0, 84, 84, 92)  # of the columns; the conversation takes the rest
LEAST_REST = 110
LEAST_SAID = (5, 4, 1, 2)  # the columns that go first where there is no room for all
LEAST_ROWS = 6
TIME, CONVERSATION, COST = 0, 3, 6
Index = QModelIndex | QPersistentModelIndex


class LedgerModel(QAbstractTableModel):
    """``titles``: of conversations that are there, by id; the others have been deleted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._entries: tuple[LedgerEntry, ...] = ()
        self._titles: dict[str, str] = {}
        self._today: date | None = None
        self.has_two_lines = False  # the time stands below the conversation
        self._heads = (
            self.tr("Time"),
            self.tr("Service"),
            self.tr("Model"),
            self.tr("Conversation"),
            self.tr("Tokens in"),
            self.tr("Tokens out"),
            self.tr("Cost"),
        )

    def show_entries(self, entries: Sequence[LedgerEntry], titles: dict[str, str], today: date) -> None:
        self.beginResetModel()
        self._entries, self._titles, self._today = tuple(entries), titles, today
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            if section == CONVERSATION and self.has_two_lines:
                return self.tr("Conversation and time")
            return self._heads[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry, column = self._entries[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells(entry)[column]
        if role == Qt.ItemDataRole.ToolTipRole and entry.is_estimate and column > CONVERSATION:
            return self.tr("Counted here, from the length of the text: the service gave no count.")
        if role == Qt.ItemDataRole.TextAlignmentRole and column > CONVERSATION:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _cells(self, entry: LedgerEntry) -> tuple[str, ...]:
        locale, time = QLocale(), moment_words(entry.asked_at, self._today)
        about = "~" if entry.is_estimate else ""
        return (
            time,
            entry.endpoint,
            entry.model,
            "\n".join((self._place_of(entry), time)) if self.has_two_lines else self._place_of(entry),
            about + locale.toString(entry.tokens_in),
            about + locale.toString(entry.tokens_out),
            self.tr("not known") if entry.cost is None else about + dollars_words(entry.cost),
        )

    def _place_of(self, entry: LedgerEntry) -> str:
        if not entry.conversation:
            return terminal_words()
        return self._titles.get(entry.conversation, self.tr("(deleted)"))


class LedgerTable(QTableView):
    """``rows_changed``: they have another height."""

    rows_changed = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = LedgerModel(self)
        self.setModel(self._model)
        self.setAccessibleName(self.tr("Requests"))
        self.setHorizontalHeader(LedgerHead(theme=theme, parent=self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setAccessibleName(self.tr("Rows"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        OverlayBar(self, Qt.Orientation.Vertical, theme=theme)
        self._fit()
        theme.changed.connect(self._fit)

    def show_entries(self, entries: Sequence[LedgerEntry], titles: dict[str, str], today: date) -> None:
        """Newest first."""
        self._model.show_entries(entries, titles, today)

    def _fit(self) -> None:
        theme = self._theme
        self.setFont(theme.font(SMALL_PX))
        palette = QPalette(self.palette())
        for role, token in (
            (QPalette.ColorRole.Base, "raised"),
            (QPalette.ColorRole.Text, "text"),
            (QPalette.ColorRole.Highlight, "selection"),
            (QPalette.ColorRole.HighlightedText, "text"),
        ):
            palette.setColor(role, theme.colour(token))
        self.setPalette(palette)
        head = self.horizontalHeader()
        for column, width in enumerate(WIDTHS):
            stretches = width == 0
            mode = QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Interactive
            head.setSectionResizeMode(column, mode)
            if not stretches:
                head.resizeSection(column, theme.scaled(width))
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        hidden = hidden_columns(self.viewport().width(), self._theme.scaled)
        for column in range(len(WIDTHS)):
            self.setColumnHidden(column, column in hidden)
        self._model.has_two_lines = TIME in hidden
        if self.verticalHeader().defaultSectionSize() != self._row:
            self.verticalHeader().setDefaultSectionSize(self._row)
            self.rows_changed.emit()

    @property
    def _row(self) -> int:
        return self._theme.scaled(TWO_LINES if self._model.has_two_lines else ROW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_what_fits()

    @property
    def least_height(self) -> int:
        """Of a few rows, if there are so many."""
        rows = min(LEAST_ROWS, self._model.rowCount())
        return self.horizontalHeader().sizeHint().height() + rows * self._row + 6

    @property
    def content_height(self) -> int:
        """Of head and all rows."""
        return self.horizontalHeader().sizeHint().height() + self._model.rowCount() * self._row + 6


def hidden_columns(width: int, scaled: Callable[[float], int]) -> set[int]:
    """What has no column, so that the conversation can be read."""
    hidden: set[int] = set()
    for column in LEAST_SAID:
        if sum(scaled(each) for at, each in enumerate(WIDTHS) if at not in hidden) + scaled(LEAST_REST) > width:
            hidden.add(column)
    if sum(map(scaled, (WIDTHS[TIME], WIDTHS[COST], LEAST_REST))) > width:
        hidden.add(TIME)  # which is told in a second line
    return hidden


class LedgerHead(QHeaderView):
    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.setAccessibleName(self.tr("Columns"))
        self.setHighlightSections(False)
        self.setSectionsClickable(False)

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        theme = self._theme
        painter.save()
        painter.fillRect(rect, theme.colour("raised"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour("line"))
        painter.setFont(theme.font(SMALL_PX, QFont.Weight.DemiBold))
        painter.setPen(theme.colour("text2"))
        side = Qt.AlignmentFlag.AlignRight if index > CONVERSATION else Qt.AlignmentFlag.AlignLeft
        words = self.model().headerData(index, Qt.Orientation.Horizontal)
        painter.drawText(rect.adjusted(4, 0, -4, 0), side | Qt.AlignmentFlag.AlignVCenter, str(words))
        painter.restore()

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.scaled(ROW + 2))
