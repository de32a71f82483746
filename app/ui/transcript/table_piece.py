"""A table in an answer."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from time import thread_time

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QResizeEvent, QTextCursor, QTextTable
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.controls.scroll_bar import THICKNESS
from app.ui.theme import Theme
from app.ui.transcript.blocks import Block, Runs, Table
from app.ui.transcript.formula_lines import seen_text
from app.ui.transcript.renderer import CELL_SIDE, TABLE_PX, Renderer, fit_columns
from app.ui.transcript.reply_pane import ReplyPane, WiderSelection
from app.ui.transcript.rows_pane import MANY, Pictures, RowsPane
from app.ui.transcript.sideways_area import SidewaysArea
from app.ui.transcript.table_foot import TableFoot
from app.ui.transcript.unread_rows import Row, csv_line, row_of

ROWS, CELLS = (
    12,
    240,
)  # of one document, at most: Qt lays out all of a table when a row comes, and looks at all to paint
STEP = 24  # pixels by which a column becomes wider while rows come, so that few of them change it
WIDEST, LEAST = 300, 84  # pixels of a column at 100 %: longer cells wrap; narrower ones are no longer read but guessed
MEASURED = 120  # characters of a cell that are measured
FURTHER_CELLS = 5_000  # that are drawn when more are asked for


class TablePiece(QWidget):
    """A table with lines between its rows; wider than the column, it scrolls sideways. Rows are added in place.

    Of a very long one the first rows, and as many more as are asked for.
    """

    link_activated = Signal(str)

    def __init__(self, *, renderer: Renderer, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._renderer, self._theme = renderer, theme
        self._table: Table | None = None
        self._natural: list[int] = []  # the width that each column would like
        self._widths: list[int] = []
        self._parts: list[tuple[ReplyPane, QTextTable]] = []
        self._to_fit: deque[tuple[ReplyPane, QTextTable]] = deque()  # parts whose columns have another width
        self._pictures = Pictures()
        self._drawn = 0  # rows
        self._further = 0  # how many of the unread rows were asked for
        self._csv: list[str] | None = None  # its lines so far, while it is written
        self._counted: tuple[tuple[str, int], int] | None = None  # places of words that were looked for last
        self._wider: WiderSelection | None = None
        self._holder = QWidget()
        self._rows = QVBoxLayout(self._holder)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._area = SidewaysArea(self._holder, theme=theme, room=THICKNESS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._area)
        self._foot = TableFoot(theme=theme)
        self._foot.more_asked.connect(self._on_more_asked)
        self._foot.csv_asked.connect(self._on_csv_asked)
        column.addWidget(self._foot)
        self._area.horizontalScrollBar().rangeChanged.connect(self._on_size_changed)

    def show_block(self, table: Table) -> None:
        if table == self._table:
            return
        self._renderer.rendered += 1
        before, self._table = self._table, table
        known = len(before.rows) if before is not None else 0
        if before is None or before.aligns != table.aligns or before.rows != table.rows[:known]:
            self._clear()
            known = 0
        for index, row in enumerate(table.rows[known:], known):
            self._measure(row, is_head=index == 0)
        self._fit()
        self._show_foot()
        self._renderer.pace.draw(self)

    @property
    def is_filled(self) -> bool:
        return self._drawn == self._wanted

    @property
    def foot(self) -> TableFoot:
        return self._foot

    @property
    def _wanted(self) -> int:
        """How many rows are to be seen."""
        return len(self._table.rows) + self._further if self._table is not None else 0

    def draw_some(self, until: float) -> bool:
        """Other widths of columns; then rows that are not there yet; then those of the CSV."""
        self._fit_some(until)
        if not self._to_fit:
            self._add_some(until)
        self._on_size_changed()
        return bool(self._to_fit) or self._drawn < self._wanted or self._csv is not None

    def _add_some(self, until: float) -> None:
        """No row is begun that would not be there in time, if it takes as long as the one before."""
        began = thread_time()
        while self._drawn < self._wanted:
            self._add(self._drawn, self._row(self._drawn))
            self._drawn += 1
            now = thread_time()
            if now + (now - began) > until:
                return
            began = now
        self._write_csv(until)

    def _row(self, index: int) -> Row:
        assert self._table is not None
        read = self._table.rows
        return read[index] if index < len(read) else row_of(self._table.aligns, self._table.unread[index - len(read)])

    def _write_csv(self, until: float) -> None:
        if self._csv is None or self._table is None:
            return
        count = len(self._table.rows) + len(self._table.unread)
        while len(self._csv) < count:
            self._csv.append(csv_line(self._row(len(self._csv))))
            if thread_time() > until:
                return
        QGuiApplication.clipboard().setText("".join(self._csv))
        self._csv = None
        self._foot.show_copied()

    def _show_foot(self) -> None:
        left = len(self._table.unread) - self._further if self._table is not None else 0
        self._foot.show_left(left, self._step(left))
        self._foot.setVisible(self._table is not None and bool(self._table.unread))

    def _step(self, left: int) -> int:
        columns = len(self._table.aligns) if self._table is not None else 1
        return min(left, max(1, FURTHER_CELLS // columns))

    def _on_more_asked(self) -> None:
        if self._table is not None:
            self._further += self._step(len(self._table.unread) - self._further)
            self._show_foot()
            self._renderer.pace.draw(self)

    def _on_csv_asked(self) -> None:
        self._csv = []
        self._renderer.pace.draw(self)

    def settle(self) -> None:
        """Nothing waits for its end."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        return () if self._table is None else (self._table,)

    def panes(self) -> tuple[ReplyPane, ...]:
        return tuple(pane for pane, _ in self._parts)

    @property
    def unread(self) -> tuple[str, ...]:
        """The rows that are not to be seen, as they were written."""
        return self._table.unread[self._further :] if self._table is not None else ()

    def count_unread(self, words: str) -> int:
        """Places of these words in the rows that are not to be seen, as they were written."""
        key = (words, len(self.unread))
        if self._counted is None or self._counted[0] != key:
            wanted = words.lower()
            self._counted = key, sum(line.lower().count(wanted) for line in self.unread) if words else 0
        return self._counted[1]

    def show_further(self, words: str, ordinal: int) -> bool:
        """One more step of rows. False, and nothing happens, if that place in the unread ones is beyond it."""
        wanted, found = words.lower(), 0
        for line in self.unread[: self._step(len(self.unread))]:
            found += line.lower().count(wanted)
            if found > ordinal:
                self._on_more_asked()
                return True
        return False

    def be_selected_by(self, wider: WiderSelection) -> None:
        self._wider = wider
        for pane in self.panes():
            pane.be_selected_by(wider)

    def text(self) -> str:
        return "\n".join(pane.text() for pane, _ in self._parts)

    def _clear(self) -> None:
        for pane, _ in self._parts:
            self._rows.removeWidget(pane)
            pane.hide()
            pane.deleteLater()
        self._pictures = Pictures()
        self._parts, self._natural, self._widths, self._drawn = [], [], [], 0
        self._to_fit.clear()
        self._further, self._csv, self._counted = 0, None, None
        self._renderer.pace.forget(self)

    def _measure(self, row: tuple[Runs, ...], *, is_head: bool) -> None:
        metrics = QFontMetrics(self._theme.font(TABLE_PX, QFont.Weight.DemiBold if is_head else QFont.Weight.Normal))
        if not self._natural:
            self._natural = [0] * len(row)
        for column, runs in enumerate(row):
            words = seen_text(runs)[:MEASURED]
            widest = max(map(metrics.horizontalAdvance, words.split("\n")))
            self._natural[column] = max(self._natural[column], _stepped(round(widest * 1.06) + 2 * CELL_SIDE))

    def _fit(self) -> None:
        """Gives all parts the same columns."""
        scaled = self._theme.scaled
        widths = column_widths(self._natural, self._area.width(), widest=scaled(WIDEST), least=scaled(LEAST))
        if widths == self._widths:
            return
        self._widths = widths
        self._holder.setMinimumWidth(sum(widths))
        self._to_fit = deque(self._parts)
        if self._to_fit:
            self._renderer.pace.draw(self)

    def _fit_some(self, until: float) -> None:
        """What can be seen first."""
        seen = [part for part in self._to_fit if not part[0].visibleRegion().isEmpty()]
        self._to_fit = deque([*seen, *(part for part in self._to_fit if part not in seen)])
        while self._to_fit:
            _, grid = self._to_fit.popleft()
            form = grid.format().toTableFormat()
            fit_columns(form, self._widths)
            grid.setFormat(form)
            if thread_time() > until:
                return

    def _add(self, index: int, row: tuple[Runs, ...]) -> None:
        if self._table is None:
            return
        rows = max(1, min(ROWS, CELLS // len(row)))
        is_new = index % rows == 0
        pane = self._new_part() if is_new else self._parts[-1][0]
        cursor = QTextCursor(pane.document())
        cursor.beginEditBlock()  # one layout for all of its cells
        if is_new:
            self._parts.append((pane, self._renderer.begin_table(pane.document(), self._widths)))
        else:
            self._parts[-1][1].appendRows(1)
        self._renderer.fill_row(self._parts[-1][1], index % rows, row, self._table.aligns, head=index == 0)
        cursor.endEditBlock()
        if any(run.code for cell in row for run in cell):
            pane.has_marks = True
        if any(run.link for cell in row for run in cell):
            pane.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _new_part(self) -> ReplyPane:
        pictures = self._pictures if len(self._widths) > MANY else None
        pane = RowsPane(theme=self._theme, font=self._theme.font(TABLE_PX), pictures=pictures)
        pane.be_fitted_by(self._renderer.pace)
        pane.has_marks = False  # until a cell has some: a wide table has thousands to look through
        pane.setAccessibleName(self.tr("Table"))
        if self._wider is not None:
            pane.be_selected_by(self._wider)
        pane.link_activated.connect(self.link_activated)
        pane.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)
        self._rows.addWidget(pane)
        pane.resize(max(sum(self._widths), self._holder.width()), pane.height())  # else all would be laid out twice
        pane.show()
        return pane

    def _on_size_changed(self) -> None:
        self._area.fit(sum(pane.height() for pane, _ in self._parts))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._natural and event.size().width() != event.oldSize().width():
            self._fit()


def _stepped(width: int) -> int:
    return -(-width // STEP) * STEP


def column_widths(natural: Sequence[int], room: int, *, widest: int, least: int) -> list[int]:
    """Pixels of each column: all of the room if that is enough, and no less than can be read."""
    wanted = [min(width, widest) for width in natural]
    total = sum(wanted)
    if total <= room:
        spare = room - sum(natural)
        if spare >= 0:  # all cells in one line; what is left is shared
            return _shared(natural, spare)
        return _shared(wanted, room - total)
    floors = [min(width, least) for width in wanted]
    if sum(floors) >= room:
        return wanted
    give = total - room
    slack = [width - floor for width, floor in zip(wanted, floors, strict=True)]
    return [width - round(give * part / sum(slack)) for width, part in zip(wanted, slack, strict=True)]


def _shared(widths: Sequence[int], spare: int) -> list[int]:
    total = max(1, sum(widths))
    return [width + spare * width // total for width in widths]
