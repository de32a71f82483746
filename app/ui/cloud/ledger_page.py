"""The page of the ledger: what was sent to services and what it cost, by month and by request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from app.chat.cloud_model import CloudModel
from app.chat.ledger import LedgerEntry, LocalUse, MonthTotal
from app.session.cloud_spending import Budget, cost_elsewhere
from app.ui.cloud.ledger_table import LedgerTable
from app.ui.cloud.words import budget_words, dollars_words
from app.ui.controls.card import Card
from app.ui.controls.column_area import ColumnArea
from app.ui.controls.label import Label
from app.ui.controls.page import Page
from app.ui.controls.text_button import TextButton
from app.ui.dates import listed_day_words, month_words
from app.ui.models.note import Note
from app.ui.notices import Notices
from app.ui.theme import SMALL_PX, UI_PX, Theme

COLUMN = 860
FILE_NAME = "soliloquy-cloud-ledger.csv"
MOST_MONTHS = 12
LOCAL = 5  # the column of what answers made here would have cost
GO_BELOW = ((620, (2, 3)), (420, (1, LOCAL)))  # widths of the page, and columns of its months


@dataclass(frozen=True, slots=True)
class LedgerScene:
    """``entries``: oldest first. ``compared``: the model whose prices the local answers are held against."""

    entries: tuple[LedgerEntry, ...]
    totals: tuple[MonthTotal, ...]
    local_use: tuple[LocalUse, ...]
    budget: Budget
    damaged: int
    compared: CloudModel | None
    today: date


class LedgerPage(Page):
    """``export_asked(path)``; ``left``: back."""

    export_asked = Signal(object)  # Path

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, parent=parent)
        self.setAccessibleName(self.tr("Cloud ledger"))
        self._export = TextButton(self.tr("Export as CSV…"), theme=theme)
        self._export.clicked.connect(self._on_export)
        self._about = Label(theme=theme, ink="text2", pixels=UI_PX, wraps=True)
        self.notices = Notices(theme=theme)
        self._damaged = Note(theme=theme, wraps=True)
        self._months_card = Card(theme=theme, ground="raised", line="line")
        self._months = QGridLayout(self._months_card)
        self._months.setContentsMargins(16, 10, 16, 10)
        self._months.setHorizontalSpacing(18)
        self._months.setVerticalSpacing(5)
        self._comparison = Label(theme=theme, ink="text3", pixels=SMALL_PX, wraps=True)
        self._none = Label(
            self.tr("Nothing has been sent to a service from this Mac."),
            theme=theme,
            ink="text3",
            pixels=UI_PX,
            wraps=True,
        )
        self.table = LedgerTable(theme=theme)
        self.table.rows_changed.connect(self._fit)
        self._table_card = Card(theme=theme, ground="raised", line="line")
        QVBoxLayout(self._table_card).addWidget(self.table)
        self._compares = False  # the answers made here with a service
        self._cells: list[tuple[Label, int]] = []  # and their columns
        self._lay_out()
        for before, after in pairwise([self._export, self._done, self.table]):
            QWidget.setTabOrder(before, after)

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 44, 0, 28)
        column.setSpacing(0)
        column.addWidget(self._head(self._export))
        column.addSpacing(2)
        column.addWidget(self._about)
        column.addWidget(self._damaged)
        column.addSpacing(18)
        column.addWidget(self._months_card)
        column.addSpacing(6)
        column.addWidget(self._comparison)
        column.addSpacing(16)
        column.addWidget(self._none)
        column.addWidget(self._table_card, 1_000)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.notices)
        outer.addWidget(ColumnArea(page, width=COLUMN, theme=self._theme), 1)
        self._theme.changed.connect(self._fit)

    def _fit(self) -> None:
        """The table is no higher than its rows, and shows some of them in the lowest window."""
        self._table_card.setMinimumHeight(self.table.least_height + 24)
        self._table_card.setMaximumHeight(self.table.content_height + 24)
        self._show_what_fits()

    def show_ledger(self, scene: LedgerScene, titles: dict[str, str]) -> None:
        """``titles``: of the conversations that are there."""
        self._about.setText(
            self.tr("One row for each request that left this Mac, answered or not. {budget}.").format(
                budget=budget_words(scene.budget)
            )
        )
        words = self.tr("{count} rows could not be read and are in no total.")
        self._damaged.show_words(words.format(count=QLocale().toString(scene.damaged)), icon="warning", ink="bad")
        self._damaged.setVisible(scene.damaged > 0)
        self._none.setVisible(not scene.entries)
        self._table_card.setVisible(bool(scene.entries))
        self._export.setEnabled(bool(scene.entries))
        self.table.show_entries(scene.entries[::-1], titles, scene.today)
        self._show_months(scene)
        self._fit()

    def opened(self) -> None:
        """The person has just come here."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str:
        """What stands above the table."""
        cells = [label for label, _ in self._cells]
        shown = (self._about, *cells, self._comparison, self._none)
        return "\n".join(label.text() for label in shown if not label.isHidden())

    def _show_months(self, scene: LedgerScene) -> None:
        for label, _ in self._cells:
            self._months.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._cells.clear()
        by_month = {total.month: total for total in scene.totals}
        local = {use.month: use for use in scene.local_use}
        months = sorted({*by_month, *local}, reverse=True)[:MOST_MONTHS]
        self._months_card.setVisible(bool(months))
        self._compares = bool(months) and scene.compared is not None
        self._comparison.setVisible(self._compares)
        if not months:
            return
        heads = [self.tr("Month"), self.tr("Requests"), self.tr("Tokens in"), self.tr("Tokens out"), self.tr("Cost")]
        if scene.compared is not None:
            heads.append(self.tr("Local answers, at these prices"))
            self._comparison.setText(self._comparison_words(scene.compared))
        self._put(0, heads, "text2", QFont.Weight.DemiBold)
        for row, month in enumerate(months, 1):
            cells = self._cells_of(month, by_month.get(month, MonthTotal(month)))
            if scene.compared is not None:
                cells.append(self._elsewhere(local.get(month), scene.compared))
            self._put(row, cells, "text", QFont.Weight.Normal)
        self._months.setColumnStretch(0, 1)

    def _cells_of(self, month: str, total: MonthTotal) -> list[str]:
        locale = QLocale()
        cost = dollars_words(total.cost)
        if total.unpriced:
            cost = self.tr("{cost} and {count} of unknown price").format(
                cost=cost, count=locale.toString(total.unpriced)
            )
        counts = (total.requests, total.tokens_in, total.tokens_out)
        return [month_words(month), *(locale.toString(count) for count in counts), cost]

    def _elsewhere(self, use: LocalUse | None, model: CloudModel) -> str:
        cost = None if use is None else cost_elsewhere(use, model)
        return "–" if cost is None else dollars_words(cost)

    def _comparison_words(self, model: CloudModel) -> str:
        return self.tr(
            "The last column is what the answers made on this Mac would have cost with {model}, at the prices of {day}."
        ).format(model=model.label, day=listed_day_words(model.as_of))

    def _show_what_fits(self) -> None:
        """The tokens go first, as in the table; then all but what was paid in which month."""
        width = self.width()
        hidden = {column for least, columns in GO_BELOW for column in columns if width < self._theme.scaled(least)}
        for label, column in self._cells:
            label.setVisible(column not in hidden)
        self._comparison.setVisible(self._compares and LOCAL not in hidden)  # it explains a column

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_what_fits()

    def _put(self, row: int, cells: Sequence[str], ink: str, weight: QFont.Weight) -> None:
        for column, words in enumerate(cells):
            label = Label(words, theme=self._theme, ink=ink, pixels=SMALL_PX, weight=weight, wraps=column > 3)
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self._months.addWidget(label, row, column)
            label.show()
            self._cells.append((label, column))

    def _on_export(self) -> None:
        """The system's own dialog, as a sheet: nothing waits for it."""
        dialog = QFileDialog(self, self.tr("Export the ledger"), str(Path.home() / FILE_NAME))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(lambda path: self.export_asked.emit(Path(path)))
        dialog.open()
